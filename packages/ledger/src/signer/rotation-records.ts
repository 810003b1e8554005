/** The records of a change of the log's key, and the heads that carry both signatures. */
import { isRefusal, parseStrictJson, rfc3339 } from '@remit/core';
import type { DraftOf } from '@remit/record';
import { AnyRecordSchema } from '@remit/record';
import { openNote, parseVkey } from '@remit/tlog';
import { ledgerError } from '../errors.ts';
import { startLedger } from '../start-ledger.ts';
import type { Ledger, LedgerDeps, LedgerReader } from '../types.ts';

/** What a record of type `key.rotate` says. */
export type Rotation = DraftOf<'key.rotate'>['rot'];

/** A change that has begun. `entry`: the record's bytes. */
export interface OpenRotation {
  readonly rot: Rotation;
  readonly index: number;
  readonly entry: Uint8Array;
}

/** What a record says about a change of the key; undefined when it is about something else or not a record. */
export function rotationOf(entry: Uint8Array): Rotation | undefined {
  const json = parseStrictJson(Buffer.from(entry).toString('utf8'));
  const record = isRefusal(json) ? undefined : AnyRecordSchema.safeParse(json.value);
  return record?.success === true && record.data.t === 'key.rotate' ? record.data.rot : undefined;
}

/** Finds the begun change to `next`, or begins it. @throws LedgerError `ledger.key-rotation` when another one is open. */
export async function ensureBegun(
  deps: LedgerDeps,
  ledger: Ledger,
  reader: LedgerReader,
  rot: Pick<Rotation, 'prev' | 'next' | 'both' | 'why'>,
): Promise<number> {
  const open = openRotation(reader);
  if (open !== undefined && open.rot.next !== rot.next)
    throw ledgerError('ledger.key-rotation', `the log has begun a change to another key: ${open.rot.next}`);
  if (open !== undefined) return open.index;
  const from = rfc3339(deps.clock.now());
  return (await ledger.record({ t: 'key.rotate', rot: { phase: 'begin', ...rot, from } }).durable).index;
}

/** Records that the old key has stopped. Answers the index. */
export async function recordEnd(ledger: Ledger, rot: Rotation): Promise<number> {
  return (await ledger.record({ t: 'key.rotate', rot: { ...rot, phase: 'end' } }).durable).index;
}

/** Works with the ledger of a data folder on which no server runs. */
export async function withLedger<T>(
  deps: LedgerDeps,
  work: (ledger: Ledger, reader: LedgerReader) => Promise<T>,
): Promise<T> {
  const ledger = await startLedger(deps);
  const reader = ledger.reader();
  try {
    if (ledger.head().signer === 'refused') throw ledgerError('ledger.signer-refused', ledger.head().reason);
    return await work(ledger, reader);
  } finally {
    reader.close();
    await ledger.close();
  }
}

/** The newest change of key, when it has no end. */
export function openRotation(reader: LedgerReader): OpenRotation | undefined {
  let open: OpenRotation | undefined;
  for (const { index, entry } of reader.byType(['key.rotate'])) {
    const rot = rotationOf(entry);
    if (rot !== undefined) open = rot.phase === 'begin' ? { rot, index, entry: Uint8Array.from(entry) } : undefined;
  }
  return open;
}

/** Stored heads after the record that carry valid signatures of both keys. */
export async function signedByBoth(reader: LedgerReader, rot: Rotation, index: number): Promise<number> {
  const keys = [rot.prev, rot.next].map(parseVkey).filter((key) => key !== undefined);
  let signed = 0;
  for (const { size, note } of reader.checkpoints()) {
    if (size <= index) continue;
    const opened = await openNote(note, keys);
    if (opened.ok && opened.value.verified.length === 2) signed += 1;
  }
  return signed;
}
