/** The reverse of seal-content.ts: undefined whenever a key was erased or the bytes are not those that were sealed. */
import { fromUtf8, isRefusal, parseStrictJson } from '@remit/core';
import type { KeyWrapper } from '@remit/secrets';
import { combineKeys, open } from '@remit/secrets';
import { aad } from './associated-data.ts';

/** The data key of record `id`. `keys`: those of all its subjects; undefined among them means erased. */
export function openDataKey(
  id: string,
  wrapped: Uint8Array,
  keys: readonly (Uint8Array | undefined)[],
  wrapper: KeyWrapper,
): Uint8Array | undefined {
  const present = keys.filter((key) => key !== undefined);
  if (present.length === 0 || present.length !== keys.length) return undefined;
  const inner = wrapper.unwrap(wrapped, aad.dek(id));
  return inner && open(combineKeys(present), inner, aad.dek(id));
}

/** Field -> disclosure string of record `id`. */
export function openDisclosures(id: string, dek: Uint8Array, sealed: Uint8Array): Map<string, string> | undefined {
  const bytes = open(dek, sealed, aad.disclosures(id));
  const json = bytes && parseStrictJson(fromUtf8(bytes) ?? '');
  if (json === undefined || isRefusal(json) || typeof json.value !== 'object' || json.value === null) return undefined;
  return new Map(Object.entries(json.value).filter((e): e is [string, string] => typeof e[1] === 'string'));
}

/** Content of one field of record `id`. */
export function openPayload(id: string, field: string, dek: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  return open(dek, sealed, aad.payload(id, field));
}
