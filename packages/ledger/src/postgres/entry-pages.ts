/**
 * What the publisher reads once a second: the entries that were appended, a bundle of them as one value of one row. It has
 * a session of its own, so that no commit waits for it, and nothing in this process sleeps meanwhile.
 */
import type pg from 'pg';
import { connectPostgres } from './connect.ts';

/** Each entry with its length before it, u32 BE. */
const PAGE = `
SELECT string_agg(int4send(length(entry)) || entry, ''::bytea ORDER BY idx) AS page FROM entry WHERE idx >= $1 AND idx < $2`;

const LENGTH = 4;

/** Reads pages of entries. */
export interface EntryPages {
  /** Entries `first` to `end` (exclusive), in order. Rejects when the server cannot be reached; the next call tries anew. */
  fetch(first: number, end: number): Promise<{ readonly entry: Uint8Array }[]>;
  close(): void;
}

/** Connects with the first page. One page at a time. */
export function openEntryPages(url: string): EntryPages {
  let client: pg.Client | undefined;
  const connected = async (): Promise<pg.Client> => {
    if (client !== undefined) return client;
    const made = await connectPostgres(url, 'remit-publisher-pages');
    made.once('end', () => {
      if (client === made) client = undefined;
    });
    client = made;
    return made;
  };
  return {
    async fetch(first, end) {
      const session = await connected();
      const { rows } = await session.query<{ page: Buffer | null }>({
        name: 'page',
        text: PAGE,
        values: [first, end],
      });
      return entriesOf(rows[0]?.page ?? Buffer.alloc(0));
    },
    close: () => void client?.end().catch(() => {}),
  };
}

function entriesOf(page: Buffer): { entry: Uint8Array }[] {
  const entries: { entry: Uint8Array }[] = [];
  for (let at = 0; at < page.length; ) {
    const end = at + LENGTH + page.readUInt32BE(at);
    entries.push({ entry: page.subarray(at + LENGTH, end) });
    at = end;
  }
  return entries;
}
