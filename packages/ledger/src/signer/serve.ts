/**
 * The signer's Unix socket. One sequencer at a time: a new connection takes over from older ones, whose processes may
 * be dead already, once the signer has answered its greeting: a sequencer that was replaced takes over from nobody. Requests are answered in order, one at a time.
 */
import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createLineSplitter } from '../ipc/lines.ts';
import { createSerial, type Serial } from '../serial.ts';
import { MAX_LINE_BYTES, parseRequest, type SignerReply, wordsOf } from './protocol.ts';
import type { Session, Signer } from './signer.ts';

/** A listening signer. */
export interface SignerServer {
  /** Takes no new connection and resolves when the present one is gone, after `graceMs` at the latest. */
  stop(graceMs: number): Promise<void>;
}

/** Listens on `socketPath`, replacing a socket file that a dead process left. The caller holds the folder's lock. */
export async function serveSigner(deps: {
  signer: Signer;
  socketPath: string;
  /** Told why a request was turned down, for the operator. */
  onRefused(reason: string): void;
  /** The signer itself failed (a full disk): it must stop, and the next start repairs the journal. */
  onFailure(error: unknown): void;
}): Promise<SignerServer> {
  const sockets = new Set<Socket>();
  // Over all connections: the signer takes one request at a time.
  const serial = createSerial();
  const takeOver = (socket: Socket) => {
    for (const other of sockets) if (other !== socket) other.destroy();
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serveConnection(deps, socket, serial, () => takeOver(socket));
  });
  rmSync(deps.socketPath, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(deps.socketPath, resolve);
  });
  return {
    stop: (graceMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          for (const socket of sockets) socket.destroy();
        }, graceMs);
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
}

function serveConnection(
  deps: { signer: Signer; onRefused(reason: string): void; onFailure(error: unknown): void },
  socket: Socket,
  serial: Serial,
  greeted: () => void,
): void {
  const session: { state: Session } = { state: { at: 'new' } };
  let failed = false;
  const answer = (reply: SignerReply) => {
    if (socket.writable) socket.write(`${JSON.stringify(reply)}\n`);
  };
  const split = createLineSplitter(MAX_LINE_BYTES, (line) => {
    serial(async () => {
      // After a failure memory and disk may differ: whatever came in behind it gets no answer, not even a refusal.
      if (socket.destroyed || failed) return;
      const request = parseRequest(line);
      const reply: SignerReply = request.ok
        ? await deps.signer.handle(session, request.value)
        : { ok: false, error: request.error };
      if (reply.ok && request.ok && request.value.op === 'hello') greeted();
      answer(reply);
      // A failure is told by the sequencer, which asks again and again.
      if (reply.ok || 'failed' in reply) return;
      deps.onRefused(wordsOf(reply));
      // A peer that breaks the protocol is not worth listening to; one that was refused may still explain.
      if ('error' in reply) socket.end();
    }).catch((error: unknown) => {
      failed = true;
      deps.onFailure(error);
    });
  });
  socket.on('data', (chunk: Buffer) => {
    if (!split(chunk)) socket.destroy();
  });
  socket.on('error', () => socket.destroy());
}
