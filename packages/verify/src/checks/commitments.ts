/**
 * Do the disclosed contexts belong to the records they are for? Of each that is not disclosed: does an erasure explain it,
 * approved by two persons, or is it missing? Missing without such a record is tampering (ledger reference §3).
 */
import type { RecordOf } from '@remit/record';
import { printable } from '../pack/pack-path.ts';
import { CONTEXT_FIELD } from '../projection/contexts.ts';
import { countsOf } from '../projection/erasures.ts';
import type { Located } from '../projection/log-view.ts';
import { evidenceOf } from '../projection/study.ts';
import type { Check } from './check.ts';
import { firstFew, notReached } from './check.ts';

/** The rule in the header of this file. */
export const commitments: Check = {
  name: 'commitments',
  doesNotProve: 'that the engine looked at nothing else, or that the legal basis of an erasure holds',
  protectsAgainst: 'decision contexts that were exchanged, altered, withheld or erased by one person alone',
  run: ({ study, core }) => {
    if (study === undefined || core === undefined) return notReached('the records could not be read');
    const decisions = study.selection.calls.flatMap((call) => call.decisions);
    const { erasures } = study;
    const problems: string[] = [...erasures.problems];
    let disclosed = 0;
    let erased = 0;
    for (const decision of decisions) {
      const evidence = evidenceOf(decision, study);
      if (evidence.kind === 'disclosed') disclosed += 1;
      if (evidence.kind === 'erased') erased += 1;
      if (evidence.kind === 'broken') problems.push(`record ${decision.index}: ALTERED: ${evidence.reason}`);
      if (evidence.kind === 'missing')
        problems.push(
          `record ${decision.index}: MISSING: its ${CONTEXT_FIELD} is committed to, not disclosed, and no record explains that`,
        );
    }
    const known = new Set(decisions.map((decision) => decision.record.id));
    for (const id of core.disclosures.keys())
      if (!known.has(id)) problems.push(`a disclosure names ${id.slice(0, 26)}, which is no decision of this report`);
    if (problems.length > 0) return { status: 'fail', says: firstFew(problems) };
    const says = [`${disclosed} of ${decisions.length} decision contexts disclosed, each hashes to its commitment`];
    if (erased > 0) says.push(`${erased} erased with authorisation: their verdicts are indeterminate`);
    return { status: 'ok', says: [...says, ...firstFew(erasures.erasures.map(erasureWords))] };
  },
};

/** One erasure in the log, whether or not it concerns this report. */
function erasureWords({ index, record }: Located<RecordOf<'erasure'>>): string {
  const { req, basis, by } = record.ers;
  const { records, events } = countsOf(record);
  return `record ${index}: erasure ${printable(req)} (${printable(basis)}) of ${records} records and ${events} ingested events, approved by ${by.join(' and ')}`;
}
