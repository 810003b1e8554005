/** Step "tree": root and tiles rebuilt from the entry bundles (RFC 6962 §2.1, C2SP tlog-tiles; ledger reference §1.4). */
import { equalBytes, toBase64 } from '@remit/core';
import { printable } from '../pack/pack-path.ts';
import { readBeside } from '../pack/read-beside.ts';
import { readCore, readEntries } from '../pack/read-core.ts';
import { logFiles, readerOf, rootOf } from '../projection/integrity-files.ts';
import { paths } from '../projection/pack-core.ts';
import { rulesNamed } from '../projection/rules.ts';
import type { Check, StepOutcome, VerifyState } from './check.ts';
import { firstFew, notReached } from './check.ts';

/** Do the entries give the signed root, and every tile the bytes that follow from the entries? */
export const tree: Check = {
  name: 'tree',
  doesNotProve: 'that the entries are true, or that nothing was left out before it was written',
  protectsAgainst: 'any change, insertion, deletion or reordering of records under a signed head',
  run: async (state): Promise<StepOutcome> => {
    const { manifest, note, checkpoint } = state;
    if (manifest === undefined || note === undefined || checkpoint === undefined)
      return notReached('manifest or checkpoint could not be read');
    // Threat: the size comes from the pack. Entries are counted before anything is allocated for them.
    const entries = readEntries(state.source.files, checkpoint.size);
    if (!entries.ok) return { status: 'fail', says: [entries.error] };
    const core = readCore(state.source.files, manifest.inputs, note, entries.value, rulesNamed(manifest.projection));
    if (!core.ok) return { status: 'fail', says: [core.error] };
    const known = await readBeside(entries.value, state.helper);
    const read = readerOf(entries.value, known.leaves);
    const root = rootOf(entries.value.length, read);
    const found: Partial<VerifyState> = { core: { ...core.value, known }, root };
    if (!equalBytes(root, checkpoint.root))
      return {
        status: 'fail',
        says: [`the entries give root ${toBase64(root)}, the checkpoint says ${toBase64(checkpoint.root)}`],
        found,
      };
    const problems = tileProblems(state, logFiles(entries.value, read));
    if (problems.length > 0) return { status: 'fail', says: firstFew(problems), found };
    if (checkpoint.size < 2)
      return {
        status: 'incomplete',
        says: [`the log holds ${checkpoint.size} record(s): there is nothing to verify`],
        found,
      };
    return {
      status: 'ok',
      says: [`${checkpoint.size} entries give root ${toBase64(root)}; all tiles follow from them`],
      found,
    };
  },
};

function tileProblems(state: VerifyState, expected: ReadonlyMap<string, Uint8Array>): string[] {
  const problems: string[] = [];
  for (const [path, bytes] of expected) {
    const actual = state.source.files.get(path);
    if (actual === undefined) problems.push(`${path} is missing`);
    else if (!equalBytes(actual, bytes)) problems.push(`${path} does not follow from the entries`);
  }
  for (const path of state.source.files.keys())
    if (path.startsWith(paths.logFile('tile/')) && !expected.has(path))
      problems.push(`${printable(path)} belongs to no tile of this size`);
  return problems;
}
