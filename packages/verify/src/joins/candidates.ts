/** Candidates of an event without an id in common: same actor and server, near in time, and nothing that contradicts. */
import type { Joinable } from './joinable.ts';

/** What {@link createCandidates} gives. */
export interface Candidates {
  /** Candidates on the right of an event on the left. */
  of(left: Joinable): readonly Joinable[];
  /** How many events on the left have this one as a candidate. */
  countFor(right: Joinable): number;
}

/** `strong` also needs the tool and the arguments, on both sides and equal. */
export function createCandidates(
  left: readonly Joinable[],
  right: readonly Joinable[],
  level: 'strong' | 'probable',
  { windowMs, offsetMs }: { readonly windowMs: number; readonly offsetMs: number },
): Candidates {
  const groups = groupsOf(right, level);
  const found = new Map<string, readonly Joinable[]>();
  const counts = new Map<string, number>();
  for (const l of left) {
    const near = new Map<string, Joinable>();
    for (const key of l.at === undefined ? [] : keysOf(l, level)) {
      const group = groups.get(key) ?? [];
      const at = (l.at ?? 0) + offsetMs;
      for (let i = firstAtOrAfter(group, at - windowMs); i < group.length; i++) {
        const r = group[i];
        if (r?.at === undefined || r.at > at + windowMs) break;
        if (agree(l, r)) near.set(r.ref, r);
      }
    }
    found.set(l.ref, [...near.values()]);
    for (const ref of near.keys()) counts.set(ref, (counts.get(ref) ?? 0) + 1);
  }
  return { of: ({ ref }) => found.get(ref) ?? [], countFor: ({ ref }) => counts.get(ref) ?? 0 };
}

// Threat: a join by address or by the name of a tool alone would make a record out of two. An actor and a server are needed.
function keysOf({ actors, host, tool, args }: Joinable, level: 'strong' | 'probable'): string[] {
  if (host === undefined) return [];
  if (level === 'probable') return actors.map((actor) => `${actor}\n${host}`);
  return tool === undefined || args === undefined ? [] : actors.map((actor) => `${actor}\n${host}\n${tool}\n${args}`);
}

/** Nothing that both sides say is different. */
function agree(l: Joinable, r: Joinable): boolean {
  const same = (a: string | undefined, b: string | undefined) => a === undefined || b === undefined || a === b;
  return same(l.method, r.method) && same(l.tool, r.tool) && same(l.args, r.args);
}

function groupsOf(events: readonly Joinable[], level: 'strong' | 'probable'): Map<string, Joinable[]> {
  const groups = new Map<string, Joinable[]>();
  for (const event of events) {
    if (event.at === undefined) continue;
    for (const key of keysOf(event, level)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [event]);
      else group.push(event);
    }
  }
  for (const group of groups.values()) group.sort((a, b) => (a.at ?? 0) - (b.at ?? 0) || (a.ref < b.ref ? -1 : 1));
  return groups;
}

function firstAtOrAfter(group: readonly Joinable[], time: number): number {
  let low = 0;
  let high = group.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((group[middle]?.at ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
