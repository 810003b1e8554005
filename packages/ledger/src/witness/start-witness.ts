/**
 * A witness server (C2SP tlog-witness v1.0.0): cosigns a checkpoint only when it continues the largest one it has
 * cosigned for that log. It must not share an owner with the log (ledger reference §4.4).
 *
 * Invariant: check and set of one origin are one step, and the new state is on disk before the cosignature is given out.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Clock, Logger } from '@remit/core';
import { loadOrCreateKeyFile } from '@remit/secrets';
import type { WitnessedLog } from '@remit/tlog';
import { cosigner, isKeyName, MAX_ADD_CHECKPOINT_BYTES, parseVkey } from '@remit/tlog';
import { ledgerError } from '../errors.ts';
import { makeFolder } from '../files/durable.ts';
import { lockFile } from '../files/folder-lock.ts';
import { type PublishedAnswer, send as sendPublished } from '../publish/published-answer.ts';
import { type Answer, type BeforeCosigning, createDecider, type Decide } from './decide.ts';
import { openWitnessStore, type WitnessStore } from './witness-store.ts';

/** A client that sends nothing is not waited for. */
const REQUEST_TIMEOUT_MS = 5_000;
const MAX_CONNECTIONS = 256;

/** What {@link startWitness} needs. */
export interface WitnessDeps {
  /** Folder of its own: key, state for each log, evidence. */
  readonly dir: string;
  /** Key name: a schema-less URL or name without space or `+`. */
  readonly name: string;
  /** Logs that are cosigned. `vkey`: signed-note vkey of the log's key. */
  readonly logs: readonly { readonly origin: string; readonly vkey: string }[];
  readonly listen: { readonly host: string; readonly port: number };
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A running witness. `url`: submission prefix; `vkey`: its cosignature key, type 0x04. */
export interface Witness {
  readonly url: string;
  readonly vkey: string;
  close(): Promise<void>;
}

/** What a cosigner that is more than a witness does. */
export interface CosignerDuties {
  readonly before: BeforeCosigning;
  /** Told each note that was cosigned, when it is stored. */
  cosigned?(origin: string, note: string): Promise<void>;
  /** Answers a path that a witness does not serve; undefined: not found. */
  get(path: string): PublishedAnswer | undefined;
  /** Called once, when requests are taken. */
  started?(): void;
  /** Ends what is under way. */
  stop(): Promise<void>;
}

/** What the duties are given. */
export interface CosignerParts {
  readonly store: WitnessStore;
  readonly keyName: string;
  cosignRecorded(origin: string): Promise<void>;
}

/**
 * Starts a witness. Addresses: `POST /add-checkpoint`, `GET /<hex SHA-256 of the origin>/checkpoint`.
 * @throws LedgerError `ledger.witness-setup` for a name or log key that cannot be used, `ledger.locked` for a folder in use.
 */
export function startWitness(deps: WitnessDeps): Promise<Witness> {
  return startCosigner(deps);
}

/** Starts a witness, or one that has further duties before it cosigns. Throws as {@link startWitness}. */
export async function startCosigner(
  deps: WitnessDeps,
  dutiesOf?: (parts: CosignerParts) => CosignerDuties,
): Promise<Witness> {
  const logs = deps.logs.map(({ origin, vkey }): WitnessedLog => {
    const key = parseVkey(vkey);
    if (key === undefined) throw ledgerError('ledger.witness-setup', `${origin}: not a vkey`);
    return { origin, key };
  });
  if (!isKeyName(deps.name))
    throw ledgerError('ledger.witness-setup', `${JSON.stringify(deps.name)} cannot name a key`);
  makeFolder(deps.dir);
  const lock = lockFile(join(deps.dir, 'lock.sqlite'));
  if (lock === undefined) throw ledgerError('ledger.locked', deps.dir);
  try {
    const seed = loadOrCreateKeyFile(join(deps.dir, 'witness.key'));
    const key = cosigner(deps.name, seed, deps.clock);
    const store = openWitnessStore(deps.dir);
    // The duties need the decider, and the decider the duties: nothing is decided before both are there.
    const duties = dutiesOf?.({
      store,
      keyName: key.name,
      cosignRecorded: (origin) => decider.cosignRecorded(origin),
    });
    const decider = createDecider({
      logs,
      store,
      key,
      clock: deps.clock,
      logger: deps.logger,
      ...(duties === undefined ? {} : { before: duties.before }),
      ...(duties?.cosigned === undefined ? {} : { cosigned: duties.cosigned }),
    });
    const server = createServer(
      { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS },
      (req, res) => {
        void answer(req, decider.decide, store, duties)
          .catch((error: unknown): Answer => {
            deps.logger.error({ error: String(error) }, 'the witness could not answer');
            return { status: 500, body: 'internal error\n' };
          })
          .then((reply) => ('cache' in reply ? sendPublished(req, res, reply) : send(res, reply)));
      },
    );
    server.maxConnections = MAX_CONNECTIONS;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(deps.listen.port, deps.listen.host, resolve);
    });
    duties?.started?.();
    // Listening on TCP, so the address is an object.
    const { port } = server.address() as AddressInfo;
    const host = deps.listen.host.includes(':') ? `[${deps.listen.host}]` : deps.listen.host;
    return {
      url: `http://${host}:${port}`,
      vkey: key.vkey,
      async close() {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
        await duties?.stop();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function answer(
  req: IncomingMessage,
  decide: Decide,
  store: WitnessStore,
  duties: CosignerDuties | undefined,
): Promise<Answer | PublishedAnswer> {
  const { pathname } = new URL(req.url ?? '/', 'http://witness');
  if (pathname === '/add-checkpoint') {
    if (req.method !== 'POST') return { status: 405, body: 'POST only\n' };
    const body = await readBody(req);
    return body === undefined ? { status: 413, body: 'the body is too long\n' } : decide(body);
  }
  const hash = /^\/([0-9a-f]{64})\/checkpoint$/.exec(pathname)?.[1];
  if (hash === undefined) {
    const more = req.method === 'GET' || req.method === 'HEAD' ? duties?.get(pathname) : undefined;
    return more ?? { status: 404, body: 'not found\n' };
  }
  if (req.method !== 'GET') return { status: 405, body: 'GET only\n' };
  const cosigned = store.stateByHash(hash)?.cosigned ?? '';
  return cosigned === '' ? { status: 404, body: 'never cosigned\n' } : { status: 200, body: cosigned };
}

/** The body, or undefined once it is longer than any request can be. */
async function readBody(req: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_ADD_CHECKPOINT_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(res: ServerResponse, reply: Answer): void {
  res.writeHead(reply.status, {
    'content-type': reply.contentType ?? 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(reply.body),
    ...(reply.status === 413 ? { connection: 'close' } : {}),
  });
  res.end(reply.body);
}
