/** The reverse of seal-content.ts: undefined whenever a key was erased or the bytes are not those that were sealed. */
import type { KeyWrapper } from '@remit/secrets';
import { combineKeys, open } from '@remit/secrets';
import { aad } from './associated-data.ts';
import { type ContentBytes, decodeContent, disclosuresOf } from './content-bytes.ts';
import { isRecordKey, openRecordKey } from './record-keys.ts';

/** A record's data key. `joined`: its small contents are sealed together with the disclosures. */
export interface DataKey {
  readonly key: Uint8Array;
  readonly joined: boolean;
}

/** The data key of record `id`. `keys`: those of all its subjects; undefined among them means erased. */
export function openDataKey(
  id: string,
  stored: Uint8Array,
  keys: readonly (Uint8Array | undefined)[],
  wrapper: KeyWrapper,
): DataKey | undefined {
  const present = keys.filter((key) => key !== undefined);
  if (present.length === 0 || present.length !== keys.length) return undefined;
  const subjectsKey = combineKeys(present);
  if (isRecordKey(stored)) {
    const key = openRecordKey(id, stored, subjectsKey, wrapper);
    return key && { key, joined: true };
  }
  // Rows of the first releases: a random data key, wrapped by itself.
  const inner = wrapper.unwrap(stored, aad.dek(id));
  const key = inner && open(subjectsKey, inner, aad.dek(id));
  return key && { key, joined: false };
}

/** Disclosures of record `id`, and its small contents when they are sealed with them. */
export function openContent(id: string, dataKey: DataKey, sealed: Uint8Array): ContentBytes | undefined {
  if (dataKey.joined) {
    const bytes = open(dataKey.key, sealed, aad.content(id));
    return bytes && decodeContent(bytes);
  }
  const disclosures = disclosuresOf(open(dataKey.key, sealed, aad.disclosures(id)));
  return disclosures && { disclosures, payloads: new Map() };
}

/** Content of one field of record `id` that is sealed by itself. */
export function openPayload(id: string, field: string, dataKey: DataKey, sealed: Uint8Array): Uint8Array | undefined {
  return open(dataKey.key, sealed, aad.payload(id, field));
}
