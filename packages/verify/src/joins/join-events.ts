/**
 * Joins the events of two sources (log schemas reference §9). A pure function: the same events and options give the same joins.
 * An event is joined once, at the best level that fits it. Several candidates are listed and none of them is chosen.
 */
import { createCandidates } from './candidates.ts';
import type { JoinKey, PairKind } from './join-keys.ts';
import { keysOf } from './join-keys.ts';
import type { Joinable } from './joinable.ts';

/** How sure a join is, best first. The first four are merged; `probable` is flagged wherever it shows. */
export type JoinLevel = 'exact' | 'asserted' | 'strong' | 'probable' | 'ambiguous';

/** A join. `ambiguous` has no right side: its candidates are listed. */
export interface Join {
  /** What the two are to each other. */
  readonly kind: PairKind;
  readonly left: string;
  readonly right?: string;
  readonly level: JoinLevel;
  /** What was equal, in words. */
  readonly basis: string;
  readonly windowMs: number;
  readonly offsetMs: number;
  readonly candidates: readonly string[];
}

/** How two sources are joined. `offsetMs`: the clock of the right source minus that of the left, as measured. */
export interface JoinOptions {
  readonly windowMs: number;
  readonly offsetMs: number;
  /** Ids of clients that Remit saw the provider mint. Others never rank above `probable`. */
  readonly minted?: ReadonlySet<string>;
  /** Which events may be joined without an id in common. Absent: all. */
  alike?(event: Joinable): boolean;
}

/** Windows of log schemas reference §9. */
export const DEFAULT_WINDOW_MS = { sameVendor: 5_000, acrossVendors: 120_000 } as const;

/** Joins of two lists, in the order of `left`. Events without a join are in none. */
export function joinEvents(left: readonly Joinable[], right: readonly Joinable[], options: JoinOptions): Join[] {
  const joins = new Map<string, Join[]>();
  const takenRight = new Set<string>();
  const { windowMs, offsetMs } = options;
  const put = (kind: PairKind, level: JoinLevel, l: Joinable, r: Joinable, basis: string) => {
    const join = { kind, left: l.ref, right: r.ref, level, basis, windowMs, offsetMs, candidates: [r.ref] };
    joins.set(l.ref, [...(joins.get(l.ref) ?? []), join]);
    takenRight.add(r.ref);
  };
  const several = (kind: PairKind, l: Joinable, basis: string, candidates: readonly Joinable[]) =>
    joins.set(l.ref, [
      {
        kind,
        left: l.ref,
        level: 'ambiguous',
        basis,
        windowMs,
        offsetMs,
        candidates: candidates.map(({ ref }) => ref).sort(),
      },
    ]);
  // One gateway call leads to several requests, each of which the vendor names.
  const more = (l: Joinable, { of }: JoinKey) =>
    of === 'downstream' && joins.get(l.ref)?.every(({ kind, right: r }) => kind === of && r !== undefined) === true;

  for (const { l, rs, key, unique } of byKey(left, right)) {
    if (joins.has(l.ref) && !more(l, key)) continue;
    if (key.of !== 'downstream' && rs.every(({ ref }) => takenRight.has(ref))) continue;
    const [r] = rs;
    if (!unique || r === undefined) several(key.of, l, `id ${key.name}, not unique`, rs);
    else put(key.of, levelOf(key, l, r, options), l, r, `id ${key.name}`);
  }
  for (const level of ['strong', 'probable'] as const) {
    const free = (event: Joinable) =>
      !joins.has(event.ref) && !takenRight.has(event.ref) && options.alike?.(event) !== false;
    const candidates = createCandidates(left.filter(free), right.filter(free), level, options);
    for (const l of left) {
      if (!free(l)) continue;
      const rs = candidates.of(l);
      const [r] = rs;
      if (r === undefined) continue;
      if (rs.length === 1 && candidates.countFor(r) === 1) put('same-call', level, l, r, BASIS[level]);
      else several('same-call', l, `${BASIS[level]}, several candidates`, rs);
    }
  }
  return left.flatMap(({ ref }) => joins.get(ref) ?? []);
}

const BASIS = {
  strong: 'actor, server, tool and arguments within the window',
  probable: 'actor and server within the window',
} as const;

function levelOf(key: JoinKey, l: Joinable, r: Joinable, { minted }: JoinOptions): JoinLevel {
  if (key.kind !== 'client' && !l.clientIds && !r.clientIds) return 'exact';
  const id = key.text.slice(key.text.lastIndexOf('\n') + 1);
  const sameActor = l.actors.some((actor) => r.actors.includes(actor));
  return minted?.has(id) === true && sameActor ? 'asserted' : 'probable';
}

interface KeyMatch {
  readonly l: Joinable;
  readonly rs: readonly Joinable[];
  readonly key: JoinKey;
  readonly unique: boolean;
}

/** Matches by id, those of vendors first: they are the surest. */
function* byKey(left: readonly Joinable[], right: readonly Joinable[]): Generator<KeyMatch, void, undefined> {
  const index = new Map<string, Joinable[]>();
  for (const r of right)
    for (const { text } of keysOf(r, 'right')) {
      const same = index.get(text);
      if (same === undefined) index.set(text, [r]);
      else same.push(r);
    }
  const uses = new Map<string, number>();
  for (const l of left) for (const { text } of keysOf(l, 'left')) uses.set(text, (uses.get(text) ?? 0) + 1);
  for (const kind of ['vendor', 'trace', 'client'] as const)
    for (const l of left)
      for (const key of keysOf(l, 'left')) {
        const rs = key.kind === kind ? index.get(key.text) : undefined;
        if (rs !== undefined) yield { l, rs, key, unique: rs.length === 1 && uses.get(key.text) === 1 };
      }
}
