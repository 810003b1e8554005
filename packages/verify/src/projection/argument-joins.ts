/** Joins by the keyed fingerprint of the arguments together with the tool's name (shadow-mcp reference §6). */
import type { Call } from './calls.ts';
import { finalDecision } from './calls.ts';
import type { JoinState } from './join-parts.ts';
import { joinOnce, leaveOpen } from './join-parts.ts';
import type { OpenChoice } from './open-choice.ts';
import { groupBy, joinOf, keyOf, namesTool, placeOf } from './open-choice.ts';
import { joinEqual } from './print-joins.ts';

/** Joins by equal fingerprints, tool by tool. */
export function joinByArguments(open: readonly OpenChoice[], tools: readonly Call[], state: JoinState): void {
  const prints = groupBy(open, ({ by, args }) => keyOf(by, args));
  const calls = groupBy(tools, (call) => keyOf(call, joinOf(call)?.args_fp));
  for (const [print, made] of calls) {
    const alike = prints.get(print) ?? [];
    if (alike.length === 0) continue;
    for (const [, ofTool] of groupBy(made, (call) => finalDecision(call).record.act.tool)) {
      const first = ofTool[0];
      const fitting = alike.filter(({ tool }) => first !== undefined && namesTool(tool, first));
      const placed = ofTool.map((call) => ({ call, at: placeOf(call), stated: joinOf(call) ?? {} }));
      const { pairs, ambiguous } = joinEqual(fitting, placed);
      for (const [choice, { call }, narrowedBy] of pairs)
        joinOnce(state, choice, { call, basis: 'argument-fingerprint', narrowedBy });
      for (const choice of ambiguous) leaveOpen(state, choice);
    }
  }
}
