/** Where leaf `n` of a batch and its raw record lie: 36 bytes for each, so that one event is found without reading others. */

/** Offsets and lengths in bytes. Raw positions are in the unpacked object. `document`: what the record was taken out of. */
export interface LeafPlace {
  readonly leaf: { readonly offset: number; readonly length: number };
  readonly raw: { readonly offset: number; readonly length: number };
  readonly document: { readonly offset: number; readonly length: number } | undefined;
}

/** Bytes of one place. */
export const PLACE_BYTES = 36;

/** Writes a place at `at`. */
export function putPlace(bytes: Buffer, at: number, place: LeafPlace): void {
  putRange(bytes, at, place.leaf);
  putRange(bytes, at + 12, place.raw);
  putRange(bytes, at + 24, place.document ?? { offset: 0, length: 0 });
}

/** Reads the place at `at`. */
export function getPlace(bytes: Buffer, at: number): LeafPlace {
  const document = getRange(bytes, at + 24);
  return {
    leaf: getRange(bytes, at),
    raw: getRange(bytes, at + 12),
    document: document.length === 0 ? undefined : document,
  };
}

// Offsets as doubles: exact up to 2^53, and cheaper than a BigInt.
function putRange(bytes: Buffer, at: number, range: { readonly offset: number; readonly length: number }): void {
  bytes.writeDoubleBE(range.offset, at);
  bytes.writeUInt32BE(range.length, at + 8);
}

function getRange(bytes: Buffer, at: number): { offset: number; length: number } {
  return { offset: bytes.readDoubleBE(at), length: bytes.readUInt32BE(at + 8) };
}
