/** Step "ingest-trees": the leaves of each batch of foreign events give the tree that its record in the log names. */
import { toBase64Url } from '@remit/core';
import { createCompactRange, leafHash } from '@remit/tlog';
import { batchesOf, importedPaths, leavesOf, readLeaf } from '../imported/material.ts';
import { printable } from '../pack/pack-path.ts';
import type { Check } from './check.ts';
import { firstFew, notReached } from './check.ts';

/** The rule in the header of this file. */
export const ingestTrees: Check = {
  name: 'ingest-trees',
  doesNotProve: 'that the foreign log was true or complete: its custody starts at ingest',
  protectsAgainst: 'a foreign event that was changed, added or left out after it was ingested',
  run: ({ study, source }) => {
    if (study === undefined) return notReached('the records could not be read');
    const batches = batchesOf(study.view, study.core.inputs);
    const problems: string[] = [];
    let events = 0;
    for (const { record } of batches) {
      const leaves = (study.core.imported?.get(record.id) ?? []).map((chunk) => chunk.leaves);
      const range = createCompactRange();
      for (const leaf of leavesOf(leaves)) {
        const read = readLeaf(leaf);
        if (!read.ok) problems.push(`batch ${record.id}, event ${range.size}: ${printable(read.error)}`);
        else if (read.value.n !== range.size)
          problems.push(`batch ${record.id}: event ${range.size} says that it is ${read.value.n}`);
        range.append(leafHash(leaf));
        events += 1;
      }
      const { size, root } = record.ing.tree;
      if (range.size !== size)
        problems.push(`batch ${record.id} has ${range.size} events here, its record says ${size}`);
      else if (toBase64Url(range.root()) !== root)
        problems.push(`batch ${record.id}: the events do not give the root in its record`);
    }
    const known = new Set(batches.map(({ record }) => `${importedPaths.folder}${record.id}/`));
    for (const path of source.files.keys())
      if (path.startsWith(importedPaths.folder) && !known.has(path.slice(0, path.lastIndexOf('/') + 1)))
        problems.push(`${printable(path)} belongs to no batch of this report`);
    if (problems.length > 0) return { status: 'fail', says: firstFew(problems) };
    if (batches.length === 0) return { status: 'not-applicable', says: ['no log of another system is in this report'] };
    return { status: 'ok', says: [`${events} events in ${batches.length} batches give the trees that the log names`] };
  },
};
