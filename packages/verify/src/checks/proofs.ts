/** Step "proofs": the inclusion proof of each decision (C2SP tlog-proof; ledger reference §1.7). */
import { fromUtf8 } from '@remit/core';
import { leafHash, parseTlogProof, verifyInclusion } from '@remit/tlog';
import { paths } from '../projection/pack-core.ts';
import type { Check, VerifyState } from './check.ts';
import { firstFew, notReached } from './check.ts';

/** Does each decision's own proof lead from its record to the signed root? */
export const proofs: Check = {
  name: 'proofs',
  doesNotProve: 'more than the tree step does; a proof is for handing on a single record',
  protectsAgainst: 'proof files that would fail, or prove something else, when handed on alone',
  run: (state) => {
    const { study } = state;
    if (study === undefined) return notReached('the records could not be read');
    const decisions = study.selection.calls.flatMap((call) => call.decisions);
    const problems = decisions.flatMap(({ index, record }) => {
      const problem = proofProblem(state, index, paths.proof(record.id));
      return problem === undefined ? [] : [`record ${index}: ${problem}`];
    });
    if (problems.length > 0) return { status: 'fail', says: firstFew(problems) };
    if (decisions.length === 0) return { status: 'not-applicable', says: ['no decision lies in the period'] };
    return { status: 'ok', says: [`${decisions.length} inclusion proofs lead to the signed root`] };
  },
};

/** What is wrong with the proof of one decision; undefined when it leads to the signed root. */
export function proofProblem(
  { source, core, root, note }: VerifyState,
  index: number,
  path: string,
): string | undefined {
  const bytes = source.files.get(path);
  const text = bytes === undefined ? undefined : fromUtf8(bytes);
  if (text === undefined) return 'its proof file is missing';
  const proof = parseTlogProof(text);
  if (!proof.ok) return `its proof file cannot be read: ${proof.error}`;
  if (Number(proof.value.index) !== index) return 'its proof is for another record';
  if (proof.value.checkpoint !== note) return 'its proof carries another checkpoint';
  const entry = core?.entries.at(index);
  if (core === undefined || entry === undefined || root === undefined) return 'the entries could not be read';
  const holds = verifyInclusion({
    index: BigInt(index),
    size: BigInt(core.entries.length),
    leafHash: leafHash(entry),
    proof: proof.value.hashes,
    root,
  });
  return holds ? undefined : 'its proof does not lead to the signed root';
}
