/**
 * Messages between a gateway and a sequencer that is not its child: over a Unix socket or TLS. Length u32 BE, then records to
 * append in the form of ipc/append-bytes.ts, or one JSON value in which bytes are `{"$b": base64}`.
 *
 * Both sides are ours and have shown a certificate or reached a private socket; still nothing that is read here can run code
 * or take memory without bound, as the serialisation between parent and child could.
 */
import type { Socket } from 'node:net';
import { isRefusal, parseStrictJson } from '@remit/core';
import { APPEND, decodeAppend, encodeAppend } from '../ipc/append-bytes.ts';
import { createFrameCutter } from '../ipc/frame-cutter.ts';
import type { AppendItem } from '../ipc/messages.ts';

/** Longest message: a batch is cut at 16 MiB, one record with large contents may be longer. */
const MAX_FRAME = 320 * 1024 * 1024;
const HEAD = 4;

/** Records to append. */
export interface AppendMessage {
  readonly kind: 'append';
  readonly again: boolean;
  readonly items: readonly AppendItem[];
}

/** Any other message: plain data, in which there may be bytes. */
export interface ServiceMessage {
  readonly kind: string;
  readonly [key: string]: unknown;
}

/** One end. */
export interface ServicePipe {
  send(message: AppendMessage | ServiceMessage): void;
  end(): void;
}

/** Speaks over a socket. A peer that breaks the form is cut off. `close` is called once. */
export function servicePipe(
  socket: Socket,
  on: { message(message: Readonly<Record<string, unknown>>): void; close(): void },
): ServicePipe {
  const read = createFrameCutter(
    (body) => on.message(body[0] === APPEND ? { ...decodeAppend(body) } : parseMessage(body)),
    MAX_FRAME,
  );
  let closed = false;
  const close = () => {
    if (closed) return;
    closed = true;
    on.close();
  };
  socket.on('data', (chunk: Buffer) => {
    try {
      read(chunk);
    } catch {
      socket.destroy();
    }
  });
  socket.on('end', () => socket.end());
  socket.on('close', close);
  // 'close' follows and says so.
  socket.on('error', () => {});
  return {
    send(message) {
      if (!socket.writable) return;
      socket.write(isAppend(message) ? appendFrame(message) : jsonFrame(message));
    },
    end: () => void socket.end(),
  };
}

function isAppend(message: AppendMessage | ServiceMessage): message is AppendMessage {
  return message.kind === 'append';
}

function appendFrame(message: AppendMessage): Buffer {
  const frame = encodeAppend(message, HEAD);
  frame.writeUInt32BE(frame.length - HEAD, 0);
  return frame;
}

function jsonFrame(message: object): Buffer {
  const body = Buffer.from(JSON.stringify(message, encodeBytes), 'utf8');
  const head = Buffer.alloc(HEAD);
  head.writeUInt32BE(body.length, 0);
  return Buffer.concat([head, body]);
}

/** Before a Buffer's own toJSON has had its way the value is reached through `this`. */
function encodeBytes(this: unknown, key: string, value: unknown): unknown {
  // Proof: JSON.stringify calls a replacer with the object that holds `key`.
  const raw = (this as Record<string, unknown>)[key];
  return raw instanceof Uint8Array ? { $b: Buffer.from(raw).toString('base64') } : value;
}

function parseMessage(body: Buffer): Readonly<Record<string, unknown>> {
  const json = parseStrictJson(body.toString('utf8'));
  if (isRefusal(json)) throw new TypeError(json.reason);
  const value = decodeBytes(json.value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('not an object');
  return { ...value };
}

function decodeBytes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodeBytes);
  if (typeof value !== 'object' || value === null) return value;
  if ('$b' in value && typeof value.$b === 'string') return new Uint8Array(Buffer.from(value.$b, 'base64'));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decodeBytes(item)]));
}
