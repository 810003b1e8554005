/**
 * Makes records: version, id, time, origin, writer sequence and commitments are added here, the result is checked
 * against its schema, and its RFC 8785 bytes are one leaf (ledger reference §2).
 *
 * Invariant: a number of the writer's sequence is used up only by a record that was handed to the outbox, so the
 * sequence in the log has no holes.
 */
import { hash, randomBytes } from 'node:crypto';
import type { Clock } from '@remit/core';
import { canonicalize, createIdSource, rfc3339 } from '@remit/core';
import type { Committed, RecordDraft, Recorded, Recorder } from '@remit/record';
import { AnyRecordSchema, callRecordText, MAX_ENTRY_BYTES } from '@remit/record';
import type { KeyWrapper } from '@remit/secrets';
import { ledgerError } from '../errors.ts';
import { createRecordKeys, type RecordKeys } from '../vault/record-keys.ts';
import { type SealedContent, sealContent } from '../vault/seal-content.ts';
import type { SubjectBook } from '../vault/subject-book.ts';
import { closesCalls, namedHandles, opensCall } from './draft-effects.ts';
import type { Outbox } from './outbox.ts';

/** A recorder over an outbox, with a writer id of its own. */
export function createRecorder(deps: {
  origin: string;
  clock: Clock;
  outbox: Outbox;
  subjects: SubjectBook;
  wrapper: KeyWrapper;
  /** Told of each record that was handed to the outbox: its number and its leaf hash, base64url. */
  handedOver?(n: number, leaf: string): void;
  /** Writer id; default: a new one. */
  writer?: string;
}): Recorder & { readonly writer: string } {
  const { outbox, subjects, origin } = deps;
  const writer = deps.writer ?? newWriterId();
  const recordKeys = createRecordKeys(deps.wrapper);
  const nextId = createIdSource(deps.clock);
  let n = 0;
  let lastMs = 0;
  let lastTime = rfc3339(0);

  return {
    writer,
    record(draft, committed) {
      const id = nextId();
      // Times of one writer never go backwards, even when the machine's clock does.
      const now = deps.clock.now();
      if (now > lastMs) {
        lastMs = now;
        lastTime = rfc3339(now);
      }
      const sealed = committed === undefined ? undefined : sealFor(id, committed, { subjects, recordKeys });
      const w = { id: writer, n };
      const written =
        sealed === undefined
          ? { v: 1, id, ts: lastTime, org: origin, w }
          : { v: 1, id, ts: lastTime, org: origin, w, c: sealed.commitments };
      const text = callRecordText(draft, written) ?? canonicalize(withoutUndefined(checked({ ...draft, ...written })));
      // The leaf hash of RFC 6962 §2.1 is that of 0x00 and the entry; the letter U+0000 is that byte.
      const hashed = Buffer.from(`\u0000${text}`, 'utf8');
      const entry = hashed.subarray(1);
      if (entry.length > MAX_ENTRY_BYTES)
        throw ledgerError('ledger.record-too-large', `${draft.t}: ${entry.length} bytes`);
      const leaf = hash('sha256', hashed, 'base64url');
      const obstacle = outbox.obstacle();
      if (obstacle !== undefined) return recorded(id, leaf, Promise.reject(obstacle));

      const rows = subjects.unstored(namedHandles(draft, committed));
      const durable = outbox.add({
        writer,
        n,
        id,
        t: draft.t,
        entry,
        vault: sealed?.vault,
        subjects: rows,
        opens: opensCall(draft),
        closes: closesCalls(draft),
      });
      subjects.stored(rows);
      const at = n;
      n += 1;
      deps.handedOver?.(at, leaf);
      return recorded(id, leaf, durable);
    },
  };
}

/** A writer id: random, so that no two processes ever share a sequence. */
export function newWriterId(): string {
  return `gw_${randomBytes(12).toString('base64url')}`;
}

function recorded(id: string, leaf: string, durable: Promise<{ readonly index: number }>): Recorded {
  // An outcome is queued without anyone waiting for it; its rejection must not end the process.
  durable.catch(() => {});
  return { id, leaf, durable };
}

function sealFor(
  id: string,
  committed: Committed,
  deps: { subjects: SubjectBook; recordKeys: RecordKeys },
): SealedContent | undefined {
  if (Object.keys(committed.fields).length === 0) return undefined;
  if (committed.subjects.length === 0) throw ledgerError('ledger.record-invalid', 'content without a subject');
  const combined = deps.subjects.combinedKey(committed.subjects);
  if ('unknown' in combined) throw ledgerError('ledger.unknown-subject', combined.unknown);
  return sealContent({ id, committed, subjectsKey: combined.key, recordKeys: deps.recordKeys });
}

/** A record that follows its schema. Messages name paths only: values may be personal data. */
function checked(record: Readonly<Record<string, unknown>> & { readonly t: RecordDraft['t'] }): unknown {
  const parsed = AnyRecordSchema.safeParse(record);
  // Keys set to undefined are gone from the parsed value or refused by the schema.
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => `${issue.path.join('.') || '(record)'}: ${issue.code}`);
  throw ledgerError('ledger.record-invalid', `${record.t}: ${where.join(', ')}`);
}

/** Optional keys may be present as undefined, which JSON does not know. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null) return value;
  const out: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) if (item !== undefined) out[key] = withoutUndefined(item);
  return out;
}
