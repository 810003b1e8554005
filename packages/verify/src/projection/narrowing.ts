/**
 * Tells choices and calls apart that fit equally well, by what their client states: thread, trace, session. It never joins
 * anything, and it says nothing unless every one of them states the same kind: one that states none could be anybody's.
 *
 * Records from before threads and traces were recorded hold sessions alone. Those are left as they were, so that packs of
 * them stay what they are.
 */
import type { Stated } from './open-choice.ts';

export type Narrowing = 'thread' | 'trace' | 'session';

/** Those that state the same value. */
export interface Part<Choice, Made> {
  readonly choices: readonly Choice[];
  readonly calls: readonly Made[];
}

/** What tells them apart and into which parts; undefined when nothing of these kinds does. */
export function narrow<Choice extends { readonly stated: Stated }, Made extends { readonly stated: Stated }>(
  choices: readonly Choice[],
  calls: readonly Made[],
  kinds: readonly Narrowing[],
): { readonly by: Narrowing; readonly parts: readonly Part<Choice, Made>[] } | undefined {
  const all = [...choices, ...calls];
  if (!all.some(({ stated }) => stated.thread !== undefined || stated.trace !== undefined)) return undefined;
  for (const by of kinds) {
    if (all.some(({ stated }) => stated[by] === undefined)) continue;
    const parts = new Map<string, { choices: Choice[]; calls: Made[] }>();
    const partOf = (stated: Stated): { choices: Choice[]; calls: Made[] } => {
      const value = stated[by] ?? '';
      const part = parts.get(value) ?? { choices: [], calls: [] };
      parts.set(value, part);
      return part;
    };
    for (const choice of choices) partOf(choice.stated).choices.push(choice);
    for (const call of calls) partOf(call.stated).calls.push(call);
    const list = [...parts.values()];
    // Without a value on both sides the two speak of different things, such as a cache key here and a session there.
    if (list.length > 1 && list.some((part) => part.choices.length > 0 && part.calls.length > 0))
      return { by, parts: list };
  }
  return undefined;
}
