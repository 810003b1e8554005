/** Events of ingested logs that name a person, each with its place in the tree of its batch. */
import { fromUtf8, toBase64, toBase64Url, utf8 } from '@remit/core';
import type { Archive } from '@remit/ingest';
import { hashReaderFromLeaves, inclusionProof, leafHash } from '@remit/tlog';
import type { ExportedEvent } from './exported.ts';

/** The events. Adds a proof for each to `files`: its way to the root that the record of its batch names. */
export function subjectEvents(
  archive: Archive,
  handles: readonly string[],
  files: Map<string, Uint8Array>,
): ExportedEvent[] {
  const found: ExportedEvent[] = [];
  const needles = handles.map((handle) => Buffer.from(`"sub":"${handle}"`));
  for (const { id, record, size } of archive.batches()) {
    const numbers: number[] = [];
    const hashes: Uint8Array[] = [];
    const leaves: Uint8Array[] = [];
    for (const leaf of archive.leaves(id)) {
      if (needles.some((needle) => Buffer.from(leaf).includes(needle))) {
        numbers.push(hashes.length);
        leaves.push(Uint8Array.from(leaf));
      }
      hashes.push(leafHash(leaf));
    }
    const read = hashReaderFromLeaves(hashes);
    for (const [at, n] of numbers.entries()) {
      const path = `proofs/${id}-${n}.json`;
      const hash = hashes[n] ?? new Uint8Array();
      const way = hashes.length === size ? inclusionProof(n, size, read).map(toBase64) : [];
      const proof = { batch: id, n, size, root: record.record.ing.tree.root, leaf: toBase64Url(hash), hashes: way };
      files.set(path, utf8(`${JSON.stringify(proof, undefined, 2)}\n`));
      const event: unknown = JSON.parse(Buffer.from(leaves[at] ?? '{}').toString('utf8'));
      const raw = archive.raw(id, n);
      // Proof: commitments by field, as in every leaf.
      const { c = {} } = event as { c?: Record<string, string> };
      const disclosures = Object.keys(c).flatMap((field) => {
        const disclosure = archive.disclosure(id, n, field);
        return disclosure === undefined ? [] : [[field, disclosure] as const];
      });
      found.push({
        batch: id,
        n,
        event,
        ...(raw === undefined ? {} : { raw: fromUtf8(raw) ?? toBase64(raw) }),
        disclosures: Object.fromEntries(disclosures),
        proof: path,
      });
    }
  }
  return found;
}
