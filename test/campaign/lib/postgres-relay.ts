/** A relay before PostgreSQL that can lose an answer: the server has done what it was asked, and nobody hears of it. */
import { connect, createServer, type Socket } from 'node:net';

/** The running relay. */
export interface PostgresRelay {
  readonly port: number;
  /** Cuts the connection of the next answer that is longer than a renewal's, instead of forwarding it. Resolves when it did. */
  cutNextAnswer(): Promise<void>;
  close(): void;
}

/** Relays to a port of this machine. */
export async function startPostgresRelay(to: number): Promise<PostgresRelay> {
  const sockets = new Set<Socket>();
  let cut: (() => void) | undefined;
  const server = createServer((client) => {
    const upstream = connect(to, '127.0.0.1');
    let asked = 0;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on('data', (chunk: Buffer) => {
      asked = chunk.length;
      upstream.write(chunk);
    });
    upstream.on('data', (chunk: Buffer) => {
      // A batch of records is longer than anything else that is sent.
      if (cut !== undefined && asked > BATCH_BYTES) {
        const done = cut;
        cut = undefined;
        client.destroy();
        upstream.destroy();
        done();
        return;
      }
      client.write(chunk);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    cutNextAnswer: () =>
      new Promise((resolve) => {
        cut = resolve;
      }),
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Shorter requests are no commits of records. */
const BATCH_BYTES = 1_200;
