/** Joins by the id that the provider minted for a choice and the client states with the call (shadow-mcp reference §6). */
import type { Call } from './calls.ts';
import type { JoinState } from './join-parts.ts';
import type { Narrowing } from './narrowing.ts';
import { narrow } from './narrowing.ts';
import type { OpenChoice } from './open-choice.ts';
import { groupBy, joinOf, keyOf, namesTool, placeOf } from './open-choice.ts';

/** A trace has no say here: what a client may write into every request does not outweigh what a provider minted. */
const KINDS: readonly Narrowing[] = ['thread', 'session'];

/** Joins what the minted id joins; answers the calls that state an id of a choice, joined or not. */
export function joinByIds(open: readonly OpenChoice[], tools: readonly Call[], state: JoinState): ReadonlySet<Call> {
  const byId = groupBy(tools, (call) => keyOf(call, joinOf(call)?.call));
  const named = new Set<Call>();
  for (const [key, choices] of groupBy(open, ({ by, id }) => keyOf(by, id))) {
    const calls = (byId.get(key) ?? []).map((call) => ({ call, stated: joinOf(call) ?? {} }));
    for (const call of joinGroup(choices, calls, [])) named.add(call);
  }
  return named;

  function joinGroup(
    choices: readonly OpenChoice[],
    calls: readonly { readonly call: Call; readonly stated: NonNullable<ReturnType<typeof joinOf>> }[],
    used: readonly Narrowing[],
  ): readonly Call[] {
    const fits = (choice: OpenChoice, call: Call): boolean => placeOf(call) > choice.at && namesTool(choice.tool, call);
    const kinds = KINDS.filter((kind) => !used.includes(kind));
    const several = choices.length > 1 || calls.length > 1;
    const narrowed = several ? narrow(choices, calls, kinds) : undefined;
    if (narrowed !== undefined) {
      for (const part of narrowed.parts) joinGroup(part.choices, part.calls, [...used, narrowed.by]);
      // A call that another thread made under this id is still no candidate for any other basis.
      return calls.flatMap(({ call }) => (choices.some((choice) => fits(choice, call)) ? [call] : []));
    }
    const taken = new Set<Call>();
    for (const choice of choices) {
      const found = calls.map(({ call }) => call).filter((call) => fits(choice, call) && !taken.has(call));
      for (const call of found) taken.add(call);
      const [call, another] = found;
      if (another !== undefined) state.ambiguous.add(choice);
      else if (call !== undefined) state.joined.set(choice, { call, basis: 'tool-call-id', narrowedBy: used });
    }
    return [...taken];
  }
}
