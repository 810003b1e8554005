/**
 * Reconciliation of two sources: what one shows and the other should but does not, in both directions. Only what both could
 * have shown is held against the other: events of the same kinds, at a known time, in the time that both cover.
 */
import type { Join, Joinable, JoinLevel, JoinOptions } from '@remit/verify';
import { joinEvents } from '@remit/verify';

/** One event in a list of a reconciliation. */
export interface ReconciledEvent {
  readonly ref: string;
  readonly at?: string;
  readonly dataset: string;
  readonly actor?: string;
  readonly host?: string;
  readonly tool?: string;
}

/** One side. `covers`: the time that its batches hold, RFC 3339. */
export interface ReconciledSide {
  readonly source: string;
  readonly events: number;
  readonly covers?: { readonly from: string; readonly to: string };
  /** Without a partner and outside the period: not held against the other. */
  readonly outside: number;
  /** Without a time of their own: joined by ids only, and never counted as missing. */
  readonly timeUnknown: number;
  /** In this source, and not in the other. */
  readonly only: readonly ReconciledEvent[];
}

/** The result. */
export interface Reconciliation {
  readonly schema: 'remit.reconciliation/1';
  /** Milliseconds since the epoch in RFC 3339; `to` is exclusive. */
  readonly period: { readonly from: string; readonly to: string };
  readonly periodFrom: 'asked for' | 'the time that both sources cover';
  readonly windowMs: number;
  readonly offsetMs: number;
  /** Who declared that several names are one person; absent: nobody, and every name counts as another person. */
  readonly personsAssertedBy?: string;
  readonly kinds: readonly string[];
  readonly left: ReconciledSide;
  readonly right: ReconciledSide;
  readonly joined: Readonly<Record<Exclude<JoinLevel, 'ambiguous'>, number>>;
  /** Several candidates: kept apart. */
  readonly ambiguous: readonly { readonly left: ReconciledEvent; readonly candidates: readonly string[] }[];
  /** Joined, and the two sources say different things about the decision or the effect. */
  readonly contradictions: readonly { readonly left: ReconciledEvent; readonly right: string; readonly says: string }[];
}

/** A source as it is reconciled. Times in milliseconds. */
export interface ReconcileSource {
  readonly source: string;
  readonly events: readonly Joinable[];
  readonly covers?: { readonly from: number; readonly to: number };
}

/** `period`: absent, the time that both cover. */
export interface ReconcileOptions extends JoinOptions {
  readonly period?: { readonly from: number; readonly to: number };
  readonly kinds: readonly string[];
}

/** Reconciles two sources. */
export function reconcile(left: ReconcileSource, right: ReconcileSource, options: ReconcileOptions): Reconciliation {
  const { windowMs, offsetMs, kinds } = options;
  const period = options.period ?? common(left, right, offsetMs);
  const ofKinds = (side: ReconcileSource) => side.events.filter(({ kind }) => kinds.includes(kind));
  const [ls, rs] = [ofKinds(left), ofKinds(right)];
  // Events of either side just outside the period may be the partner of one inside: all take part, the period decides later.
  const joins = joinEvents(ls, rs, options);
  const joined = { exact: 0, asserted: 0, strong: 0, probable: 0 };
  const taken = new Set<string>();
  const byRef = new Map(rs.map((event) => [event.ref, event]));
  const lookup = new Map(ls.map((event) => [event.ref, event]));
  const ambiguous: Reconciliation['ambiguous'][number][] = [];
  const contradictions: Reconciliation['contradictions'][number][] = [];
  const inPeriod = (event: Joinable | undefined, offset: number) =>
    event?.at !== undefined && event.at - offset >= period.from && event.at - offset < period.to;
  for (const join of joins) {
    taken.add(join.left);
    for (const candidate of join.candidates) taken.add(candidate);
    const l = lookup.get(join.left);
    const r = byRef.get(join.right ?? '');
    // A pair counts when one of the two lies in the period, or neither says when it was.
    const counts = (l?.at === undefined && r?.at === undefined) || inPeriod(l, 0) || inPeriod(r, offsetMs);
    if (l === undefined || !counts) continue;
    if (join.level === 'ambiguous') ambiguous.push({ left: show(l), candidates: join.candidates });
    else {
      joined[join.level] += 1;
      contradictions.push(...contradictionOf(l, r, join));
    }
  }
  const side = (from: ReconcileSource, events: readonly Joinable[], offset: number): ReconciledSide => {
    const timed = events.filter(({ at }) => at !== undefined);
    const within = timed.filter((event) => inPeriod(event, offset));
    return {
      source: from.source,
      events: events.length,
      ...(from.covers === undefined ? {} : { covers: { from: iso(from.covers.from), to: iso(from.covers.to) } }),
      outside: timed.filter((event) => !inPeriod(event, offset) && !taken.has(event.ref)).length,
      timeUnknown: events.length - timed.length,
      only: within.filter(({ ref }) => !taken.has(ref)).map(show),
    };
  };
  return {
    schema: 'remit.reconciliation/1',
    period: { from: iso(period.from), to: iso(period.to) },
    periodFrom: options.period === undefined ? 'the time that both sources cover' : 'asked for',
    windowMs,
    offsetMs,
    kinds,
    left: side(left, ls, 0),
    right: side(right, rs, offsetMs),
    joined,
    ambiguous,
    contradictions,
  };
}

/** The time that both cover, on the clock of the left; empty when there is none. */
function common(left: ReconcileSource, right: ReconcileSource, offsetMs: number): { from: number; to: number } {
  if (left.covers === undefined || right.covers === undefined) return { from: 0, to: 0 };
  const from = Math.max(left.covers.from, right.covers.from - offsetMs);
  const to = Math.min(left.covers.to, right.covers.to - offsetMs) + 1;
  return to > from ? { from, to } : { from, to: from };
}

function contradictionOf(
  l: Joinable,
  r: Joinable | undefined,
  { level }: Join,
): Reconciliation['contradictions'][number][] {
  if (r === undefined) return [];
  const says: string[] = [];
  if (l.decision !== undefined && r.decision !== undefined && l.decision !== r.decision)
    says.push(`${l.source} says ${l.decision}, ${r.source} says ${r.decision}`);
  for (const [a, b] of [
    [l, r],
    [r, l],
  ] as const)
    if (a.decision === 'deny' && b.outcome === 'executed') says.push(`${a.source} denied it, ${b.source} executed it`);
  return says.map((text) => ({ left: show(l), right: r.ref, says: `${text} (join: ${level})` }));
}

function show(event: Joinable): ReconciledEvent {
  const { ref, at, dataset, host, tool } = event;
  const [actor] = event.actors;
  return {
    ref,
    ...(at === undefined ? {} : { at: iso(at) }),
    dataset,
    ...(actor === undefined ? {} : { actor }),
    ...(host === undefined ? {} : { host }),
    ...(tool === undefined ? {} : { tool }),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
