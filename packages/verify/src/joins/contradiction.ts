/** Where two logs of one call say different things about the decision or the effect. */
import type { PairKind } from './join-keys.ts';
import type { Joinable } from './joinable.ts';

/** One contradiction. `broke`: one of the two denied the call, and the other saw it take place. */
export interface Contradiction {
  readonly says: string;
  readonly broke: boolean;
}

/** Kinds of pairs that are two records of one thing; others follow from each other and may well differ. */
const ONE_CALL: ReadonlySet<PairKind> = new Set(['request', 'shared-event', 'call', 'same-call']);

/** What contradicts. A gateway of the web decides on a request and not on the call in it, so only its denial can. */
export function contradictionOf(kind: PairKind, l: Joinable, r: Joinable): Contradiction | undefined {
  if (!ONE_CALL.has(kind)) return undefined;
  for (const [a, b] of [
    [l, r],
    [r, l],
  ] as const)
    if (a.decision === 'deny' && b.outcome === 'executed' && (b.kind !== 'http' || a.kind === 'http'))
      return { says: `${a.dataset} denied it, ${b.dataset} executed it`, broke: true };
  if (l.kind === 'http' || r.kind === 'http' || l.decision === undefined || r.decision === undefined) return undefined;
  if (l.decision === r.decision) return undefined;
  return { says: `${l.dataset} says ${l.decision}, ${r.dataset} says ${r.decision}`, broke: false };
}
