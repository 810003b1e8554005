/**
 * Do the disclosed contexts belong to the records they are for, and is none missing?
 *
 * Erasure is not part of this version, so there is no record that could explain a missing context: missing is treated
 * like altered (ledger reference §3: missing without an `erasure` record is tampering).
 */
import { CONTEXT_FIELD } from '../projection/contexts.ts';
import { evidenceOf } from '../projection/study.ts';
import type { Check } from './check.ts';
import { firstFew, notReached } from './check.ts';

/** The rule in the header of this file. */
export const commitments: Check = {
  name: 'commitments',
  doesNotProve: 'that the engine looked at nothing else',
  protectsAgainst: 'decision contexts that were exchanged, altered or withheld after the fact',
  run: ({ study, core }) => {
    if (study === undefined || core === undefined) return notReached('the records could not be read');
    const decisions = study.selection.calls.flatMap((call) => call.decisions);
    const problems: string[] = [];
    let disclosed = 0;
    for (const decision of decisions) {
      const evidence = evidenceOf(decision, study);
      if (evidence.kind === 'disclosed') disclosed += 1;
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
    return {
      status: 'ok',
      says: [`${disclosed} of ${decisions.length} decision contexts disclosed, each hashes to its commitment`],
    };
  },
};
