/** The two places where the rows of a log can lie, for suites that run on both. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres, type TestPostgres } from '@remit/testing/postgres';
import { openForWriting } from '../db/open-database.ts';
import { blockingDb } from '../postgres/blocking-reads.ts';
import { openEntryPages } from '../postgres/entry-pages.ts';
import { createPostgresEntryStore } from '../postgres/entry-store.ts';
import { openPostgresLog } from '../postgres/open-log.ts';
import type { EntryStore } from '../sequencer/entry-store.ts';
import { createEntryStore } from '../sequencer/entry-store.ts';
import type { StorePlace } from '../types.ts';

/** One engine of a suite. */
export interface Engine {
  readonly name: 'SQLite' | 'PostgreSQL';
  /** Why it cannot run here; part of the suite's title. */
  readonly absent: string | undefined;
  /** An empty place for the log of a data folder. */
  place(dir: string): Promise<StorePlace>;
  /** The sequencer's store in a place. */
  open(place: StorePlace, dir: string, origin: string): Promise<{ store: EntryStore; close(): Promise<void> }>;
}

/** Both. The server is the caller's to stop: `stopEngines`. */
export async function startEngines(): Promise<{
  readonly engines: readonly Engine[];
  readonly postgres: TestPostgres | undefined;
  stop(): Promise<void>;
}> {
  const started = await startPostgres();
  const postgres = started.kind === 'ready' ? started : undefined;
  const keys = { add: () => undefined };
  const sqlite: Engine = {
    name: 'SQLite',
    absent: undefined,
    place: () => Promise.resolve({ kind: 'sqlite' }),
    open(_place, dir, origin) {
      mkdirSync(join(dir, 'ledger'), { recursive: true });
      const opened = openForWriting(join(dir, 'ledger', 'ledger.sqlite'), origin);
      if (!opened.ok) throw new Error(opened.error.detail);
      const close = () => Promise.resolve(void opened.value.close());
      return Promise.resolve({ store: createEntryStore(opened.value, keys), close });
    },
  };
  const other: Engine = {
    name: 'PostgreSQL',
    absent: started.kind === 'absent' ? started.reason : undefined,
    async place() {
      if (postgres === undefined) throw new Error('no server');
      return { kind: 'postgres', url: await postgres.newDatabase() };
    },
    async open(place, _dir, origin) {
      if (place.kind !== 'postgres') throw new Error('another place');
      const opened = await openPostgresLog({ url: place.url, origin, waitMs: 5_000, onWait() {} });
      if (!opened.ok) throw new Error(opened.error.detail);
      const reads = blockingDb(place.url, 'test');
      const pages = openEntryPages(place.url);
      const store = await createPostgresEntryStore({ log: opened.value, pages, reads, keys });
      return {
        store,
        async close() {
          reads.close();
          pages.close();
          await opened.value.close();
        },
      };
    },
  };
  return {
    engines: [sqlite, other],
    postgres,
    stop: async () => await postgres?.stop(),
  };
}
