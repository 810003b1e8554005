/**
 * What the publisher reads once a second: the entries that were appended. It has a session of its own, so that no commit
 * waits for it, and nothing in this process sleeps meanwhile.
 *
 * Rows come by COPY in binary form: the driver reads the values of a query as text, bytes as two digits each. Form ("COPY",
 * binary format): 11 bytes signature | flags i32 | length of an extension i32 | rows, each fields i16 = 1 | length i32 |
 * bytes | i16 = -1 at the end.
 */
import type pg from 'pg';
import { connectPostgres } from './connect.ts';

const HEAD = 19;
const START = 256 * 1024;

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
  const gathered = createGathered();
  return {
    async fetch(first, end) {
      const session = await connected();
      await copyOut(session, entriesBetween(first, end), gathered);
      return rowsOf(gathered.bytes()).map((entry) => ({ entry }));
    },
    close: () => void client?.end().catch(() => {}),
  };
}

/** COPY takes no parameters; whole numbers only come in. */
function entriesBetween(first: number, end: number): string {
  for (const index of [first, end]) if (!Number.isSafeInteger(index)) throw new RangeError(`no index: ${index}`);
  return `COPY (SELECT entry FROM entry WHERE idx >= ${first} AND idx < ${end} ORDER BY idx) TO STDOUT (FORMAT binary)`;
}

interface Gathered {
  clear(): void;
  add(chunk: Uint8Array): void;
  /** A copy of what was added. */
  bytes(): Buffer;
}

/** Memory that is used again: pieces arrive in memory that the driver uses again, too. */
function createGathered(): Gathered {
  let held = Buffer.allocUnsafeSlow(START);
  let length = 0;
  return {
    clear() {
      length = 0;
    },
    add(chunk) {
      if (length + chunk.length > held.length) {
        const larger = Buffer.allocUnsafeSlow(Math.max(2 * held.length, length + chunk.length));
        held.copy(larger, 0, 0, length);
        held = larger;
      }
      held.set(chunk, length);
      length += chunk.length;
    },
    bytes: () => Buffer.from(held.subarray(0, length)),
  };
}

/** What the driver calls of a statement that is not its own (as `Submittable`, of which it declares the first only). */
interface CopyOut extends pg.Submittable {
  callback?: (error: Error | null) => void;
  handleCopyData(message: { readonly chunk: Uint8Array }): void;
  handleCommandComplete(): void;
  handleReadyForQuery(): void;
  handleError(error: Error): void;
}

function copyOut(client: pg.Client, text: string, into: Gathered): Promise<void> {
  into.clear();
  return new Promise((resolve, reject) => {
    const submitted: CopyOut = {
      submit: (connection) => connection.query(text),
      handleCopyData: ({ chunk }) => into.add(chunk),
      handleCommandComplete() {},
      handleReadyForQuery() {
        submitted.callback?.(null);
        resolve();
      },
      handleError(error) {
        submitted.callback?.(error);
        reject(error);
      },
    };
    client.query(submitted);
  });
}

function rowsOf(copied: Buffer): Uint8Array[] {
  const rows: Uint8Array[] = [];
  for (let at = HEAD + copied.readInt32BE(HEAD - 4); copied.readInt16BE(at) === 1; ) {
    const from = at + 6;
    const end = from + copied.readInt32BE(at + 2);
    rows.push(copied.subarray(from, end));
    at = end;
  }
  return rows;
}
