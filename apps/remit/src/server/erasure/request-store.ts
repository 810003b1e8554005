/**
 * Requests for erasure, a file each: who asked, who approved, how far it came. They name persons by handle only. The
 * record in the log is what counts later; these files are what the operator works with until then.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { utf8 } from '@remit/core';
import { makeFolder, writeDurably } from '@remit/ledger';
import { z } from 'zod';

const Handle = z.string();
const Request = z.strictObject({
  v: z.literal(1),
  id: z.string(),
  made: z.string(),
  /** Handle of whoever asked: the first of the two who approve. */
  by: Handle,
  basis: z.string(),
  /** Persons to be erased; empty for an expiry. */
  subjects: z.array(Handle),
  /** Set for an expiry: records whose class had run out by that day, `YYYY-MM-DD`. */
  expiredBy: z.string().optional(),
  /** True: also what is younger than its class allows. Both persons saw that. */
  overrideFloor: z.boolean(),
  approved: z.strictObject({ by: Handle, at: z.string() }).optional(),
  done: z.strictObject({ at: z.string(), records: z.array(z.string()), erased: z.int(), events: z.int() }).optional(),
});

/** A request as stored. */
export type ErasureRequest = z.infer<typeof Request>;

/** The requests of one data folder. */
export interface RequestStore {
  /** By time. */
  list(): ErasureRequest[];
  get(id: string): ErasureRequest | undefined;
  put(request: ErasureRequest): void;
}

const ID = /^er_[0-9A-HJKMNP-TV-Z]{26}$/;

/** Requests in a folder, which is made when it is missing. */
export function requestStore(folder: string): RequestStore {
  const pathOf = (id: string) => join(folder, `${id}.json`);
  const get = (id: string): ErasureRequest | undefined => {
    // Threat: an id from outside must not become a path of its own.
    if (!ID.test(id) || !existsSync(pathOf(id))) return undefined;
    return Request.parse(JSON.parse(readFileSync(pathOf(id), 'utf8')));
  };
  return {
    get,
    list() {
      if (!existsSync(folder)) return [];
      const ids = readdirSync(folder).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : []));
      return ids.sort().flatMap((id) => get(id) ?? []);
    },
    put(request) {
      makeFolder(folder);
      writeDurably(pathOf(request.id), utf8(`${JSON.stringify(Request.parse(request))}\n`));
    },
  };
}
