/**
 * The schema that a log's tables lie in. It is a part of the log's address: a parameter of the URL, which is taken off
 * before the server is asked. The log in use is in `remit_ledger`; an ended one in a schema named after its folder below
 * `periods/`; the next one, while it is made, in `remit_ledger_next`.
 */
import { hash } from 'node:crypto';
import { LEDGER_SCHEMA } from './schema.ts';

const PARAMETER = 'remit-schema';
/** Nothing that would have to be quoted: the name is also a setting of the session. */
const NAME = /^[a-z][a-z0-9_]{0,62}$/;

/** Schema of the log that is being made. */
export const NEXT_SCHEMA = 'remit_ledger_next';
/** What the names of schemas of ended logs begin with. */
export const ENDED_PREFIX = 'remit_ended_';

/** Schema of the ended log whose folder has this name. */
export function endedSchema(folderName: string): string {
  return `${ENDED_PREFIX}${hash('sha256', folderName).slice(0, 24)}`;
}

/** The address of the log in a schema of the same database. */
export function inSchema(url: string, schema: string): string {
  const parsed = new URL(url);
  parsed.searchParams.set(PARAMETER, schema);
  return parsed.href;
}

/** The schema of an address, and the address as the server's driver takes it. @throws RangeError for a name that is none. */
export function splitSchema(url: string): { readonly schema: string; readonly url: string } {
  const parsed = new URL(url);
  const schema = parsed.searchParams.get(PARAMETER) ?? LEDGER_SCHEMA;
  if (!NAME.test(schema)) throw new RangeError('a schema of a log has another name');
  parsed.searchParams.delete(PARAMETER);
  return { schema, url: parsed.href };
}
