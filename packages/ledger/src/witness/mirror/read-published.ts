/** Reads the files of a published log over HTTP (C2SP tlog-tiles): bounded in length and time, redirects not followed. */
import { MAX_ENTRY_LENGTH, TILE_WIDTH, type TileRef, tilePath } from '@remit/tlog';
import { type Dispatcher, request } from 'undici';
import type { ReadTile } from './signed-tiles.ts';

const TIMEOUT_MS = 10_000;
/** A full bundle of the longest entries. */
const MAX_BYTES = TILE_WIDTH * (2 + MAX_ENTRY_LENGTH);
const MAX_TEXT_BYTES = 1_000_000;

/** A published log. */
export interface PublishedLog {
  readonly tile: ReadTile;
  checkpoint(): Promise<string | undefined>;
  /** Another text file under the address. */
  text(path: string): Promise<string | undefined>;
}

/** The log at an address. `dispatcher`: what carries the requests; default: direct connections. Opens nothing yet. */
export function readPublished(url: string, dispatcher?: Dispatcher): PublishedLog {
  const base = url.replace(/\/$/, '');
  const get = (path: string, limit: number) => fetchBounded(`${base}/${path}`, limit, dispatcher);
  const text = async (path: string) => (await get(path, MAX_TEXT_BYTES))?.toString('utf8');
  return { tile: (tile: TileRef) => get(tilePath(tile), MAX_BYTES), checkpoint: () => text('checkpoint'), text };
}

async function fetchBounded(
  url: string,
  limit: number,
  dispatcher: Dispatcher | undefined,
): Promise<Buffer | undefined> {
  const answer = await request(url, {
    ...(dispatcher === undefined ? {} : { dispatcher }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) {
      answer.body.destroy();
      throw new Error(`${url} is longer than any file of a log (${limit} bytes)`);
    }
    chunks.push(chunk);
  }
  if (answer.statusCode === 404) return undefined;
  // Pruned under the policy of the log: no lie, but nothing to copy or to compare either.
  if (answer.statusCode === 410) throw new Error(`${url} was pruned under the retention policy of the log`);
  if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}`);
  return Buffer.concat(chunks);
}
