/**
 * Opens the signer's folder: key, journal and state must be all there and agree with each other.
 *
 * Invariant: on a new folder the key is made last, so a key without journal or state means that they were taken away.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '@remit/core';
import { equalBytes, err, ok, RemitError } from '@remit/core';
import { loadKeyFile, loadOrCreateKeyFile } from '@remit/secrets';
import type { CompactRange } from '@remit/tlog';
import { createCompactRange } from '@remit/tlog';
import { makeFolder } from '../files/durable.ts';
import type { Journal } from './journal.ts';
import { createJournal, openJournal } from './journal.ts';
import type { RefusalKind } from './protocol.ts';
import type { SignerState } from './state-file.ts';
import { readState, writeState } from './state-file.ts';

/** Paths inside the signer's folder. */
export function signerFiles(folder: string): {
  key: string;
  journal: string;
  state: string;
  fence: string;
  lock: string;
} {
  return {
    key: join(folder, 'log.key'),
    journal: join(folder, 'journal'),
    state: join(folder, 'state.json'),
    fence: join(folder, 'fence'),
    lock: join(folder, 'lock.sqlite'),
  };
}

/** A consistent folder. `range` is the tree of the journal. */
export interface SignerFolder {
  /** Of log.key; undefined when keys.json says where the key lies. */
  readonly seed: Uint8Array | undefined;
  readonly journal: Journal;
  readonly range: CompactRange;
  readonly state: SignerState;
  readonly repairs: readonly string[];
}

/** Why the folder cannot be used, in words. */
export interface FolderRefusal {
  readonly refused: RefusalKind;
  readonly reason: string;
}

/**
 * Opens the folder of the log `origin`, creating it when it is new. The caller holds the folder's lock. `elsewhere`: the
 * key is not the file log.key, which is then neither read nor made.
 */
export function openSignerFolder(
  folder: string,
  origin: string,
  elsewhere = false,
): Result<SignerFolder, FolderRefusal> {
  makeFolder(folder);
  const files = signerFiles(folder);
  const damaged = (reason: string) => err({ refused: 'signer-folder' as const, reason });
  const found = { key: existsSync(files.key), journal: existsSync(files.journal), state: existsSync(files.state) };
  if (found.key && !elsewhere && !(found.journal && found.state))
    return damaged(
      `The signer's folder ${folder} has a key but no ${found.journal ? 'state' : 'journal'}. Restore the folder as a whole.`,
    );
  if (!found.journal) createJournal(files.journal);
  if (!found.state) writeState(files.state, { origin, size: 0, frontier: [], lastCheckpoint: '' });

  const stored = readState(files.state);
  if (!stored.ok) return damaged(stored.error);
  const state = stored.value;
  if (state === undefined) return damaged(`${files.state} vanished`);
  if (state.origin !== origin)
    return err({
      refused: 'origin',
      reason: `The signer's folder ${folder} belongs to the log ${state.origin}, not to ${origin}.`,
    });

  const replayed = replay(files.journal, state);
  if (!replayed.ok) return replayed;
  const { journal, range, repairs } = replayed.value;
  if (elsewhere) return ok({ seed: undefined, journal, range, state, repairs });
  if (!found.key && journal.size > 0)
    return damaged(`${files.key} is missing while the journal holds ${journal.size} leaf hashes. Restore the key.`);
  try {
    const seed = found.key ? loadKeyFile(files.key) : loadOrCreateKeyFile(files.key);
    return seed === undefined ? damaged(`${files.key} vanished`) : ok({ seed, journal, range, state, repairs });
  } catch (error) {
    if (error instanceof RemitError) return damaged(error.message);
    throw error;
  }
}

type Replayed = { journal: Journal; range: CompactRange; repairs: readonly string[] };

function replay(path: string, state: SignerState): Result<Replayed, FolderRefusal> {
  const range = createCompactRange();
  let matches = state.size === 0;
  const opened = openJournal(path, (hash) => {
    range.append(hash);
    if (range.size === state.size) matches = equalFrontier(range.frontier(), state.frontier);
  });
  if (!opened.ok) return err({ refused: 'signer-folder', reason: `${opened.error}. Restore the signer's folder.` });
  const { journal, repair } = opened.value;
  if (journal.size < state.size)
    return err({
      refused: 'rollback',
      reason: `The signer signed size ${state.size}, but its journal holds only ${journal.size} leaf hashes. Restore the signer's folder.`,
    });
  if (!matches)
    return err({
      refused: 'signer-folder',
      reason: `The signer's journal gives another tree at size ${state.size} than its state file. Restore the signer's folder.`,
    });
  return ok({ journal, range, repairs: repair === undefined ? [] : [repair] });
}

function equalFrontier(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && a.every((hash, i) => equalBytes(hash, b[i] ?? new Uint8Array()));
}
