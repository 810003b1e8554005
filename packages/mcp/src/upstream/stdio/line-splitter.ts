/** Splits a byte stream into lines, with a bound on the length of one. MCP stdio transport: one message a line. */

/** A splitter in the middle of a stream. */
export interface LineSplitter {
  /** Feeds bytes; false when a line grew beyond the bound, after which nothing more is delivered. */
  push(chunk: Uint8Array): boolean;
}

const NEWLINE = 0x0a;

/** `onLine` gets each line's bytes without the line end. Empty lines are dropped. */
export function createLineSplitter(maxBytes: number, onLine: (line: Uint8Array) => void): LineSplitter {
  let held: Uint8Array[] = [];
  let size = 0;
  let broken = false;
  const take = (last: Uint8Array): void => {
    const line = held.length === 0 ? last : Buffer.concat([...held, last]);
    held = [];
    size = 0;
    const end = line.at(-1) === 0x0d ? line.length - 1 : line.length;
    if (end > 0) onLine(line.subarray(0, end));
  };
  return {
    push(chunk) {
      let start = 0;
      while (!broken) {
        const end = chunk.indexOf(NEWLINE, start);
        const piece = chunk.subarray(start, end < 0 ? chunk.length : end);
        if (size + piece.length > maxBytes) broken = true;
        else if (end < 0) {
          if (piece.length > 0) held.push(piece);
          size += piece.length;
          break;
        } else take(piece);
        start = end + 1;
      }
      if (broken) held = [];
      return !broken;
    },
  };
}
