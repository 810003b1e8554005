/**
 * Changes the key of a log while no server runs on its data folder (ledger reference §7): `begin` records the new key, then
 * both keys sign; `finish` retires the old one once enough heads carry both signatures. The origin stays.
 *
 * Order: the record "begin" stands before the new key signs anything, and the old key has stopped before the record "end".
 * So no head is ever signed by a key outside its time, wherever this is interrupted: run it again and it goes on.
 */
import type { SigningKeyPlace } from '@remit/secrets';
import { ledgerError } from '../errors.ts';
import { layoutOf } from '../files/layout.ts';
import type { LedgerDeps } from '../types.ts';
import { dropIntent, newKeyFile, placesOf, readIntent, vkeyOf, writeIntent } from './rotation-folder.ts';
import { ensureBegun, openRotation, recordEnd, signedByBoth, withLedger } from './rotation-records.ts';
import { writeKeyPlaces } from './signer-keys.ts';

/** What was done. `prev` and `next` are verifier keys. */
export interface KeyRotation {
  readonly prev: string;
  readonly next: string;
  /** Index of the record that was written or found. */
  readonly index: number;
}

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
  writeIntent(folder, place);
  const [prev, next] = [await vkeyOf(folder, deps.origin, places.current), await vkeyOf(folder, deps.origin, place)];
  if (prev === next || places.former.includes(next))
    throw ledgerError('ledger.key-rotation', 'the new key is one that this log has or had');
  const rot = { prev, next, both: options.both, why: options.why };
  const index = await withLedger(deps, (ledger, reader) => ensureBegun(deps, ledger, reader, rot));
  writeKeyPlaces(folder, { ...places, next: place });
  dropIntent(folder);
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
  const index = await withLedger(deps, (ledger) => recordEnd(ledger, rot));
  return { prev: rot.prev, next: rot.next, index };
}
