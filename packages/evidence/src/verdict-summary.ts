/** The verdicts of a report in one value, and the ledger record that commits to them (ledger reference §2, `scope.verdict`). */
import { canonicalize } from '@remit/core';
import type { DraftOf } from '@remit/record';
import type { AssembledPack } from '@remit/verify';
import { EVALUATOR } from '@remit/verify';

/** Counts and the root of the verdict list. `first` and `end` bound the records that were looked at. */
export interface VerdictSummary {
  readonly evaluator: string;
  readonly first: number;
  readonly end: number;
  readonly in: number;
  readonly out: number;
  readonly indeterminate: number;
  /** Leaves of the verdict list and its RFC 6962 root, base64url. */
  readonly size: number;
  readonly root: string;
  /** Digests of the scope files that verdicts rest on, sorted. */
  readonly scopes: readonly string[];
}

/** Summary of a projected report. */
export function verdictSummary({
  traces,
  population,
  study,
}: Pick<AssembledPack, 'traces' | 'population' | 'study'>): VerdictSummary {
  const count = (verdict: string) => traces.filter((trace) => trace.scopeVerdict.overall === verdict).length;
  const scopes = new Set(traces.flatMap((trace) => trace.scopeVerdict.scopeDigest ?? []));
  return {
    evaluator: EVALUATOR,
    first: traces[0]?.decision.steps[0]?.record.index ?? 0,
    end: study.core.inputs.size,
    in: count('in'),
    out: count('out'),
    indeterminate: count('indeterminate'),
    size: population.verdictList.size,
    root: population.verdictList.root,
    scopes: [...scopes].sort(),
  };
}

/** The most scope digests that a record can name. */
const MAX_SCOPES = 256;

/** Draft of the record that the application appends after a report. The pack it describes is named by its numbers only. */
export function scopeVerdictDraft(summary: VerdictSummary): DraftOf<'scope.verdict'> {
  const { scopes, ...ver } = summary;
  if (scopes.length > MAX_SCOPES)
    throw new RangeError(`${scopes.length} scopes; a record names at most ${MAX_SCOPES}: ${canonicalize(ver)}`);
  return { t: 'scope.verdict', ver: { ...ver, scopes: [...scopes] } };
}
