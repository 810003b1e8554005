/**
 * The logs of one signer that runs by itself: the one it was started for, in its folder, and those that go on from it, each
 * in a folder of its own below `logs/` with a journal, a state and as a rule a key of its own.
 *
 * Threat: whoever may ask for signatures may begin a log that nobody asked for. It has a name and a key that no trust file
 * knows until the last record of the former log says them; the number of logs is bounded so that a disk does not fill.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '@remit/core';
import { isKeyName } from '@remit/tlog';
import { endedFolderName } from '../period/folder-name.ts';
import { inheritKeyPlaces } from './inherit-keys.ts';
import { signerFiles } from './open-folder.ts';
import { createSigner, type Signer } from './signer.ts';
import { openSignerKeys } from './signer-keys.ts';

/** A log for each month of fifty years. */
const MOST_LOGS = 600;
const LONGEST_ORIGIN = 128;

/** Signers by the origin of their log. */
export interface SignerLogs {
  readonly first: Signer;
  /** The signer of another log, opened or begun; undefined: not one that this signer signs. Rejects when a key does not open. */
  other(origin: string): Promise<Signer | undefined>;
}

/** Opens the first log. `others`: false where a signer signs one log only. Rejects with what a token or a key service says. */
export async function openSignerLogs(deps: {
  folder: string;
  origin: string;
  clock: Clock;
  others: boolean;
}): Promise<SignerLogs> {
  const { folder, clock } = deps;
  const open = async (of: string, origin: string): Promise<Signer> => {
    const keys = await openSignerKeys(of, origin);
    return createSigner({ folder: of, origin, clock, ...(keys === undefined ? {} : { keys }) });
  };
  const logs = join(folder, 'logs');
  const held = new Map<string, Promise<Signer>>();
  return {
    first: await open(folder, deps.origin),
    async other(origin) {
      if (!deps.others || origin === deps.origin || !isKeyName(origin) || origin.length > LONGEST_ORIGIN)
        return undefined;
      const known = held.get(origin);
      if (known !== undefined) return known;
      const of = join(logs, endedFolderName(origin));
      if (!existsSync(signerFiles(of).state)) {
        if (namesIn(logs).length >= MOST_LOGS) return undefined;
        inheritKeyPlaces(newest([folder, ...namesIn(logs).map((name) => join(logs, name))]), of);
      }
      const opened = open(of, origin);
      held.set(origin, opened);
      // A token that was away is asked again.
      opened.catch(() => held.delete(origin));
      return opened;
    },
  };
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** The folder whose log was signed last: the one that the next log goes on from. */
function newest(folders: readonly string[]): string {
  const at = (folder: string) => statSync(signerFiles(folder).state, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return folders.reduce((a, b) => (at(b) > at(a) ? b : a));
}
