/** What the joins of choices and calls look at: owners, places, names, and what the client states about where each comes from. */
import type { RecordOf } from '@remit/record';
import type { Call } from './calls.ts';
import { finalDecision } from './calls.ts';

/** Where a request or a call comes from, as its client states it. */
export interface Stated {
  readonly thread?: string | undefined;
  readonly trace?: string | undefined;
  readonly session?: string | undefined;
}

/** A choice that waits for its call. */
export interface OpenChoice {
  /** The request whose answer holds it. */
  readonly by: Call;
  /** Place of the request in the log. */
  readonly at: number;
  /** Place among the choices of the answer, from 0. */
  readonly n: number;
  readonly tool: string;
  readonly id: string | undefined;
  readonly args: string | undefined;
  readonly ranBy: 'provider' | undefined;
  readonly stated: Stated;
}

/** The choices that stand in the answer to a request. */
export function choicesOf(by: Call): OpenChoice[] {
  const record = by.outcome?.record;
  if (record?.t !== 'llm.outcome') return [];
  const stated = askOf(by) ?? {};
  return (record.calls ?? []).map(({ id, name, args_fp: args, ran }, n) => ({
    by,
    at: placeOf(by),
    n,
    tool: name,
    id,
    args,
    ranBy: ran,
    stated,
  }));
}

/** Place in the log of a call's first decision. */
export function placeOf(call: Call): number {
  return call.decisions[0].index;
}

/** Agents name MCP tools by server too, such as `mcp__files__read_text_file`; some replace what a name may not hold. */
export function namesTool(chosen: string, call: Call): boolean {
  const { tool } = finalDecision(call).record.act;
  if (tool === undefined) return false;
  if (chosen === tool || chosen.endsWith(`__${tool}`) || chosen.endsWith(`_${tool}`)) return true;
  return plainName(chosen) === plainName(tool) || plainName(chosen).endsWith(`__${plainName(tool)}`);
}

/** The name with every sign that a model's API may not take as `_`. */
export function plainName(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, '_');
}

/** Whose call it is: person and agent. */
export function ownerOf(call: Call): string {
  const { who } = call.decisions[0].record;
  return `${who.sub}\n${who.agent ?? ''}`;
}

/** A key that no other person's or agent's calls can have. */
export function keyOf(call: Call, key: string | undefined): string | undefined {
  return key === undefined ? undefined : `${ownerOf(call)}\n${key}`;
}

/** What the client of a call to a tool states, and Remit's fingerprint of its arguments. */
export function joinOf(call: Call): RecordOf<'mcp.decision'>['join'] {
  const { record } = call.decisions[0];
  return record.t === 'mcp.decision' ? record.join : undefined;
}

/** What a request asks for; undefined for a call to a tool. */
export function askOf(call: Call): RecordOf<'llm.decision'>['ask'] | undefined {
  const { record } = finalDecision(call);
  return record.t === 'llm.decision' ? record.ask : undefined;
}

/** Items by a key; those without one are left out. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string | undefined): Map<string, T[]> {
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
