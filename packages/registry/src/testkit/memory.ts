/** In-memory neighbours of the registry, for its tests. */
import { createHash } from 'node:crypto';
import type { Clock } from '@remit/core';
import { canonicalize, createIdSource, rfc3339, sha256, toBase64Url, utf8 } from '@remit/core';
import type { AnyRecord, RecordDraft, Recorder, Subjects } from '@remit/record';
import { AnyRecordSchema } from '@remit/record';
import type { ControlStore, StoredKey } from '@remit/store';
import type { KeyIssuer } from '../keys.ts';

/** A recorder that keeps what it is given, checks it against the schema and can be made to fail or to wait. */
export function memoryRecorder(clock: Clock): Recorder & {
  readonly records: AnyRecord[];
  fail?: Error;
  gate?: Promise<void>;
} {
  const nextId = createIdSource(clock);
  const recorder = {
    records: [] as AnyRecord[],
    record(draft: RecordDraft) {
      const record = AnyRecordSchema.parse({
        v: 1,
        id: nextId(),
        ts: rfc3339(clock.now()),
        org: 'test.example/log',
        w: { id: 'w1', n: recorder.records.length },
        ...draft,
      });
      return {
        id: record.id,
        leaf: toBase64Url(sha256(utf8(canonicalize(record)))),
        durable: (async () => {
          await recorder.gate;
          if (recorder.fail !== undefined) throw recorder.fail;
          recorder.records.push(record);
          return { index: recorder.records.length - 1 };
        })(),
      };
    },
  } as Recorder & { readonly records: AnyRecord[]; fail?: Error; gate?: Promise<void> };
  return recorder;
}

/** Handles that count up: p_0000..., p_0001... */
export function memorySubjects(): Subjects {
  const handles = new Map<string, string>();
  return {
    handle(kind, reference) {
      const key = `${kind}\u0000${reference}`;
      const known = handles.get(key) ?? `p_${String(handles.size).padStart(22, '0')}`;
      handles.set(key, known);
      return known;
    },
  };
}

/** A store in an array that the test can read and edit. */
export function memoryStore(
  rows: StoredKey[] = [],
): Pick<ControlStore, 'keys' | 'close'> & { readonly rows: StoredKey[] } {
  return {
    rows,
    keys: {
      all: async () => [...rows],
      async insert(key) {
        rows.push(key);
      },
      async revoke(id, at) {
        const index = rows.findIndex((row) => row.id === id && row.revokedAt === undefined);
        const row = rows[index];
        if (row === undefined) return false;
        rows[index] = { ...row, revokedAt: at };
        return true;
      },
    },
    async close() {},
  };
}

/** Keys whose token is `remit_<id>_secret<n>`. */
export function memoryIssuer(): KeyIssuer {
  let made = 0;
  const hash = (token: string) => createHash('sha256').update(token).digest('hex');
  return {
    newApiKey() {
      made += 1;
      const token = `remit_k${made}_secret${made}`;
      return { id: `k${made}`, token, hash: hash(token) };
    },
    hashApiKey(token) {
      const id = /^remit_(k\d+)_.+$/.exec(token)?.[1];
      return id === undefined ? undefined : { id, hash: hash(token) };
    },
  };
}
