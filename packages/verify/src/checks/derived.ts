/**
 * Write the whole pack again from the log, the blobs and the inputs, and compare every byte.
 *
 * Threat: someone alters the report, the traces or the exceptions and the manifest with them. Nothing derived is read
 * from the pack: what this verifier shows is what it computed itself, and any difference is a failure.
 */
import { equalBytes } from '@remit/core';
import type { FileContent } from '../pack/file-content.ts';
import { bytesOf, digestOf } from '../pack/file-content.ts';
import { contentsOf } from '../pack/pack-files.ts';
import { printable } from '../pack/pack-path.ts';
import { assembleReport } from '../projection/assemble.ts';
import { carriedPaths } from '../projection/carried.ts';
import { paths, renderedPaths } from '../projection/pack-core.ts';
import type { Check } from './check.ts';
import { firstFew, notReached } from './check.ts';

/** The rule in the header of this file. */
export const derived: Check = {
  name: 'derived',
  doesNotProve: 'that the rules by which the figures are computed are the right ones; they are in VERIFY.md',
  protectsAgainst: 'a report, trace, exception list or manifest that does not follow from the records',
  run: async ({ source, study, manifest, projection }) => {
    if (study === undefined || manifest === undefined) return notReached('the records could not be read');
    const assembled = await assembleReport(study, projection);
    const { files } = assembled;
    const problems: string[] = [];
    const carried = contentsOf(source.files);
    for (const [path, content] of contentsOf(files)) {
      const actual = carried.get(path);
      if (actual === undefined) problems.push(`${path}: missing`);
      else if (!sameContent(actual, content)) problems.push(`${path}: differs from what the records give`);
    }
    for (const path of source.files.keys())
      if (!files.has(path) && path !== paths.signature)
        problems.push(`${printable(path)}: follows from nothing in the records`);
    const found = { projection: assembled };
    if (problems.length > 0) return { status: 'fail', says: firstFew(problems), found };
    const rendered = renderedPaths.filter((path) => files.has(path));
    const says = [
      `${files.size - 1 - rendered.length} files written again, every byte the same`,
      ...rendered.map((path) => `${path} is a rendering and is not made again: it is taken as given, with its digest`),
      `${['verify.mjs', ...carriedPaths.filter((path) => files.has(path))].join(', ')} in the pack: from nothing, and not checked; run a copy of the verifier that you got elsewhere`,
    ];
    return { status: 'ok', says, found };
  },
};

/** Large files are compared by their digests, so that two copies are never in memory at once. */
function sameContent(actual: FileContent, expected: FileContent): boolean {
  if (actual === expected) return true;
  if (expected instanceof Uint8Array) return equalBytes(bytesOf(actual), expected);
  return digestOf(actual) === expected.sha256;
}
