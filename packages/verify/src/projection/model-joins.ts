/**
 * Joins what a model chose to the call that came of it, inside one log (shadow-mcp reference §6, log-schemas reference §9).
 *
 * Three bases, never a guess: the id that the provider minted for the choice and the client states with the call; the
 * keyed fingerprint of the arguments together with the tool's name; the W3C trace id that the client sent with both. All
 * are `asserted`: the client passed the ids, and equal arguments are evidence, not proof. Where several would fit, none is
 * joined and that is said. A result that a later request carries under the minted id leads back to the choice.
 */
import { joinByArguments } from './argument-joins.ts';
import type { Call } from './calls.ts';
import { finalDecision } from './calls.ts';
import { joinByIds } from './id-joins.ts';
import type { Join, JoinBasis, JoinState } from './join-parts.ts';
import type { Stated } from './open-choice.ts';
import { askOf, choicesOf, joinOf, keyOf, ownerOf, placeOf } from './open-choice.ts';
import { joinByTraces } from './trace-joins.ts';

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
  /** What the client states on both sides and told it apart from others that fit by the basis alone. */
  readonly narrowedBy: Join['narrowedBy'];
  /** Several calls, or several choices, fit equally well: none is joined. */
  readonly ambiguous: boolean;
  /** In its trace the same tool was called with other arguments, and with no call it is joined. */
  readonly otherArguments: boolean;
  /** The provider ran the tool itself, so no call can come. */
  readonly ranBy: 'provider' | undefined;
  /** A later request that carries the result under the minted id. */
  readonly resultIn: Call | undefined;
}

/** Choices by request, and the choice behind each call. */
export interface ModelJoins {
  readonly choices: ReadonlyMap<Call, readonly Choice[]>;
  readonly chosenBy: ReadonlyMap<Call, Choice>;
  /** True when the log holds requests to models. */
  readonly anyModels: boolean;
  /** True when a request to a model, or a call to a tool beside one, states a thread or a trace. */
  readonly anyContexts: boolean;
  /** Persons and agents that use models through this log: others' calls have no model to look for. */
  usesModels(call: Call): boolean;
}

/** Joins the calls of a log. Ids first, then arguments, then traces: what one basis joins is no candidate for the next. */
export function joinModels(calls: readonly Call[]): ModelJoins {
  const tools = calls.filter((call) => finalDecision(call).record.t === 'mcp.decision');
  const requests = calls.filter((call) => finalDecision(call).record.t === 'llm.decision');
  const open = requests.flatMap(choicesOf);
  const state: JoinState = { joined: new Map(), ambiguous: new Set(), otherArguments: new Set() };
  const { joined, ambiguous, otherArguments } = state;
  const waiting = () => open.filter((choice) => !joined.has(choice) && !ambiguous.has(choice));
  const named = joinByIds(open, tools, state);
  const unnamed = tools.filter((call) => !named.has(call));
  joinByArguments(waiting(), unnamed, state);
  const taken = new Set([...joined.values()].map(({ call }) => call));
  // A call of which nobody can tell which of these choices it comes from must not be free for another one.
  const unclear = new Set([...ambiguous].map(({ by, args }) => keyOf(by, args)));
  joinByTraces(
    waiting().filter(({ ranBy }) => ranBy === undefined),
    unnamed.filter((call) => {
      const print = keyOf(call, joinOf(call)?.args_fp);
      return !taken.has(call) && (print === undefined || !unclear.has(print));
    }),
    state,
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
      narrowedBy: join?.narrowedBy ?? [],
      ambiguous: ambiguous.has(one),
      otherArguments: join === undefined && otherArguments.has(one),
      ranBy,
      resultIn: (results.get(keyOf(by, id) ?? '') ?? []).find((request) => placeOf(request) > at),
    };
    const list = choices.get(by) ?? [];
    choices.set(by, list);
    list.push(choice);
    if (choice.call !== undefined) chosenBy.set(choice.call, choice);
  }
  const users = new Set(requests.map((request) => ownerOf(request)));
  return {
    choices,
    chosenBy,
    anyModels: requests.length > 0,
    anyContexts: requests.some((one) => inContext(askOf(one))) || tools.some((one) => inContext(joinOf(one))),
    usesModels: (call) => users.has(ownerOf(call)),
  };
}

function inContext(stated: Stated | undefined): boolean {
  return stated?.thread !== undefined || stated?.trace !== undefined;
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
