/**
 * Messages between the gateway and the sequencer over an inherited pipe: 4-byte big-endian length, then the V8
 * serialisation of one value, or records to append in the form of append-bytes.ts. Parent and child are one trust domain and one build, so nothing is validated here;
 * the signer's socket, which is not trusted, uses signer/protocol.ts.
 */
import type { Socket } from 'node:net';
import { DefaultSerializer, deserialize } from 'node:v8';
import { APPEND, decodeAppend, encodeAppend } from './append-bytes.ts';
import type { FromSequencer, ToSequencer } from './messages.ts';

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
  let closed = false;
  const close = () => {
    if (closed) return;
    closed = true;
    on.close();
  };
  socket.on('data', (chunk: Buffer) => decode(chunk));
  socket.on('end', close);
  socket.on('close', close);
  // A broken pipe means that the peer is gone; 'close' follows and says so.
  socket.on('error', () => {});
  return {
    send(message) {
      if (!socket.writable) return;
      socket.write(encodeFrame(message));
    },
    end: () => void socket.end(),
  };
}

type Message = ToSequencer | FromSequencer;

const HEAD = Buffer.alloc(4);

/** Head and body in one buffer. A string, a number and binary parts are written as V8 writes them. */
function encodeFrame(message: Message): Buffer {
  const frame = message.kind === 'append' ? encodeAppend(message, HEAD.length) : serialized(message);
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

/** Cuts a byte stream into frames. Exported for its test. */
export function createFrameDecoder(onMessage: (message: unknown) => void): (chunk: Buffer) => void {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let wanted = 4;
  let inHead = true;
  return (chunk) => {
    held.push(chunk);
    heldBytes += chunk.length;
    while (heldBytes >= wanted) {
      const all = held.length === 1 ? (held[0] ?? chunk) : Buffer.concat(held, heldBytes);
      const part = all.subarray(0, wanted);
      held = [all.subarray(wanted)];
      heldBytes -= wanted;
      if (inHead) {
        wanted = part.readUInt32BE(0);
        inHead = false;
      } else {
        wanted = 4;
        inHead = true;
        onMessage(part[0] === APPEND ? decodeAppend(part) : deserialize(part));
      }
    }
  };
}
