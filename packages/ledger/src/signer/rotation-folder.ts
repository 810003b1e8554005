/** A signer's folder while its key is being changed: the places of its keys, and the next one until both may sign. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { utf8 } from '@remit/core';
import type { SigningKeyPlace } from '@remit/secrets';
import { loadOrCreateKeyFile, parseSigningKeyPlace } from '@remit/secrets';
import { ledgerError } from '../errors.ts';
import { writeDurably } from '../files/durable.ts';
import { openLogKey, readKeyPlaces, type SignerKeyPlaces } from './signer-keys.ts';

/** Name of the file that remembers a begun rotation until the record is durable. */
export const INTENT = 'rotation.json';

/** Remembers the next key. */
export function writeIntent(folder: string, place: SigningKeyPlace): void {
  writeDurably(join(folder, INTENT), utf8(JSON.stringify(place)));
}

/** Forgets it: keys.json names it now. */
export function dropIntent(folder: string): void {
  rmSync(join(folder, INTENT), { force: true });
}

/** What keys.json of a signer's folder says, or what it means when there is none. @throws LedgerError when it is damaged. */
export function placesOf(folder: string): SignerKeyPlaces {
  const places = readKeyPlaces(folder);
  if (!places.ok) throw ledgerError('ledger.key-rotation', places.error);
  return places.value ?? { current: { kind: 'file', path: 'log.key' }, former: [] };
}

/** The next key that was chosen before the record was durable. */
export function readIntent(folder: string): SigningKeyPlace | undefined {
  const path = join(folder, INTENT);
  if (!existsSync(path)) return undefined;
  const place = parseSigningKeyPlace(readFileSync(path, 'utf8'));
  return place.ok ? place.value : undefined;
}

/** Makes a key in a new file of the folder. */
export function newKeyFile(folder: string): SigningKeyPlace {
  const path = `log-${randomBytes(6).toString('hex')}.key`;
  loadOrCreateKeyFile(join(folder, path));
  return { kind: 'file', path };
}

/** The verifier key of a place. Rejects with what opening it throws. */
export async function vkeyOf(folder: string, origin: string, place: SigningKeyPlace): Promise<string> {
  return (await openLogKey(folder, origin, place)).vkey;
}
