/**
 * Changes the key of a log while no server runs on its data folder (ledger reference §7): `begin` records the new key, then
 * both keys sign; `finish` retires the old one once enough heads carry both signatures. The origin stays.
 *
 * Order: the record "begin" stands before the new key signs anything, and the old key has stopped before the record "end".
 * So no head is ever signed by a key outside its time, wherever this is interrupted: run it again and it goes on.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isRefusal, parseStrictJson, rfc3339, utf8 } from '@remit/core';
import type { DraftOf } from '@remit/record';
import { AnyRecordSchema } from '@remit/record';
import type { SigningKeyPlace } from '@remit/secrets';
import { loadOrCreateKeyFile, parseSigningKeyPlace } from '@remit/secrets';
import { openNote, parseVkey } from '@remit/tlog';
import { ledgerError } from '../errors.ts';
import { writeDurably } from '../files/durable.ts';
import { layoutOf } from '../files/layout.ts';
import { startLedger } from '../start-ledger.ts';
import type { LedgerDeps, LedgerReader } from '../types.ts';
import { openLogKey, readKeyPlaces, type SignerKeyPlaces, writeKeyPlaces } from './signer-keys.ts';

type Rotation = DraftOf<'key.rotate'>['rot'];

/** What was done. `prev` and `next` are verifier keys. */
export interface KeyRotation {
  readonly prev: string;
  readonly next: string;
  /** Index of the record that was written or found. */
  readonly index: number;
}

/** Name of the file that remembers a begun rotation until the record is durable. */
const INTENT = 'rotation.json';

/**
 * Begins. `place`: where the new key lies; absent: a new file in the signer's folder. `both`: how many heads both keys sign
 * at least. @throws LedgerError `ledger.key-rotation` when a change is under way, and what opening a key throws.
 */
export async function beginKeyRotation(
  deps: LedgerDeps,
  options: { readonly place?: SigningKeyPlace; readonly both: number; readonly why: string },
): Promise<KeyRotation> {
  const folder = layoutOf(deps.dir).signerFolder;
  const places = placesOf(folder);
  if (places.next !== undefined) throw ledgerError('ledger.key-rotation', 'a change is under way; finish it first');
  const place = readIntent(folder) ?? options.place ?? newKeyFile(folder);
  writeDurably(join(folder, INTENT), utf8(JSON.stringify(place)));
  const [prev, next] = [await vkeyOf(folder, deps.origin, places.current), await vkeyOf(folder, deps.origin, place)];
  if (prev === next || places.former.includes(next))
    throw ledgerError('ledger.key-rotation', 'the new key is one that this log has or had');
  const index = await withLedger(deps, async (ledger, reader) => {
    const open = openRotation(reader);
    if (open !== undefined && open.rot.next !== next)
      throw ledgerError('ledger.key-rotation', `the log has begun a change to another key: ${open.rot.next}`);
    if (open !== undefined) return open.index;
    const from = rfc3339(deps.clock.now());
    const rot: Rotation = { phase: 'begin', prev, next, from, both: options.both, why: options.why };
    return (await ledger.record({ t: 'key.rotate', rot }).durable).index;
  });
  writeKeyPlaces(folder, { ...places, next: place });
  rmSync(join(folder, INTENT), { force: true });
  return { prev, next, index };
}

/** Finishes. @throws LedgerError `ledger.key-rotation` when none was begun, or too few heads carry both signatures. */
export async function finishKeyRotation(deps: LedgerDeps): Promise<KeyRotation> {
  const folder = layoutOf(deps.dir).signerFolder;
  const places = placesOf(folder);
  const open = await withLedger(deps, async (_, reader) => {
    const found = openRotation(reader);
    if (found === undefined) throw ledgerError('ledger.key-rotation', 'the log has begun no change of its key');
    const { rot, index } = found;
    const signed = await signedByBoth(reader, rot, index);
    if (places.next !== undefined && signed < rot.both)
      throw ledgerError(
        'ledger.key-rotation',
        `${signed} of ${rot.both} heads carry both signatures; run the server on`,
      );
    return found;
  });
  const { rot } = open;
  // The old key stops before the log says so. Absent: an earlier attempt came this far.
  if (places.next !== undefined) writeKeyPlaces(folder, { current: places.next, former: [...places.former, rot.prev] });
  const index = await withLedger(deps, async (ledger) => {
    const end: Rotation = { ...rot, phase: 'end' };
    return (await ledger.record({ t: 'key.rotate', rot: end }).durable).index;
  });
  return { prev: rot.prev, next: rot.next, index };
}

function placesOf(folder: string): SignerKeyPlaces {
  const places = readKeyPlaces(folder);
  if (!places.ok) throw ledgerError('ledger.key-rotation', places.error);
  return places.value ?? { current: { kind: 'file', path: 'log.key' }, former: [] };
}

function readIntent(folder: string): SigningKeyPlace | undefined {
  const path = join(folder, INTENT);
  if (!existsSync(path)) return undefined;
  const place = parseSigningKeyPlace(readFileSync(path, 'utf8'));
  return place.ok ? place.value : undefined;
}

function newKeyFile(folder: string): SigningKeyPlace {
  const path = `log-${randomBytes(6).toString('hex')}.key`;
  loadOrCreateKeyFile(join(folder, path));
  return { kind: 'file', path };
}

async function vkeyOf(folder: string, origin: string, place: SigningKeyPlace): Promise<string> {
  return (await openLogKey(folder, origin, place)).vkey;
}

async function withLedger<T>(
  deps: LedgerDeps,
  work: (ledger: Awaited<ReturnType<typeof startLedger>>, reader: LedgerReader) => Promise<T>,
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
function openRotation(reader: LedgerReader): { rot: Rotation; index: number } | undefined {
  let open: { rot: Rotation; index: number } | undefined;
  for (const { index, entry } of reader.byType(['key.rotate'])) {
    const json = parseStrictJson(Buffer.from(entry).toString('utf8'));
    const record = isRefusal(json) ? undefined : AnyRecordSchema.safeParse(json.value);
    if (record?.success !== true || record.data.t !== 'key.rotate') continue;
    open = record.data.rot.phase === 'begin' ? { rot: record.data.rot, index } : undefined;
  }
  return open;
}

/** Stored heads after the record that carry valid signatures of both keys. */
async function signedByBoth(reader: LedgerReader, rot: Rotation, index: number): Promise<number> {
  const keys = [rot.prev, rot.next].map(parseVkey).filter((key) => key !== undefined);
  let signed = 0;
  for (const { size, note } of reader.checkpoints()) {
    if (size <= index) continue;
    const opened = await openNote(note, keys);
    if (opened.ok && opened.value.verified.length === 2) signed += 1;
  }
  return signed;
}
