/**
 * Takes gzip off an object (RFC 1952, several members in a row too), piece by piece and in the calling thread: the archive
 * hands out raw records synchronously and must find exactly the bytes that ingestion saw, also in an object that is cut
 * off or damaged, where a stream would lose what it had buffered.
 */
import { constants, createGunzip } from 'node:zlib';

/** Takes the packing off one object. */
export interface Unpacker {
  /** Unpacked bytes of the next piece, valid until the next call. Empty after a failure. */
  push(piece: Uint8Array): Uint8Array;
  /** What is wrong with the packing once everything was pushed; undefined when it is whole. */
  end(): 'gzip_cut_off' | 'gzip_damaged' | undefined;
}

/** True for the first bytes of a gzip file; names are not asked. */
export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** An unpacker for an object with these first bytes. Plain objects are passed on. */
export function createUnpacker(head: Uint8Array): Unpacker {
  return isGzip(head) ? gunzip() : { push: (piece) => piece, end: () => undefined };
}

/**
 * The binding below node:zlib's streams, which takes input in pieces and answers at once. node:zlib itself offers the first
 * only without the second, and the second only for whole buffers.
 */
interface InflateBinding {
  writeSync(
    flush: number,
    input: Uint8Array,
    at: number,
    length: number,
    out: Buffer,
    outAt: number,
    room: number,
  ): void;
  onerror: () => void;
}

const OUT = 1 << 18;

function gunzip(): Unpacker {
  // Proof: lib/zlib.js, ZlibBase: `_handle` is the binding, `_writeState` what it left of room and input after a write.
  const stream = createGunzip() as unknown as { _handle: InflateBinding; _writeState: Uint32Array };
  const binding = stream._handle;
  let damaged = false;
  let out = Buffer.allocUnsafe(OUT);
  binding.onerror = () => {
    damaged = true;
  };
  /** Unpacks `input` into `out`; answers how many bytes came and how many of the input are left. */
  const write = (input: Uint8Array): { length: number; left: number } => {
    let length = 0;
    let left = input.length;
    for (;;) {
      if (length === out.length) out = Buffer.concat([out, Buffer.allocUnsafe(out.length)]);
      const room = out.length - length;
      binding.writeSync(constants.Z_SYNC_FLUSH, input, input.length - left, left, out, length, room);
      const [roomAfter = 0, leftAfter = 0] = stream._writeState;
      length += room - roomAfter;
      left = leftAfter;
      // With room left, the binding took all it can: what is over comes after the end of the stream.
      if (damaged || roomAfter > 0) return { length, left };
    }
  };
  return {
    push(piece) {
      if (damaged) return out.subarray(0, 0);
      // First the write: it may put another buffer in the place of `out`.
      const { length } = write(piece);
      return out.subarray(0, length);
    },
    end() {
      // A stream that has ended does not take the zero byte that files are padded with; one that has not does.
      const whole = !damaged && write(Uint8Array.of(0)).left === 1;
      if (damaged) return 'gzip_damaged';
      return whole ? undefined : 'gzip_cut_off';
    },
  };
}
