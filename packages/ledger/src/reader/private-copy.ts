/**
 * A reader must leave a data folder as it is. SQLite creates `-wal` and `-shm` files when it opens a database in WAL
 * mode that lacks them, even for reading; a folder copied from a running server can be in that state. Such a database
 * is read from a private copy.
 */
import { closeSync, constants, copyFileSync, existsSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A database to open, and what to do when it is closed. */
export interface Readable {
  readonly path: string;
  release(): void;
}

/** The path itself when opening it creates nothing, otherwise a private copy in the temporary folder. */
export function readableDatabase(path: string): Readable {
  const asItIs: Readable = { path, release() {} };
  const hasSideFiles = () => existsSync(`${path}-wal`) && existsSync(`${path}-shm`);
  if (!isWal(path) || hasSideFiles()) return asItIs;
  const folder = mkdtempSync(join(tmpdir(), 'remit-read-'));
  const copy = join(folder, 'ledger.sqlite');
  copyFileSync(path, copy, constants.COPYFILE_FICLONE);
  if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`, constants.COPYFILE_FICLONE);
  const release = () => rmSync(folder, { recursive: true, force: true });
  if (!hasSideFiles()) return { path: copy, release };
  // A server was started meanwhile: the copy may be torn, but the database itself can be read now.
  release();
  return asItIs;
}

/** SQLite file format §1.3.3: bytes 18 and 19 are 2 in WAL mode. */
function isWal(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(20);
    return readSync(file, head, 0, 20, 0) === 20 && head[18] === 2;
  } finally {
    closeSync(file);
  }
}
