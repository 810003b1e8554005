/** C2SP tlog-tiles entry bundles: uint16 big-endian length, then the entry, up to 256 times. */

/** Longest entry: its length is a uint16. */
export const MAX_ENTRY_LENGTH = 65_535;

/** Bundle bytes. Throws RangeError for an entry over 65,535 bytes. */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(entries.reduce((sum, entry) => sum + 2 + entry.length, 0));
  let at = 0;
  for (const entry of entries) {
    if (entry.length > MAX_ENTRY_LENGTH)
      throw new RangeError(`an entry has ${entry.length} bytes; at most ${MAX_ENTRY_LENGTH} fit`);
    out[at] = entry.length >> 8;
    out[at + 1] = entry.length & 0xff;
    out.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return out;
}

/** The entries, or undefined when the bytes do not end with an entry's end. Views into `bundle`, not copies. */
export function decodeEntryBundle(bundle: Uint8Array): Uint8Array[] | undefined {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bundle.length) {
    const high = bundle[at];
    const low = bundle[at + 1];
    if (high === undefined || low === undefined) return undefined;
    const end = at + 2 + (high << 8) + low;
    if (end > bundle.length) return undefined;
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return entries;
}
