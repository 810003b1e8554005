/**
 * Where the two logs of a roll lie meanwhile, and how they change places. With SQLite the new one stands in a folder beside
 * the old one; with PostgreSQL its rows stand in a schema beside the old one's, and one transaction renames both.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { err, ok } from '@remit/core';
import { closeAfterWriting, openForWriting } from '../db/open-database.ts';
import { makeFolder } from '../files/durable.ts';
import { layoutOf } from '../files/layout.ts';
import { copySubjects } from './copy-subjects.ts';
import { endedStore, TILES_ROW, tilesBelow } from './ended-store.ts';
import { periodsFolder } from './log-folders.ts';
import type { RollIntent } from './roll-intent.ts';
import type { RollDeps, RollPlaces } from './roll-types.ts';

/** See the module header. */
export async function rollPlaces(deps: RollDeps, intent: RollIntent): Promise<RollPlaces> {
  const next = join(periodsFolder(deps.dir), 'next');
  const ended = join(periodsFolder(deps.dir), intent.folder);
  if (deps.store?.kind !== 'postgres') return sqlitePlaces(deps, intent, { next, ended });
  // Loaded only when wanted: it brings the driver with it.
  const { postgresPlaces } = await import('./postgres-places.ts');
  return postgresPlaces(deps, deps.store, intent, { next, ended });
}

function sqlitePlaces(deps: RollDeps, intent: RollIntent, at: { next: string; ended: string }): RollPlaces {
  const { dir, store } = deps;
  const moved = () => existsSync(join(at.ended, 'ledger'));
  const old = () => ({ dir: moved() ? at.ended : dir, store });
  return {
    old,
    next: { dir: at.next, store },
    ended: { dir: at.ended, store: endedStore(at.ended, store) },
    // Once the new database has left `next`, only the end is left to do.
    whole: () =>
      Promise.resolve(
        existsSync(at.ended) && !existsSync(join(at.next, 'ledger')) && existsSync(layoutOf(dir).database),
      ),
    prepare() {
      const layout = layoutOf(at.next);
      makeFolder(layout.ledgerFolder);
      if (existsSync(layout.database)) return Promise.resolve(ok(undefined));
      const opened = openForWriting(layout.database, intent.to);
      if (!opened.ok) return Promise.resolve(err(opened.error.detail));
      const db = opened.value;
      if (store?.tiles !== undefined)
        db.prepare('INSERT INTO meta (key, value) VALUES (?, ?)').run(TILES_ROW, tilesBelow(intent.to));
      copySubjects(layoutOf(old().dir).database, db);
      closeAfterWriting(db);
      return Promise.resolve(ok(undefined));
    },
    swapRows: () => Promise.resolve(ok(undefined)),
  };
}
