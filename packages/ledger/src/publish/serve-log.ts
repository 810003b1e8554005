/**
 * The published log over HTTP (C2SP tlog-tiles), for whoever follows, mirrors or audits it: checkpoint, tiles, entry bundles
 * from where they are published, and the inclusion proof of a record. Reads only; nothing here can change the log.
 *
 * Cache headers: a full tile never changes; a partial one neither, but it may be dropped for the full one; a checkpoint is
 * old after seconds; what is missing may be there a moment later. What was pruned under the declared policy is gone: 410.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { Logger } from '@remit/core';
import { parseTilePath, type TileRef } from '@remit/tlog';
import { recordProof } from '../check/record-proof.ts';
import { layoutOf } from '../files/layout.ts';
import { prunedBelow } from '../period/minimum-index.ts';
import { openLedgerReader } from '../reader/open-reader.ts';
import type { LedgerReader, StorePlace } from '../types.ts';
import { openTiles } from './open-tiles.ts';
import type { TileBucket } from './tile-bucket.ts';

const FULL = 256;
const REQUEST_TIMEOUT_MS = 10_000;
const RECORD_ID = /^\/proof\/([0-9A-HJKMNP-TV-Z]{26})$/;
const TEXT = 'text/plain; charset=utf-8';

/** The running server. */
export interface LogServer {
  readonly url: string;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly cache: string;
  readonly body: Uint8Array;
}

/** Serves the log of a data folder, beside a running server or without one. @throws LedgerError `ledger.folder-missing` */
export async function startLogServer(deps: {
  dir: string;
  store?: StorePlace;
  listen: { readonly host: string; readonly port: number };
  logger: Logger;
}): Promise<LogServer> {
  const layout = layoutOf(resolve(deps.dir));
  const reader = openLedgerReader(deps.dir, deps.store);
  const tiles = openTiles(layout, deps.store);
  const answer = (url: string) => answerTo(url, { tiles, reader, pruned: () => prunedBelow(layout.logFolder) });
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS },
    (req, res) => {
      // There is no body to a request for a file.
      req.resume();
      send(req, res, answerOrProblem(req, answer, deps.logger));
    },
  );
  await new Promise<void>((done, reject) => {
    server.once('error', reject);
    server.listen(deps.listen.port, deps.listen.host, done);
  });
  // A TCP server's address is an AddressInfo.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${deps.listen.host}:${port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => {
          tiles.close();
          reader.close();
          done();
        });
        server.closeIdleConnections();
      }),
  };
}

function answerOrProblem(req: IncomingMessage, answer: (url: string) => Answer, logger: Logger): Answer {
  if (req.method !== 'GET' && req.method !== 'HEAD') return problem(405, 'only GET and HEAD');
  try {
    return answer(req.url ?? '/');
  } catch (error) {
    logger.error({ error: String(error) }, 'the published log could not be read');
    return problem(500, 'internal error');
  }
}

function answerTo(url: string, log: { tiles: TileBucket; reader: LedgerReader; pruned(): number }): Answer {
  const [path = ''] = url.split('?');
  if (path === '/checkpoint') {
    const note = log.tiles.readCheckpoint();
    return note === undefined
      ? missing()
      : { status: 200, type: TEXT, cache: 'public, max-age=2', body: Buffer.from(note) };
  }
  const record = RECORD_ID.exec(path)?.[1];
  if (record !== undefined) {
    const proof = recordProof(log.reader, record);
    // Under the newest checkpoint: another one a second later is as good.
    return proof === undefined
      ? missing()
      : { status: 200, type: TEXT, cache: 'public, max-age=2', body: Buffer.from(proof) };
  }
  const tile = parseTilePath(path.slice(1));
  if (tile === undefined) return missing();
  if (endOf(tile) <= log.pruned())
    return problem(410, 'pruned under the retention policy of this log', 'public, max-age=3600');
  const body = log.tiles.readExact(tile);
  if (body === undefined) return missing();
  const cache = tile.width === FULL ? 'public, max-age=31536000, immutable' : 'public, max-age=3600';
  return { status: 200, type: 'application/octet-stream', cache, body };
}

/** Index after the last record that a tile covers. */
function endOf({ level, n, width }: TileRef): number {
  const leaves = FULL ** (level === 'entries' ? 0 : level);
  return (n * FULL + width) * leaves;
}

function missing(): Answer {
  return problem(404, 'not here, or not yet', 'public, max-age=1');
}

function problem(status: number, says: string, cache = 'no-store'): Answer {
  return { status, type: TEXT, cache, body: Buffer.from(`${says}\n`) };
}

function send(req: IncomingMessage, res: ServerResponse, { status, type, cache, body }: Answer): void {
  res.writeHead(status, {
    'content-type': type,
    'content-length': body.length,
    'cache-control': cache,
    // Public by intent: verify.html and other pages may read it.
    'access-control-allow-origin': '*',
    'x-content-type-options': 'nosniff',
    ...(status === 405 ? { allow: 'GET, HEAD' } : {}),
  });
  res.end(req.method === 'HEAD' ? undefined : body);
}
