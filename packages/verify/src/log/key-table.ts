/** Finds keys of one length among many that lie one after the other in memory: four bytes of table for each place. */

/** See the module header. */
export interface KeyTable {
  /** Notes key number `i`. Gives the number that was noted for the same bytes before, which is forgotten; -1 when none was. */
  add(i: number): number;
  /** Number of the key with the bytes of `from` at `at`; -1 when there is none. */
  find(from: Uint8Array, at: number): number;
}

/** `keys` holds `count` keys of `width` bytes; they may be written until they are added. */
export function createKeyTable(keys: Uint8Array, width: number, count: number): KeyTable {
  let capacity = 16;
  while (capacity < 2 * count) capacity *= 2;
  const slots = new Int32Array(capacity);
  const mask = capacity - 1;
  // Threat: a pack whose ids all fall into one place. The places are not known before the verification runs.
  const salt = Math.floor(Math.random() * 0x1_0000_0000) | 1;

  const placeOf = (from: Uint8Array, at: number): number => {
    let hash = salt;
    for (let i = at; i < at + width; i++) hash = Math.imul(hash ^ (from[i] ?? 0), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 15), salt);
    return (hash ^ (hash >>> 13)) & mask;
  };
  const same = (i: number, from: Uint8Array, at: number): boolean => {
    for (let j = 0; j < width; j++) if (keys[i * width + j] !== from[at + j]) return false;
    return true;
  };
  /** Place of the key, or the free place where it belongs. */
  const seek = (from: Uint8Array, at: number): number => {
    let place = placeOf(from, at);
    for (let held = slots[place] ?? 0; held !== 0 && !same(held - 1, from, at); held = slots[place] ?? 0)
      place = (place + 1) & mask;
    return place;
  };
  return {
    add(i) {
      const place = seek(keys, i * width);
      const before = (slots[place] ?? 0) - 1;
      slots[place] = i + 1;
      return before;
    },
    find: (from, at) => (slots[seek(from, at)] ?? 0) - 1,
  };
}
