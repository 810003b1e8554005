/** A provider that answers the next request with recorded bytes, and keeps what it was asked. No model answers here. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What to answer next. `cuts`: positions at which the body is written in pieces. */
export interface Replay {
  readonly status: number;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly cuts?: readonly number[];
}

export interface ReplayProvider {
  readonly url: string;
  next(replay: Replay): void;
  /** The last request: path and body. */
  asked(): { readonly path: string; readonly body: Buffer };
  close(): Promise<void>;
}

/** Starts one on a free port of this machine. */
export async function startReplayProvider(): Promise<ReplayProvider> {
  let replay: Replay | undefined;
  let asked = { path: '', body: Buffer.alloc(0) };
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      asked = { path: req.url ?? '', body: Buffer.concat(chunks) };
      if (replay === undefined) {
        res.writeHead(500).end();
        return;
      }
      const { status, contentType, headers, body, cuts = [] } = replay;
      res.socket?.setNoDelay(true);
      res.writeHead(status, { 'content-type': contentType, ...headers });
      const write = async (): Promise<void> => {
        let from = 0;
        for (const to of [...new Set(cuts)].sort((a, b) => a - b)) {
          res.write(body.subarray(from, to));
          from = to;
          // Twice through the loop, so that pieces arrive apart.
          await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
        }
        res.end(body.subarray(from));
      };
      void write();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a listening TCP server has one
  return {
    url: `http://127.0.0.1:${port}`,
    next(given) {
      replay = given;
    },
    asked: () => asked,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
