/** Step "ingest-trees": the leaves of each batch of foreign events give the tree that its record in the log names. */
import { toBase64Url } from '@remit/core';
import { createCompactRange } from '@remit/tlog';
import { leafHashesOf } from '../imported/leaf-hashes.ts';
import { importedPaths } from '../imported/material.ts';
import { printable } from '../pack/pack-path.ts';
import { projectStudyBeside } from '../projection/assemble.ts';
import type { Check } from './check.ts';
import { firstFew, notReached } from './check.ts';

/** The rule in the header of this file. */
export const ingestTrees: Check = {
  name: 'ingest-trees',
  doesNotProve: 'that the foreign log was true or complete: its custody starts at ingest',
  protectsAgainst: 'a foreign event that was changed, added or left out after it was ingested',
  run: async ({ study, source, projection: known }) => {
    if (study === undefined) return notReached('the records could not be read');
    // Each leaf is read once, by the projection, which says what is wrong with it.
    const projection = known ?? (await projectStudyBeside(study, source.keep));
    const { batches } = projection.imported;
    const problems = [...projection.imported.problems];
    let events = 0;
    for (const { record } of batches) {
      const leaves = (study.core.imported?.get(record.id) ?? []).map((chunk) => chunk.leaves);
      const range = createCompactRange();
      for (const file of leaves) for (const hash of leafHashesOf(file)) range.append(hash);
      events += range.size;
      const { size, root } = record.ing.tree;
      if (range.size !== size)
        problems.push(`batch ${record.id} has ${range.size} events here, its record says ${size}`);
      else if (toBase64Url(range.root()) !== root)
        problems.push(`batch ${record.id}: the events do not give the root in its record`);
    }
    const folders = new Set(batches.map(({ record }) => `${importedPaths.folder}${record.id}/`));
    for (const path of source.files.keys())
      if (path.startsWith(importedPaths.folder) && !folders.has(path.slice(0, path.lastIndexOf('/') + 1)))
        problems.push(`${printable(path)} belongs to no batch of this report`);
    const found = { projection };
    if (problems.length > 0) return { status: 'fail', says: firstFew(problems), found };
    if (batches.length === 0)
      return { status: 'not-applicable', says: ['no log of another system is in this report'], found };
    const says = [`${events} events in ${batches.length} batches give the trees that the log names`];
    return { status: 'ok', says, found };
  },
};
