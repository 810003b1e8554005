/**
 * The signer's half of a change of key, for a signer that runs by itself: its owner makes the next key, lets both sign once
 * the record "begin" is in the signer's own journal, and retires the old one once the signer has signed with both.
 *
 * Threat: an operator who asks for a change that the log does not show. The signer believes its journal, not the operator:
 * a record that was handed over counts only when its leaf hash is there and it names exactly these two keys.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { equalBytes } from '@remit/core';
import type { SigningKeyPlace } from '@remit/secrets';
import { leafHash, openNote, parseVkey } from '@remit/tlog';
import { ledgerError } from '../errors.ts';
import { lockFile } from '../files/folder-lock.ts';
import { scanJournal } from './journal.ts';
import { signerFiles } from './open-folder.ts';
import { dropIntent, newKeyFile, placesOf, readIntent, vkeyOf, writeIntent } from './rotation-folder.ts';
import { rotationOf } from './rotation-records.ts';
import { writeKeyPlaces } from './signer-keys.ts';
import { readState } from './state-file.ts';

/** The keys that sign after a step. */
export interface ApartKeys {
  readonly signs: readonly string[];
  /** Made, and not signing yet. */
  readonly waits?: string;
}

const refused = (says: string) => ledgerError('ledger.key-rotation', says);

/** Makes or names the next key. It signs nothing yet, and the signer may run on. Asked again it answers the same key. */
export async function chooseNextKey(folder: string, origin: string, place?: SigningKeyPlace): Promise<ApartKeys> {
  const of = folderOfLog(folder, origin);
  const places = placesOf(of);
  if (places.next !== undefined) throw refused('a change is under way; finish it first');
  const chosen = readIntent(of) ?? place ?? newKeyFile(of);
  writeIntent(of, chosen);
  const [current, waits] = [await vkeyOf(of, origin, places.current), await vkeyOf(of, origin, chosen)];
  if (waits === current || places.former.includes(waits)) {
    dropIntent(of);
    throw refused('the new key is one that this log has or had');
  }
  return { signs: [current], waits };
}

/** From the next start both keys sign. `entry`: the record "begin" as the server gave it out. */
export async function letBothSign(folder: string, origin: string, entry: Uint8Array): Promise<ApartKeys> {
  return alone(folder, async () => {
    const of = folderOfLog(folder, origin);
    const places = placesOf(of);
    const place = places.next ?? readIntent(of);
    if (place === undefined) throw refused('no next key was made');
    const signs = [await vkeyOf(of, origin, places.current), await vkeyOf(of, origin, place)] as const;
    const rot = rotationOf(entry);
    if (rot?.phase !== 'begin' || rot.prev !== signs[0] || rot.next !== signs[1])
      throw refused(`the record does not begin a change from ${signs[0]} to ${signs[1]}`);
    if (!journalHolds(of, leafHash(entry))) throw refused('the record is not in the journal of this signer');
    writeKeyPlaces(of, { ...places, next: place });
    dropIntent(of);
    return { signs };
  });
}

/** From the next start the new key signs alone. Refused before a head carries both signatures. */
export async function retireOldKey(folder: string, origin: string): Promise<ApartKeys> {
  return alone(folder, async () => {
    const of = folderOfLog(folder, origin);
    const places = placesOf(of);
    if (places.next === undefined) throw refused('only one key signs; nothing to retire');
    const signs = [await vkeyOf(of, origin, places.current), await vkeyOf(of, origin, places.next)] as const;
    const state = readState(signerFiles(of).state);
    const note = state.ok ? (state.value?.lastCheckpoint ?? '') : '';
    const keys = signs.map(parseVkey).filter((key) => key !== undefined);
    const opened = await openNote(note, keys);
    if (!opened.ok || opened.value.verified.length !== 2)
      throw refused('the last head that this signer signed does not carry both signatures; let it run on');
    writeKeyPlaces(of, { current: places.next, former: [...places.former, signs[0]] });
    return { signs: [signs[1]] };
  });
}

/** The folder of one log of a signer: its own, or the one of a log that goes on from it. */
function folderOfLog(folder: string, origin: string): string {
  const logs = join(folder, 'logs');
  const all = [folder, ...(existsSync(logs) ? readdirSync(logs).map((name) => join(logs, name)) : [])];
  for (const of of all) {
    const state = readState(signerFiles(of).state);
    if (state.ok && state.value?.origin === origin) return of;
  }
  throw refused(`${folder} has signed nothing of the log ${origin}`);
}

function journalHolds(folder: string, hash: Uint8Array): boolean {
  let held = false;
  const scanned = scanJournal(signerFiles(folder).journal, (leaf) => {
    held ||= equalBytes(leaf, hash);
  });
  if (!scanned.ok) throw refused(scanned.error);
  return held;
}

/** Works while no signer runs on the folder: it reads its keys only when it starts. */
async function alone<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const lock = lockFile(signerFiles(folder).lock, 0);
  if (lock === undefined) throw refused('stop the signer first');
  try {
    return await work();
  } finally {
    lock.release();
  }
}
