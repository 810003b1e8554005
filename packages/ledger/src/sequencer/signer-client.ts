/** The sequencer's side of the signer's socket: requests in order, one answer each. */
import { connect, type Socket } from 'node:net';
import { createLineSplitter } from '../ipc/lines.ts';
import { formatRequest, MAX_LINE_BYTES, type SignerReply, type SignerRequest } from '../signer/protocol.ts';

/** A connection to the signer. Answers come in the order of the requests. */
export interface SignerClient {
  /** Rejects when the connection is lost before the answer. */
  ask(request: SignerRequest): Promise<SignerReply>;
  /** Resolves when the signer is gone. */
  readonly lost: Promise<void>;
  close(): void;
}

/** Connects, trying again for `waitMs` while the signer is not up yet. */
export async function connectSigner(socketPath: string, waitMs: number): Promise<SignerClient> {
  const step = 25;
  for (let waited = 0; ; waited += step) {
    try {
      return createSignerClient(await connectOnce(socketPath));
    } catch (error) {
      if (waited >= waitMs) throw error;
      await new Promise((resolve) => setTimeout(resolve, step));
    }
  }
}

function connectOnce(socketPath: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
  });
}

function createSignerClient(socket: Socket): SignerClient {
  const waiting: { resolve(reply: SignerReply): void; reject(error: Error): void }[] = [];
  const lost = new Promise<void>((resolve) => {
    socket.on('close', () => {
      for (const { reject } of waiting.splice(0)) reject(new Error('the signer is gone'));
      resolve();
    });
  });
  // 'close' follows and says so.
  socket.on('error', () => {});
  const split = createLineSplitter(MAX_LINE_BYTES, (line) => {
    // The signer is built from the same sources and is trusted more than this process; its answer has the declared shape.
    waiting.shift()?.resolve(JSON.parse(line) as SignerReply);
  });
  socket.on('data', (chunk: Buffer) => {
    if (!split(chunk)) socket.destroy();
  });
  return {
    lost,
    ask: (request) =>
      new Promise((resolve, reject) => {
        if (!socket.writable) {
          reject(new Error('the signer is gone'));
          return;
        }
        waiting.push({ resolve, reject });
        socket.write(formatRequest(request));
      }),
    close: () => void socket.end(),
  };
}
