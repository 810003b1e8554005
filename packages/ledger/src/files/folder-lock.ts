/**
 * One process per folder. The lock is an exclusive transaction on a small SQLite file: the operating system drops it
 * when the process dies, however it dies, so there is no stale lock to clear.
 *
 * Trap: these are POSIX locks. A process that holds one must not open and close the same file by other means, or it
 * loses the lock without notice.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Result } from '@remit/core';
import { err, isRefusal, ok, parseStrictJson } from '@remit/core';
import Database from 'better-sqlite3';
import { layoutOf } from './layout.ts';

// Invariant: a lock lasts until it is released, also when its holder keeps no reference to it. A connection that is
// garbage collected closes itself, and the lock would be gone without notice. (The one piece of module state here: it
// is never read.)
const held = new Set<Database.Database>();

/** A held lock. */
export interface Lock {
  release(): void;
}

/** Who holds the lock, as that process wrote it down. For messages only: it proves nothing. */
export interface LockHolder {
  readonly pid: number;
  /** RFC 3339. */
  readonly since: string;
}

/** Why a lock was not given: the holder, when it left its name. */
export interface LockRefusal {
  readonly holder: LockHolder | undefined;
}

/**
 * Locks a data folder for this process, creating the folder when it is missing. Never waits.
 * The lock lasts until it is released or the process ends.
 */
export function lockDataFolder(dir: string): Result<Lock, LockRefusal> {
  const { lock, lockHolder } = layoutOf(dir);
  const taken = lockFile(lock);
  if (taken === undefined) return err({ holder: readHolder(lockHolder) });
  mkdirSync(dirname(lockHolder), { recursive: true, mode: 0o700 });
  const holder: LockHolder = { pid: process.pid, since: new Date().toISOString() };
  writeFileSync(lockHolder, JSON.stringify(holder), { mode: 0o600 });
  return ok(taken);
}

/** Takes the lock on a file, creating it; undefined when another connection holds it. `waitMs` 0 = do not wait. */
export function lockFile(path: string, waitMs = 0): Lock | undefined {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const db = new Database(path, { timeout: waitMs });
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
  held.add(db);
  return {
    release() {
      if (!held.delete(db)) return;
      db.exec('ROLLBACK');
      db.close();
    },
  };
}

function readHolder(path: string): LockHolder | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  const json = parseStrictJson(text);
  if (isRefusal(json) || typeof json.value !== 'object' || json.value === null) return undefined;
  const { pid, since } = json.value as { pid?: unknown; since?: unknown };
  return typeof pid === 'number' && typeof since === 'string' ? { pid, since } : undefined;
}
