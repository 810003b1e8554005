/**
 * What a record keeps sealed, as one piece of bytes: its disclosures and its small contents. One piece is encrypted and
 * stored once, where each by itself would cost an encryption and a row.
 *
 * Form: u32 BE length || JSON {field: disclosure} || for each content: u8 length || field || u32 BE length || bytes.
 */
import { concatBytes, fromUtf8, isRefusal, parseStrictJson, utf8 } from '@remit/core';

/** A record's sealed content in the clear. */
export interface ContentBytes {
  readonly disclosures: ReadonlyMap<string, string>;
  readonly payloads: ReadonlyMap<string, Uint8Array>;
}

/** Joins. Field names are labels of a record: at most 255 bytes here, which the caller's field names never reach. */
export function encodeContent(
  disclosures: Readonly<Record<string, string>>,
  payloads: readonly { readonly field: string; readonly bytes: Uint8Array }[],
): Uint8Array {
  const json = utf8(JSON.stringify(disclosures));
  const parts: Uint8Array[] = [u32(json.length), json];
  for (const { field, bytes } of payloads) {
    const name = utf8(field);
    if (name.length > 255) throw new RangeError('a field name of more than 255 bytes');
    parts.push(Uint8Array.of(name.length), name, u32(bytes.length), bytes);
  }
  return concatBytes(...parts);
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

function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
