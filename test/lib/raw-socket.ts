/** Bytes over a TCP connection, and the HTTP answers that come back: for what no HTTP client would send. */
import type { Socket } from 'node:net';
import { connect } from 'node:net';

/** One answer with a Content-Length, without a body, or with chunks (left as they came). */
export interface RawReply {
  readonly status: number;
  readonly body: string;
}

/** An open connection. */
export interface RawSocket {
  readonly socket: Socket;
  /** Resolves with the complete answers so far once there are `count`, or once the server has closed. */
  replies(count: number): Promise<readonly RawReply[]>;
}

/** Connects and writes the pieces one after the other, each when the one before was handed to the system. */
export function openRaw(port: number, pieces: readonly (string | Uint8Array)[]): RawSocket {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let got = Buffer.alloc(0);
  let closed = false;
  let look: () => void = () => undefined;
  socket.on('data', (chunk: Buffer) => {
    got = Buffer.concat([got, chunk]);
    look();
  });
  // A reset is an end like any other here: what counts is what was answered before.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    closed = true;
    look();
  });
  void (async () => {
    for (const piece of pieces) {
      if (socket.destroyed) return;
      await new Promise<void>((resolve) => socket.write(piece, () => resolve()));
    }
  })();
  return {
    socket,
    replies: (count) =>
      new Promise((resolve) => {
        look = () => {
          const replies = readReplies(got);
          if (replies.length >= count || closed) resolve(replies);
        };
        look();
      }),
  };
}

/** Sends the pieces, waits for `count` answers or the end, and closes. */
export async function sendRaw(port: number, pieces: readonly (string | Uint8Array)[], count = 1) {
  const raw = openRaw(port, pieces);
  const replies = await raw.replies(count);
  raw.socket.destroy();
  return replies;
}

function readReplies(bytes: Buffer): RawReply[] {
  const replies: RawReply[] = [];
  let at = 0;
  for (;;) {
    const end = bytes.indexOf('\r\n\r\n', at);
    if (end < 0) return replies;
    const head = bytes.subarray(at, end).toString('latin1');
    const last = /^transfer-encoding: *chunked/im.test(head) ? bytes.indexOf('0\r\n\r\n', end + 4) : undefined;
    if (last !== undefined && last < 0) return replies;
    const length = last === undefined ? Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0) : last + 5 - (end + 4);
    if (bytes.length < end + 4 + length) return replies;
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0);
    at = end + 4 + length;
    if (status !== 100) replies.push({ status, body: bytes.subarray(end + 4, at).toString('utf8') });
  }
}
