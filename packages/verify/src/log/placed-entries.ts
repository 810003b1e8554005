/** Entries one after the other in memory, with room for the prefix of a leaf before each. */

/** Entries of a full bundle (C2SP tlog-tiles). */
export const BUNDLE = 256;

/** Where entries stand in memory: pairs of first byte and end. The byte before each entry is free to be written to. */
export interface PlacedEntries {
  readonly bytes: Uint8Array;
  readonly places: Int32Array;
}

/** Entries of a bundle of at most 256; undefined for other bytes. A copy. */
export function placeBundle(bundle: Uint8Array): PlacedEntries | undefined {
  const places: number[] = [];
  for (let at = 0; at < bundle.length; ) {
    const end = at + 2 + ((bundle[at] ?? 0) << 8) + (bundle[at + 1] ?? 0);
    if (at + 2 > bundle.length || end > bundle.length || places.length >= 2 * BUNDLE) return undefined;
    places.push(at + 2, end);
    at = end;
  }
  return { bytes: bundle.slice(), places: Int32Array.from(places) };
}

/** Entries that are in memory one by one, at most 256. A copy. */
export function placeEntries(entries: readonly Uint8Array[]): PlacedEntries {
  const bytes = new Uint8Array(entries.reduce((sum, entry) => sum + 1 + entry.length, 0));
  const places = new Int32Array(2 * entries.length);
  let at = 0;
  entries.forEach((entry, i) => {
    bytes.set(entry, at + 1);
    places[2 * i] = at + 1;
    at += 1 + entry.length;
    places[2 * i + 1] = at;
  });
  return { bytes, places };
}
