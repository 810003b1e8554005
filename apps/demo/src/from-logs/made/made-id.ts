/** Ids of made events: shaped like those of the vendor and the same in every run. */
import { createHash } from 'node:crypto';

/** A GUID computed from a name. */
export function v5(name: string): string {
  const hex = createHash('sha256').update(`made ${name}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
