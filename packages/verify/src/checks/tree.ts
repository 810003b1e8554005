/** Step "tree": root and tiles rebuilt from the entry bundles (RFC 6962 §2.1, C2SP tlog-tiles; ledger reference §1.4). */
import { equalBytes, toBase64 } from '@remit/core';
import { tilePath, tilesForGrowth } from '@remit/tlog';
import type { LogColumns } from '../log/log-columns.ts';
import { hashReaderOf } from '../log/log-columns.ts';
import { printable } from '../pack/pack-path.ts';
import { readCore } from '../pack/read-core.ts';
import { rootOf } from '../projection/integrity-files.ts';
import { paths } from '../projection/pack-core.ts';
import { rulesNamed } from '../projection/rules.ts';
import type { Check, StepOutcome, VerifyState } from './check.ts';
import { firstFew, notReached } from './check.ts';

const HASH_BYTES = 32;

/** Do the entries give the signed root, and every tile the bytes that follow from the entries? */
export const tree: Check = {
  name: 'tree',
  doesNotProve: 'that the entries are true, or that nothing was left out before it was written',
  protectsAgainst: 'any change, insertion, deletion or reordering of records under a signed head',
  run: (state): StepOutcome => {
    const { manifest, note, checkpoint } = state;
    if (manifest === undefined || note === undefined || checkpoint === undefined)
      return notReached('manifest or checkpoint could not be read');
    // Threat: the size comes from the pack. Entries are counted before anything is allocated for them.
    const log = state.bundles(checkpoint.size);
    if (!log.ok) return { status: 'fail', says: [log.error] };
    const { entries, columns } = log.value;
    const core = readCore(state.source.files, manifest.inputs, note, entries, rulesNamed(manifest.projection));
    if (!core.ok) return { status: 'fail', says: [core.error] };
    const root = rootOf(columns.size, hashReaderOf(columns));
    const found: Partial<VerifyState> = { core: { ...core.value, known: columns }, root };
    if (!equalBytes(root, checkpoint.root))
      return {
        status: 'fail',
        says: [`the entries give root ${toBase64(root)}, the checkpoint says ${toBase64(checkpoint.root)}`],
        found,
      };
    const problems = tileProblems(state, columns);
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

function tileProblems(state: VerifyState, { size, levels }: LogColumns): string[] {
  const problems: string[] = [];
  const expected = new Set<string>();
  for (const tile of tilesForGrowth(0, size)) {
    const path = paths.logFile(tilePath(tile));
    expected.add(path);
    // The entries were read from exactly these bundles, and a bundle can be written in one way only.
    if (tile.level === 'entries') continue;
    const first = tile.n * 256 * HASH_BYTES;
    const bytes = levels[8 * tile.level]?.subarray(first, first + tile.width * HASH_BYTES) ?? new Uint8Array();
    const actual = state.source.files.get(path);
    if (actual === undefined) problems.push(`${path} is missing`);
    else if (!equalBytes(actual, bytes)) problems.push(`${path} does not follow from the entries`);
  }
  for (const path of state.source.files.keys())
    if (path.startsWith(paths.logFile('tile/')) && !expected.has(path))
      problems.push(`${printable(path)} belongs to no tile of this size`);
  return problems;
}
