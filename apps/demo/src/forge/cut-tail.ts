/**
 * Second forgery: the end of the log is cut off. The operator keeps earlier heads that his log signed and the witness
 * cosigned; with one of them the shorter log is genuine in itself.
 */
import type { StoredCheckpoint } from '@remit/ledger';
import type { PackCore } from '@remit/verify';

/** The newest head with a cosignature that ends before the record `before`. Undefined when there is none. */
export function headBefore(heads: Iterable<StoredCheckpoint>, before: number): StoredCheckpoint | undefined {
  let found: StoredCheckpoint | undefined;
  for (const head of heads) if (head.size <= before && cosigned(head.note)) found = head;
  return found;
}

/** The first `head.size` records under that head, with the blobs and disclosures that belong to them. */
export function cutTail(material: PackCore, head: StoredCheckpoint): PackCore {
  const entries = [...material.entries].slice(0, head.size);
  const text = entries.map((entry) => Buffer.from(entry).toString('utf8')).join('\n');
  const named = <V>(all: ReadonlyMap<string, V>) => new Map([...all].filter(([id]) => text.includes(id)));
  return {
    ...material,
    inputs: { ...material.inputs, size: head.size },
    checkpoint: head.note,
    entries,
    blobs: named(material.blobs),
    disclosures: named(material.disclosures),
  };
}

/** True when the note carries the log's signature and at least one more. */
function cosigned(note: string): boolean {
  return note.split('\n').filter((line) => line.startsWith('\u2014 ')).length > 1;
}
