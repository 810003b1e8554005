/**
 * The signer's Unix socket. One sequencer at a time for each log: a new connection takes over from older ones, whose
 * processes may be dead already, once the signer has answered its greeting: a sequencer that was replaced takes over from
 * nobody. Requests are answered in order, one at a time, whichever log they are for.
 */
import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createLineSplitter } from '../ipc/lines.ts';
import { createSerial, type Serial } from '../serial.ts';
import { MAX_LINE_BYTES, parseRequest, type SignerReply, type SignerRequest, wordsOf } from './protocol.ts';
import type { Session, Signer } from './signer.ts';

/** A listening signer. */
export interface SignerServer {
  /** Takes no new connection and resolves when the present one is gone, after `graceMs` at the latest. */
  stop(graceMs: number): Promise<void>;
}

interface SigningDeps {
  /** Of the log that this process was started for; it also answers for origins that nobody signs. */
  signer: Signer;
  /** The signer of another log; absent or undefined: there is none. */
  other?: (origin: string) => Promise<Signer | undefined>;
  /** Told why a request was turned down, for the operator. */
  onRefused(reason: string): void;
  /** The signer itself failed (a full disk): it must stop, and the next start repairs the journal. */
  onFailure(error: unknown): void;
}

/** Listens on `socketPath`, replacing a socket file that a dead process left. The caller holds the folder's lock. */
export async function serveSigner(deps: SigningDeps & { socketPath: string }): Promise<SignerServer> {
  const sockets = new Map<Socket, Signer | undefined>();
  // Over all connections: the signer takes one request at a time.
  const serial = createSerial();
  const takeOver = (socket: Socket, by: Signer) => {
    sockets.set(socket, by);
    for (const [other, of] of sockets) if (other !== socket && of === by) other.destroy();
  };
  const server = createServer((socket) => {
    sockets.set(socket, undefined);
    socket.once('close', () => sockets.delete(socket));
    serveConnection(deps, socket, serial, (by) => takeOver(socket, by));
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
          for (const socket of sockets.keys()) socket.destroy();
        }, graceMs);
        server.close(() => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
}

function serveConnection(deps: SigningDeps, socket: Socket, serial: Serial, greeted: (by: Signer) => void): void {
  const session: { state: Session } = { state: { at: 'new' } };
  let { signer } = deps;
  const answerTo = async (request: SignerRequest): Promise<SignerReply> => {
    // A connection is about one log, the one that its first greeting names.
    if (request.op === 'hello' && session.state.at === 'new')
      try {
        signer = (await deps.other?.(request.origin)) ?? deps.signer;
      } catch (error) {
        return { ok: false, failed: `The key of ${request.origin} cannot be used: ${String(error)}` };
      }
    return await signer.handle(session, request);
  };
  let failed = false;
  const answer = (reply: SignerReply) => {
    if (socket.writable) socket.write(`${JSON.stringify(reply)}\n`);
  };
  const split = createLineSplitter(MAX_LINE_BYTES, (line) => {
    serial(async () => {
      // After a failure memory and disk may differ: whatever came in behind it gets no answer, not even a refusal.
      if (socket.destroyed || failed) return;
      const request = parseRequest(line);
      const reply: SignerReply = request.ok ? await answerTo(request.value) : { ok: false, error: request.error };
      if (reply.ok && request.ok && request.value.op === 'hello') greeted(signer);
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
