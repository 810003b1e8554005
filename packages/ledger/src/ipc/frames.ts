/**
 * Messages between the gateway and the sequencer over an inherited pipe: 4-byte big-endian length, then the V8
 * serialisation of one value, records to append in the form of append-bytes.ts, or what is durable in that of
 * acknowledged-bytes.ts. Parent and child are one trust domain and one build, so nothing is validated here; the signer's
 * socket, which is not trusted, uses signer/protocol.ts.
 */
import { Socket, type SocketConstructorOpts } from 'node:net';
import { DefaultSerializer, deserialize } from 'node:v8';
import { ACKNOWLEDGED, decodeAcknowledged, encodeAcknowledged } from './acknowledged-bytes.ts';
import { APPEND, decodeAppend, encodeAppend } from './append-bytes.ts';
import { createFrameCutter } from './frame-cutter.ts';
import type { FromSequencer, ToSequencer } from './messages.ts';

/** A frame's length has 32 bits. */
const LONGEST = 2 ** 32 - 1;
/** Bytes that are read at once. */
const READ = 256 * 1024;
/** Frames are written into memory that is used again: up to so many pieces of this size, which a usual frame fits into. */
const PIECES = 4;
const PIECE = 256 * 1024;

/** Both directions of a pipe whose messages are `Out` and `In`. */
export interface FramePipe<Out extends Message> {
  send(message: Out): void;
  /** Ends the write side after what was sent. */
  end(): void;
}

/** Speaks frames over a socket. `onClose` is called once, when the peer is gone. */
export function framePipe<Out extends Message, In extends Message>(
  socket: Socket,
  on: { message(message: In): void; close(): void },
): FramePipe<Out> {
  const decode = createFrameDecoder((message) => on.message(message as In));
  socket.on('data', (chunk: Buffer) => decode(chunk));
  return framesOver(socket, on);
}

/**
 * The same over an inherited descriptor, for the side that reads much: what is read comes into one buffer again and again.
 * Memory outside of V8's heap that is new for each read makes it collect garbage many times a second.
 */
export function framePipeOfDescriptor<Out extends Message, In extends Message>(
  fd: number,
  on: { message(message: In): void; close(): void },
): { readonly pipe: FramePipe<Out>; readonly socket: Socket } {
  const decode = createFrameDecoder((message) => on.message(message as In));
  const onread = {
    buffer: Buffer.allocUnsafeSlow(READ),
    callback(bytes: number, buffer: Uint8Array) {
      decode(Buffer.from(buffer.buffer, buffer.byteOffset, bytes));
      return true;
    },
  };
  // Proof: the constructor takes `onread` since Node 12.10 (net.js, "Socket"); only its declared type lacks it.
  const options = { fd, readable: true, writable: true, onread } as SocketConstructorOpts;
  const socket = new Socket(options);
  return { pipe: framesOver(socket, on), socket };
}

function framesOver<Out extends Message>(socket: Socket, on: { close(): void }): FramePipe<Out> {
  let closed = false;
  const close = () => {
    if (closed) return;
    closed = true;
    on.close();
  };
  socket.on('end', close);
  socket.on('close', close);
  // A broken pipe means that the peer is gone; 'close' follows and says so.
  socket.on('error', () => {});
  const free: Buffer[] = [];
  const room = (bytes: number) =>
    bytes > PIECE ? Buffer.allocUnsafe(bytes) : (free.pop() ?? Buffer.allocUnsafeSlow(PIECE));
  return {
    send(message) {
      if (!socket.writable) return;
      if (message.kind !== 'append') {
        const { kind } = message;
        const frame = kind === 'acknowledged' ? encodeAcknowledged(message.records, HEAD.length) : serialized(message);
        socket.write(withLength(frame));
        return;
      }
      const frame = withLength(encodeAppend(message, HEAD.length, room));
      socket.write(frame, () => {
        if (frame.buffer.byteLength === PIECE && free.length < PIECES) free.push(Buffer.from(frame.buffer));
      });
    },
    end: () => void socket.end(),
  };
}

type Message = ToSequencer | FromSequencer;

const HEAD = Buffer.alloc(4);

/** Head and body lie in one buffer. A string, a number and binary parts are written as V8 writes them. */
function withLength(frame: Buffer): Buffer {
  frame.writeUInt32BE(frame.length - HEAD.length);
  return frame;
}

function serialized(message: Message): Buffer {
  const serializer = new DefaultSerializer();
  serializer.writeRawBytes(HEAD);
  serializer.writeHeader();
  serializer.writeValue(message);
  return serializer.releaseBuffer();
}

/** Gives the messages of a byte stream. Exported for its test. */
export function createFrameDecoder(onMessage: (message: unknown) => void): (chunk: Buffer) => void {
  return createFrameCutter((frame) => onMessage(decoded(frame)), LONGEST);
}

function decoded(frame: Buffer): unknown {
  switch (frame[0]) {
    case APPEND:
      return decodeAppend(frame);
    case ACKNOWLEDGED:
      return { kind: 'acknowledged', records: decodeAcknowledged(frame) };
    default:
      return deserialize(frame);
  }
}
