/** Bytes that are read by place: an archive in memory, or a file larger than memory. */
/** See the module header. */
export interface ByteSource {
  readonly size: number;
  /** The bytes from `at` on. Throws RangeError when the source does not hold all of them. */
  read(at: number, length: number): Uint8Array;
}

/** Bytes in memory. What is read shares them. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read(at, length) {
      if (at + length > bytes.length) throw new RangeError('the archive ends before that place');
      return bytes.subarray(at, at + length);
    },
  };
}
