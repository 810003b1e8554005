/**
 * What a record keeps sealed, as one piece of bytes: its disclosures and its small contents. One piece is encrypted and
 * stored once, where each by itself would cost an encryption and a row.
 *
 * Form: u32 BE length || JSON {field: disclosure} || for each content: u8 length || field || u32 BE length || bytes.
 */
import { fromUtf8, isRefusal, parseStrictJson } from '@remit/core';

/** A record's sealed content in the clear. */
export interface ContentBytes {
  readonly disclosures: ReadonlyMap<string, string>;
  readonly payloads: ReadonlyMap<string, Uint8Array>;
}

/** UTF-8 bytes of one UTF-16 unit at most. */
const WIDEST = 3;

/**
 * Joins. Field names are labels of a record: at most 255 bytes here, which the caller's field names never reach. `memory`:
 * gives at least so many bytes; default: new ones.
 */
export function encodeContent(
  disclosures: Readonly<Record<string, string>>,
  payloads: readonly { readonly field: string; readonly bytes: Uint8Array }[],
  memory: (bytes: number) => Buffer = Buffer.allocUnsafe,
): Uint8Array {
  const json = JSON.stringify(disclosures);
  let room = 4 + WIDEST * json.length;
  for (const { field, bytes } of payloads) room += 5 + WIDEST * field.length + bytes.length;
  const out = memory(room);
  let at = 4 + out.write(json, 4);
  out.writeUInt32BE(at - 4, 0);
  for (const { field, bytes } of payloads) {
    const name = out.write(field, at + 1);
    if (name > 255) throw new RangeError('a field name of more than 255 bytes');
    out.writeUInt8(name, at);
    out.writeUInt32BE(bytes.length, at + 1 + name);
    out.set(bytes, at + 1 + name + 4);
    at += 1 + name + 4 + bytes.length;
  }
  return out.subarray(0, at);
}

/** Takes apart; undefined for anything that {@link encodeContent} did not write. */
export function decodeContent(bytes: Uint8Array): ContentBytes | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  const take = (length: number): Uint8Array | undefined => {
    if (at + length > bytes.length) return undefined;
    at += length;
    return bytes.subarray(at - length, at);
  };
  const takeCounted = (): Uint8Array | undefined => {
    if (at + 4 > bytes.length) return undefined;
    const length = view.getUint32(at);
    at += 4;
    return take(length);
  };
  const disclosures = disclosuresOf(takeCounted());
  if (disclosures === undefined) return undefined;
  const payloads = new Map<string, Uint8Array>();
  while (at < bytes.length) {
    const name = take(take(1)?.[0] ?? bytes.length);
    const field = name && fromUtf8(name);
    const content = takeCounted();
    if (field === undefined || content === undefined || payloads.has(field)) return undefined;
    payloads.set(field, content.slice());
  }
  return { disclosures, payloads };
}

/** Field -> disclosure, from JSON bytes. */
export function disclosuresOf(bytes: Uint8Array | undefined): Map<string, string> | undefined {
  const json = bytes && parseStrictJson(fromUtf8(bytes) ?? '');
  if (json === undefined || isRefusal(json) || typeof json.value !== 'object' || json.value === null) return undefined;
  return new Map(Object.entries(json.value).filter((e): e is [string, string] => typeof e[1] === 'string'));
}
