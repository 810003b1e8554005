/** A made trail as the store that the check reads, and its keys as the operator supplies them. */
import type { MadeTrail } from '@remit/testing';
import type { DigestStore } from './digest-store.ts';
import { parseSidecar } from './metadata-sidecar.ts';
import type { PublicKeys } from './public-keys.ts';
import { parsePublicKeys } from './public-keys.ts';

/** Every object at the place that the trail gave it. */
export function storeOf(trail: MadeTrail): DigestStore {
  const digests = trail.digests.flatMap(({ key, bucket }) => {
    const stored = trail.objects.get(key);
    if (stored === undefined) return [];
    const sidecar = parseSidecar(JSON.stringify({ Metadata: trail.metadata.get(key) }));
    const metadata = sidecar?.metadata ?? {};
    return [{ places: [{ bucket, key }], declared: false, metadata, read: () => stored }];
  });
  const unread = new Set([...trail.objects.keys()].filter((key) => key.includes('/CloudTrail/')));
  return {
    digests,
    readLog({ key }) {
      unread.delete(key);
      return trail.objects.get(key);
    },
    unread: () => [...unread],
  };
}

export function keysOf(trail: MadeTrail): PublicKeys {
  const keys = parsePublicKeys(trail.listPublicKeys);
  if (!keys.ok) throw new Error(keys.error);
  return keys.value;
}
