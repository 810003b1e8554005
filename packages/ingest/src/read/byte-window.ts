/** The bytes of a stream that are still needed: grows at the end, is released at the front. */

/** See the module header. Positions of {@link ByteWindow.bytes} change with every {@link ByteWindow.append}. */
export interface ByteWindow {
  readonly bytes: Buffer;
  /** First byte that is still needed, and the end of what is there. */
  readonly start: number;
  readonly end: number;
  /** Place of `start` in the stream. */
  readonly offset: number;
  append(chunk: Uint8Array): void;
  /** Gives up the first `length` bytes. */
  release(length: number): void;
}

/** An empty window. */
export function createByteWindow(): ByteWindow {
  let bytes = Buffer.allocUnsafe(1 << 19);
  let start = 0;
  let end = 0;
  let offset = 0;
  return {
    get bytes() {
      return bytes;
    },
    get start() {
      return start;
    },
    get end() {
      return end;
    },
    get offset() {
      return offset;
    },
    append(chunk) {
      const kept = end - start;
      if (end + chunk.length > bytes.length) {
        // Doubling: a record over many chunks is copied a bounded number of times.
        const target =
          kept + chunk.length > bytes.length / 2
            ? Buffer.allocUnsafe(Math.max(bytes.length, kept + chunk.length) * 2)
            : bytes;
        bytes.copy(target, 0, start, end);
        bytes = target;
        start = 0;
        end = kept;
      }
      bytes.set(chunk, end);
      end += chunk.length;
    },
    release(length) {
      start += length;
      offset += length;
    },
  };
}
