/**
 * The published log over HTTP (C2SP tlog-tiles), for whoever follows, mirrors or audits it: checkpoint, tiles, entry bundles
 * from where they are published, and the inclusion proof of a record. Reads only; nothing here can change the log.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { Logger } from '@remit/core';
import { recordProof } from '../check/record-proof.ts';
import { layoutOf } from '../files/layout.ts';
import { prunedBelow } from '../period/minimum-index.ts';
import { openLedgerReader } from '../reader/open-reader.ts';
import type { LedgerReader, StorePlace } from '../types.ts';
import { openTiles } from './open-tiles.ts';
import { type PublishedAnswer as Answer, missing, problem, send, textAnswer, tileAnswer } from './published-answer.ts';
import type { TileBucket } from './tile-bucket.ts';

const REQUEST_TIMEOUT_MS = 10_000;
const RECORD_ID = /^\/proof\/([0-9A-HJKMNP-TV-Z]{26})$/;

/** The running server. */
export interface LogServer {
  readonly url: string;
  close(): Promise<void>;
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
  if (path === '/checkpoint') return textAnswer(log.tiles.readCheckpoint());
  const record = RECORD_ID.exec(path)?.[1];
  // Under the newest checkpoint: another one a second later is as good.
  if (record !== undefined) return textAnswer(recordProof(log.reader, record));
  return tileAnswer(path.slice(1), log.tiles, log.pruned) ?? missing();
}
