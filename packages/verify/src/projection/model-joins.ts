/**
 * Joins what a model chose to the call that came of it, inside one log (shadow-mcp reference §6, log-schemas reference §9).
 *
 * Two bases, never a guess: the id that the provider minted for the choice and the client states with the call; or the
 * keyed fingerprint of the arguments together with the tool's name. Both are `asserted`: the client passed the id, and
 * equal arguments are evidence, not proof. Where several would fit, none is joined and that is said. A result that a later
 * request carries under the minted id leads back to the choice.
 */
import type { RecordOf } from '@remit/record';
import type { Call, Decision } from './calls.ts';
import { finalDecision } from './calls.ts';
import type { Located } from './log-view.ts';
import { joinEqual } from './print-joins.ts';

/** One tool that a model chose, and what became of it as far as the log shows. */
export interface Choice {
  /** The request whose answer holds the choice. */
  readonly by: Call;
  /** Place among the choices of that answer, from 0. */
  readonly n: number;
  readonly tool: string;
  readonly id: string | undefined;
  /** The call that is joined to it. */
  readonly call: Call | undefined;
  readonly basis: JoinBasis | undefined;
  /** Several calls, or several choices, fit equally well: none is joined. */
  readonly ambiguous: boolean;
  /** The provider ran the tool itself, so no call can come. */
  readonly ranBy: 'provider' | undefined;
  /** A later request that carries the result under the minted id. */
  readonly resultIn: Call | undefined;
}

export type JoinBasis = 'tool-call-id' | 'argument-fingerprint';

/** Choices by request, and the choice behind each call. */
export interface ModelJoins {
  readonly choices: ReadonlyMap<Call, readonly Choice[]>;
  readonly chosenBy: ReadonlyMap<Call, Choice>;
  /** True when the log holds requests to models. */
  readonly anyModels: boolean;
  /** Persons and agents that use models through this log: others' calls have no model to look for. */
  usesModels(call: Call): boolean;
}

/** Joins the calls of a log. Ids first: what they join is no candidate for a fingerprint any more. */
export function joinModels(calls: readonly Call[]): ModelJoins {
  const tools = calls.filter((call) => finalDecision(call).record.t === 'mcp.decision');
  const requests = calls.filter((call) => finalDecision(call).record.t === 'llm.decision');
  const open = requests.flatMap(choicesOf);
  const joined: Joined = new Map();
  const ambiguous = new Set<OpenChoice>();
  const named = joinByIds(open, tools, joined, ambiguous);
  const unnamed = open.filter((choice) => !joined.has(choice) && !ambiguous.has(choice));
  joinByPrints(
    unnamed,
    tools.filter((call) => !named.has(call)),
    joined,
    ambiguous,
  );
  const results = resultsOf(requests);
  const choices = new Map<Call, Choice[]>();
  const chosenBy = new Map<Call, Choice>();
  for (const one of open) {
    const { by, at, n, tool, id, ranBy } = one;
    const join = joined.get(one);
    const choice: Choice = {
      by,
      n,
      tool,
      id,
      call: join?.call,
      basis: join?.basis,
      ambiguous: ambiguous.has(one),
      ranBy,
      resultIn: (results.get(keyOf(by, id) ?? '') ?? []).find((request) => placeOf(request) > at),
    };
    const list = choices.get(by) ?? [];
    choices.set(by, list);
    list.push(choice);
    if (choice.call !== undefined) chosenBy.set(choice.call, choice);
  }
  const users = new Set(requests.map((request) => ownerOf(request)));
  return { choices, chosenBy, anyModels: requests.length > 0, usesModels: (call) => users.has(ownerOf(call)) };
}

type Joined = Map<OpenChoice, { readonly call: Call; readonly basis: JoinBasis }>;

/** Joins what the minted id joins; answers the calls that state an id of a choice, joined or not. */
function joinByIds(
  open: readonly OpenChoice[],
  tools: readonly Call[],
  joined: Joined,
  ambiguous: Set<OpenChoice>,
): ReadonlySet<Call> {
  const byId = groupBy(tools, (call) => keyOf(call, joinOf(call)?.call));
  const named = new Set<Call>();
  for (const choice of open) {
    const { by, id, at, tool } = choice;
    const fits = (call: Call): boolean => placeOf(call) > at && namesTool(tool, call) && !named.has(call);
    const found = (byId.get(keyOf(by, id) ?? '') ?? []).filter(fits);
    for (const call of found) named.add(call);
    const [call, another] = found;
    if (another !== undefined) ambiguous.add(choice);
    else if (call !== undefined) joined.set(choice, { call, basis: 'tool-call-id' });
  }
  return named;
}

/** Joins the rest by equal fingerprints, tool by tool. */
function joinByPrints(
  open: readonly OpenChoice[],
  tools: readonly Call[],
  joined: Joined,
  ambiguous: Set<OpenChoice>,
): void {
  const prints = groupBy(open, ({ by, args }) => keyOf(by, args));
  const calls = groupBy(tools, (call) => keyOf(call, joinOf(call)?.args_fp));
  for (const [print, made] of calls) {
    const alike = prints.get(print) ?? [];
    if (alike.length === 0) continue;
    for (const [, ofTool] of groupBy(made, (call) => finalDecision(call).record.act.tool)) {
      const first = ofTool[0];
      const fitting = alike.filter(({ tool }) => first !== undefined && namesTool(tool, first));
      const placed = ofTool.map((call) => ({ call, at: placeOf(call) }));
      const { pairs, ambiguous: unclear } = joinEqual(fitting, placed);
      for (const [choice, { call }] of pairs) {
        // A name that fits two tools, each with a call of its own: neither is likelier.
        if (joined.delete(choice) || ambiguous.has(choice)) ambiguous.add(choice);
        else joined.set(choice, { call, basis: 'argument-fingerprint' });
      }
      for (const choice of unclear) {
        joined.delete(choice);
        ambiguous.add(choice);
      }
    }
  }
}

/** Requests by the ids of the choices whose results they carry, each list in log order. Providers may mint an id again. */
function resultsOf(requests: readonly Call[]): Map<string, Call[]> {
  const results = new Map<string, Call[]>();
  for (const request of requests)
    for (const id of askOf(request)?.results ?? []) {
      const key = keyOf(request, id);
      if (key === undefined) continue;
      const carriers = results.get(key);
      if (carriers === undefined) results.set(key, [request]);
      else carriers.push(request);
    }
  return results;
}

function placeOf(call: Call): number {
  return call.decisions[0].index;
}

interface OpenChoice {
  readonly by: Call;
  /** Place of the request in the log. */
  readonly at: number;
  readonly n: number;
  readonly tool: string;
  readonly id: string | undefined;
  readonly args: string | undefined;
  readonly ranBy: 'provider' | undefined;
}

function choicesOf(by: Call): OpenChoice[] {
  const record = by.outcome?.record;
  if (record?.t !== 'llm.outcome') return [];
  return (record.calls ?? []).map(({ id, name, args_fp: args, ran }, n) => ({
    by,
    at: placeOf(by),
    n,
    tool: name,
    id,
    args,
    ranBy: ran,
  }));
}

/** Agents name MCP tools by server too, such as `mcp__files__read_text_file`; some replace what a name may not hold. */
function namesTool(chosen: string, call: Call): boolean {
  const { tool } = finalDecision(call).record.act;
  if (tool === undefined) return false;
  if (chosen === tool || chosen.endsWith(`__${tool}`) || chosen.endsWith(`_${tool}`)) return true;
  const plain = (name: string): string => name.replace(/[^A-Za-z0-9]/g, '_');
  return plain(chosen) === plain(tool) || plain(chosen).endsWith(`__${plain(tool)}`);
}

/** A key that no other person's or agent's calls can have. */
function keyOf(call: Call, key: string | undefined): string | undefined {
  return key === undefined ? undefined : `${ownerOf(call)}\n${key}`;
}

function ownerOf(call: Call): string {
  const { who } = call.decisions[0].record;
  return `${who.sub}\n${who.agent ?? ''}`;
}

function joinOf(call: Call): RecordOf<'mcp.decision'>['join'] {
  const first: Decision = call.decisions[0];
  return first.record.t === 'mcp.decision' ? first.record.join : undefined;
}

function askOf(call: Call): RecordOf<'llm.decision'>['ask'] | undefined {
  const decision: Located<RecordOf<'mcp.decision'> | RecordOf<'llm.decision'>> = finalDecision(call);
  return decision.record.t === 'llm.decision' ? decision.record.ask : undefined;
}

function groupBy<T>(items: readonly T[], key: (item: T) => string | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return groups;
}
