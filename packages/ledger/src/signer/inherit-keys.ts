/**
 * The key of a log that goes on from another. A key in a file is a new file for each log. One in a token or a key service
 * signs the next log too, under its name: making a key there is not the signer's to do. Heads name their log, so one key
 * under two names signs nothing that could be taken for the other's.
 */
import { existsSync } from 'node:fs';
import { makeFolder } from '../files/durable.ts';
import { readKeyPlaces, writeKeyPlaces } from './signer-keys.ts';

/** Names the key in the new folder, unless that names one already. @throws Error when keys.json of the old one is damaged. */
export function inheritKeyPlaces(from: string, to: string): void {
  if (!existsSync(from)) return;
  const [places, own] = [readKeyPlaces(from), readKeyPlaces(to)];
  if (!places.ok) throw new Error(places.error);
  const current = places.value?.current;
  if (current === undefined || current.kind === 'file' || !own.ok || own.value !== undefined) return;
  makeFolder(to);
  writeKeyPlaces(to, { current, former: [] });
}
