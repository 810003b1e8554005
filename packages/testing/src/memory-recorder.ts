/** A recorder in memory: every record is checked against the schema of the vocabulary, durable at once. */
import type { Clock } from '@remit/core';
import { canonicalize, createIdSource, rfc3339, sha256, toBase64Url, toHex, utf8 } from '@remit/core';
import type { AnyRecord, Blobs, Committed, Recorder, Subjects } from '@remit/record';
import { AnyRecordSchema, disclose } from '@remit/record';

/** A recorder with what was recorded. */
export interface MemoryRecorder extends Recorder, Subjects, Blobs {
  readonly records: AnyRecord[];
  /** What a record committed to, by field. */
  committed(record: AnyRecord | undefined, field: string): string | undefined;
  /** base64url leaf hash of the n-th record. */
  leafOf(n: number): string;
  /** Type and telling field of each record. */
  trail(): string[];
}

/** An empty one. */
export function memoryRecorder(clock: Clock): MemoryRecorder {
  const nextId = createIdSource(clock);
  const records: AnyRecord[] = [];
  const leaves: string[] = [];
  const commitments = new Map<string, Committed>();
  const handles = new Map<string, string>();
  const blobs = new Map<string, Uint8Array>();
  return {
    records,
    record(draft, committed) {
      const fields = Object.entries(committed?.fields ?? {});
      const c = Object.fromEntries(
        fields.map(([name, field]) => {
          const value = field.kind === 'value' ? field.value : { sha256: toHex(sha256(field.bytes)) };
          return [name, disclose(new Uint8Array(32), name, value).commitment];
        }),
      );
      const record = AnyRecordSchema.parse({
        v: 1,
        id: nextId(),
        ts: rfc3339(clock.now()),
        org: 'test.example/log',
        w: { id: 'w1', n: records.length },
        ...draft,
        ...(committed === undefined ? {} : { c }),
      });
      records.push(record);
      if (committed !== undefined) commitments.set(record.id, committed);
      const leaf = toBase64Url(sha256(new Uint8Array([0]), utf8(canonicalize(record))));
      leaves.push(leaf);
      return { id: record.id, leaf, durable: Promise.resolve({ index: records.length - 1 }) };
    },
    handle(kind, reference) {
      const key = `${kind}:${reference}`;
      const handle = handles.get(key) ?? `p_${String(handles.size).padStart(22, '0')}`;
      handles.set(key, handle);
      return handle;
    },
    put(bytes) {
      const digest = toHex(sha256(bytes));
      blobs.set(digest, bytes);
      return Promise.resolve(digest);
    },
    get: (digest) => Promise.resolve(blobs.get(digest)),
    leafOf: (n) => leaves[n] ?? '',
    committed(record, field) {
      const found = record === undefined ? undefined : commitments.get(record.id)?.fields[field];
      return found?.kind === 'blob' ? Buffer.from(found.bytes).toString('utf8') : undefined;
    },
    trail: () => records.map(nameOf),
  };
}

function nameOf(record: AnyRecord): string {
  if (record.t === 'mcp.decision') return `${record.t} ${record.act.tool} ${record.pol.dec}`;
  if (record.t === 'mcp.outcome') return `${record.t} ${record.act.tool} ${record.out.status}`;
  return record.t === 'approval' ? `${record.t} ${record.apr.verdict}` : record.t;
}
