/** What lines of bytes say about the form of an object. */

/** True when the first line ended inside a record and the second one starts a new one. */
export function isNextRecord(bytes: Uint8Array, start: number, end: number): boolean {
  const newline = bytes.subarray(start, end).indexOf(0x0a);
  if (newline === -1 || bytes[start + newline + 1] !== 0x7b) return false;
  let before = start + newline - 1;
  while (before > start && (bytes[before] ?? 0) <= 0x20) before--;
  // `[`, `,` and `:` are what a value may follow; a comma on the first line of an object is not followed by one.
  return bytes[before] !== 0x5b && bytes[before] !== 0x3a;
}

/** Newlines between `start` and `end`. */
export function countLines(bytes: Uint8Array, start: number, end: number): number {
  let lines = 0;
  for (let at = bytes.indexOf(0x0a, start); at !== -1 && at < end; at = bytes.indexOf(0x0a, at + 1)) lines++;
  return lines;
}

/** True for white space only. */
export function isBlank(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte > 0x20) return false;
  return true;
}
