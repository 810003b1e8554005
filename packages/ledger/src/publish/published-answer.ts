/**
 * What is answered for the files of a published log (C2SP tlog-tiles), by its own server and by whoever serves a copy.
 *
 * Cache headers: a full tile never changes; a partial one neither, but it may be dropped for the full one; a checkpoint is
 * old after seconds; what is missing may be there a moment later. What was pruned under the declared policy is gone: 410.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sha256, toHex } from '@remit/core';
import { parseTilePath, type TileRef } from '@remit/tlog';
import type { TileFolder } from './tile-folder.ts';

const FULL = 256;
const TEXT = 'text/plain; charset=utf-8';

/** One answer. `cache`: the Cache-Control header. */
export interface PublishedAnswer {
  readonly status: number;
  readonly type: string;
  readonly cache: string;
  readonly body: Uint8Array;
}

/** A text that is old after seconds; missing when there is none. */
export function textAnswer(text: string | undefined): PublishedAnswer {
  if (text === undefined) return missing();
  return { status: 200, type: TEXT, cache: 'public, max-age=2', body: Buffer.from(text) };
}

/** The tile or bundle of a path such as `tile/0/000`; undefined when it is no such path. */
export function tileAnswer(
  path: string,
  tiles: Pick<TileFolder, 'readExact'>,
  pruned: () => number,
): PublishedAnswer | undefined {
  const tile = parseTilePath(path);
  if (tile === undefined) return undefined;
  if (endOf(tile) <= pruned())
    return problem(410, 'pruned under the retention policy of this log', 'public, max-age=3600');
  const body = tiles.readExact(tile);
  if (body === undefined) return missing();
  const cache = tile.width === FULL ? 'public, max-age=31536000, immutable' : 'public, max-age=3600';
  return { status: 200, type: 'application/octet-stream', cache, body };
}

/** Index after the last record that a tile covers. */
function endOf({ level, n, width }: TileRef): number {
  const leaves = FULL ** (level === 'entries' ? 0 : level);
  return (n * FULL + width) * leaves;
}

/** Not here, or not yet. */
export function missing(): PublishedAnswer {
  return problem(404, 'not here, or not yet', 'public, max-age=1');
}

/** A refusal in words. */
export function problem(status: number, says: string, cache = 'no-store'): PublishedAnswer {
  return { status, type: TEXT, cache, body: Buffer.from(`${says}\n`) };
}

/**
 * Sends an answer; HEAD gets the headers only. What is there has an entity tag (RFC 9110 §8.8.3), so that a follower that
 * asks for the checkpoint every second is told 304 while nothing is new. Ranges are not served: no tile is over 16 MiB.
 */
export function send(req: IncomingMessage, res: ServerResponse, { status, type, cache, body }: PublishedAnswer): void {
  const tag = status === 200 ? `"${toHex(sha256(body)).slice(0, 32)}"` : undefined;
  const known = tag !== undefined && isKnown(req.headers['if-none-match'], tag);
  res.writeHead(known ? 304 : status, {
    ...(known ? {} : { 'content-type': type, 'content-length': body.length }),
    ...(tag === undefined ? {} : { etag: tag }),
    'cache-control': cache,
    // Public by intent: verify.html and other pages may read it.
    'access-control-allow-origin': '*',
    'x-content-type-options': 'nosniff',
    ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
  });
  res.end(known || req.method === 'HEAD' ? undefined : body);
}

/** If-None-Match compares weakly (RFC 9110 §13.1.2). */
function isKnown(header: string | undefined, tag: string): boolean {
  return (header ?? '').split(',').some((one) => ['*', tag].includes(one.trim().replace(/^W\//, '')));
}
