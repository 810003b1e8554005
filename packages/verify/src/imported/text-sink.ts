/** Lines of text as UTF-8, written as they come: a file of traces is never held twice. */
const encoder = new TextEncoder();

/**
 * Memory for one file after the other. Memory that was used before is several times as fast as new memory, whose pages the
 * system has to find and clear.
 */
export interface Buffers {
  /** New memory. */
  make(length: number): Uint8Array;
  /** Memory of at least that length, used before where there is such. */
  take(expected?: number): Uint8Array;
  /** Gives memory back, larger than it was taken where it had to grow. */
  give(memory: Uint8Array): void;
}

/** Buffers that are kept until the work is done. `shared`: other threads may be given them to read. */
export function createBuffers(shared = false): Buffers {
  const free: Uint8Array[] = [];
  const make = (length: number) => (shared ? new Uint8Array(new SharedArrayBuffer(length)) : new Uint8Array(length));
  return {
    make,
    take(expected = 0) {
      // The smallest that is large enough: the large ones are for large files.
      const fit = free.filter(({ length }) => length >= expected).sort((a, b) => a.length - b.length)[0];
      if (fit === undefined) return make(expected);
      free.splice(free.indexOf(fit), 1);
      return fit;
    },
    give: (memory) => void free.push(memory),
  };
}

/** See the module header. */
export interface TextSink {
  /** A line without its newline. */
  line(text: string): void;
  /** A line with its newline. The bytes are copied. */
  bytes(line: Uint8Array): void;
  /** All of it, and how to give its memory back. Nothing may be written after it. */
  end(): { readonly bytes: Uint8Array; free(): void };
}

/** A sink that writes into memory of the given buffers. `expected`: bytes that are likely to come. */
export function createTextSink(buffers: Buffers, expected = 0): TextSink {
  let held = buffers.take(expected);
  let used = 0;
  const bytes = (line: Uint8Array) => {
    if (used + line.length > held.length) {
      const grown = buffers.make(Math.max(used + line.length, Math.ceil(held.length * 1.5)));
      grown.set(held.subarray(0, used));
      held = grown;
    }
    held.set(line, used);
    used += line.length;
  };
  return {
    bytes,
    line: (text) => bytes(encoder.encode(`${text}\n`)),
    end: () => ({ bytes: held.subarray(0, used), free: () => buffers.give(held) }),
  };
}
