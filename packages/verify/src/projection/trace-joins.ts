/**
 * Joins by W3C trace context: a choice and a call of one owner, one tool and one trace. The weakest basis, so the last one.
 * A trace id is the client's to write and mostly spans a whole run, while equal arguments are Remit's own observation; so
 * - a call that states the id of a choice is left to the ids,
 * - arguments that one process has seen on both sides were compared before, and settle it: equal ones would have joined,
 * - one choice and one call must be alone with each other. Order in the log says only that a choice comes before its call.
 */
import type { Call } from './calls.ts';
import { finalDecision } from './calls.ts';
import type { JoinState } from './join-parts.ts';
import { joinOnce, leaveOpen } from './join-parts.ts';
import type { OpenChoice, Stated } from './open-choice.ts';
import { groupBy, joinOf, keyOf, namesTool, placeOf, plainName } from './open-choice.ts';

/** Pairs of one tool in one trace that are looked at. Where there are more, nothing tells them apart. */
const MOST_PAIRS = 4_096;

/** Joins by trace ids, tool by tool. Not for choices and calls that an earlier basis has joined or found ambiguous. */
export function joinByTraces(open: readonly OpenChoice[], tools: readonly Call[], state: JoinState): void {
  const calls = groupBy(tools, (call) => {
    const { call: id, trace } = joinOf(call) ?? {};
    const { tool } = finalDecision(call).record.act;
    return trace === undefined || tool === undefined || id !== undefined
      ? undefined
      : keyOf(call, `${trace}\n${plainName(tool)}`);
  });
  const choices = new Map<string, OpenChoice[]>();
  if (calls.size === 0) return;
  for (const choice of open)
    for (const key of keysOf(choice)) {
      if (!calls.has(key)) continue;
      const list = choices.get(key);
      if (list === undefined) choices.set(key, [choice]);
      else list.push(choice);
    }
  for (const [key, list] of choices) joinGroup(list, calls.get(key) ?? [], state);
}

/** Every name that the tool may have without what stands before it. */
function keysOf({ by, tool, stated: { trace } }: OpenChoice): string[] {
  if (trace === undefined) return [];
  const name = plainName(tool);
  const keys = [keyOf(by, `${trace}\n${name}`) ?? ''];
  for (let at = name.indexOf('_'); at >= 0; at = name.indexOf('_', at + 1))
    keys.push(keyOf(by, `${trace}\n${name.slice(at + 1)}`) ?? '');
  return keys;
}

function joinGroup(choices: readonly OpenChoice[], calls: readonly Call[], state: JoinState): void {
  if (choices.length * calls.length > MOST_PAIRS) {
    const last = Math.max(...calls.map(placeOf));
    for (const choice of choices) if (choice.at < last) leaveOpen(state, choice);
    return;
  }
  const fitting = new Map<OpenChoice, { readonly call: Call; several: boolean }>();
  const rivals = new Map<Call, number>();
  const narrowed = new Set<OpenChoice | Call>();
  for (const choice of choices)
    for (const call of calls) {
      if (placeOf(call) < choice.at || !namesTool(choice.tool, call)) continue;
      if (comparable(choice, call)) state.otherArguments.add(choice);
      else if (apart(choice.stated, joinOf(call) ?? {})) narrowed.add(choice).add(call);
      else {
        const fit = fitting.get(choice);
        if (fit === undefined) fitting.set(choice, { call, several: false });
        else fit.several = true;
        rivals.set(call, (rivals.get(call) ?? 0) + 1);
      }
    }
  for (const [choice, { call, several }] of fitting) {
    if (several || rivals.get(call) !== 1) leaveOpen(state, choice);
    else {
      const narrowedBy = narrowed.has(choice) || narrowed.has(call) ? (['thread'] as const) : [];
      joinOnce(state, choice, { call, basis: 'trace-context', narrowedBy });
    }
  }
}

/** True when one process has fingerprinted both, under its one key. */
function comparable({ args, by }: OpenChoice, call: Call): boolean {
  const print = joinOf(call)?.args_fp;
  if (args === undefined || print === undefined) return false;
  return by.outcome?.record.w.id === call.decisions[0].record.w.id;
}

/** True when both state a thread and not the same one. A client that states only its session is in any thread of it. */
function apart(a: Stated, b: Stated): boolean {
  if (a.thread === undefined || b.thread === undefined || a.thread === b.thread) return false;
  const sameSession = a.session !== undefined && a.session === b.session;
  return !(sameSession && (a.thread === a.session || b.thread === b.session));
}
