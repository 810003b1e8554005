/**
 * What opening for writing does to a database of an earlier version. No row is rewritten: new rows go where the present
 * version keeps them, old ones are read where they are (reader/vault-reader.ts).
 */
import { BY_RARE_TYPE } from './schema.ts';

/**
 * By the version that is left behind. 3 kept the keys of persons here; see vault/move-subject-keys.ts. 1 kept sealed content in `vault` by record id, 2 in `sealed` by index; both made
 * (writer, n) unique and indexed every type. The constraint stays in an old database, where it costs time only.
 */
const STEPS: ReadonlyMap<unknown, string> = new Map([
  [1, ''],
  [
    2,
    `ALTER TABLE entry ADD COLUMN dek BLOB;
    ALTER TABLE entry ADD COLUMN subjects TEXT;
    ALTER TABLE entry ADD COLUMN disclosures BLOB;
    DROP INDEX entry_by_type;
    ${BY_RARE_TYPE}`,
  ],
]);

/** The statements that bring a database of `version` to the present one; empty when it is there. */
export function migrationFrom(version: unknown): string {
  let out = '';
  for (const [left, statements] of STEPS) if (Number(version) <= Number(left)) out += statements;
  return out;
}
