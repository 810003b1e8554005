/** What a pack carries beside verify.mjs: the verifier as a page, and the shapes that VERIFY.md names. */
import { readFileSync } from 'node:fs';

/** Path in the pack by path in the package. */
const CARRIED: Readonly<Record<string, string>> = {
  'verify.html': '@remit/verify/verify.html',
  'schemas/record.schema.json': '@remit/verify/schemas/record.schema.json',
  'schemas/imported-event.schema.json': '@remit/verify/schemas/imported-event.schema.json',
};

/** The files as they were built, by path in the pack. */
export function carriedFiles(): ReadonlyMap<string, Uint8Array> {
  return new Map(
    Object.entries(CARRIED).map(([path, from]) => [path, readFileSync(new URL(import.meta.resolve(from)))]),
  );
}
