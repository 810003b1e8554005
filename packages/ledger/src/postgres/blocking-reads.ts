/** PostgreSQL for code that reads as it reads SQLite: see blocking/blocking-thread.ts. */
import { blockingThread } from '../blocking/blocking-thread.ts';
import type { ReadDb } from '../db/open-database.ts';

/** Reads, and what the publisher writes. */
export interface BlockingDb extends ReadDb {
  /** Rows of one statement whose parameters are `$1`, `$2` and so on. @throws Error with the server's words. */
  query<Row>(sql: string, params: readonly unknown[]): Row[];
}

/** Starts the thread; the server is reached with the first statement. `name`: what the server shows for the session. */
export function blockingDb(url: string, name: string): BlockingDb {
  const thread = blockingThread('postgres/blocking-worker.js', { url, name });
  // The statement names its columns and the caller their types.
  const query = <Row>(sql: string, params: readonly unknown[]): Row[] => thread.ask({ sql, params }) as Row[];
  return {
    query,
    prepare<Params extends unknown[], Row>(sql: string) {
      const numbered = numberedParameters(sql);
      const all = (...params: Params): Row[] => query<Row>(numbered, params);
      return {
        all,
        get: (...params: Params): Row | undefined => all(...params)[0],
        iterate: (...params: Params) => all(...params).values(),
      };
    },
    close: () => thread.close(),
  };
}

/** `?` of SQLite as `$1`, `$2`. The statements hold no other question mark. */
function numberedParameters(sql: string): string {
  let n = 0;
  return sql.replaceAll('?', () => `$${++n}`);
}
