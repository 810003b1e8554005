/**
 * The journal of erasures: an intent is durable before anything is destroyed and goes away after the record is in the log.
 * One that is found at start is carried out to its end, so nothing is ever half erased without a record.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { utf8 } from '@remit/core';
import { makeFolder, writeDurably } from '@remit/ledger';
import { z } from 'zod';

const Targets = z.strictObject({ f: z.array(z.string()), i: z.array(z.int()), ev: z.array(z.int()).optional() });
const Intent = z.strictObject({
  v: z.literal(1),
  req: z.string(),
  basis: z.string(),
  by: z.array(z.string()).length(2),
  floor: z.literal('overridden').optional(),
  /** What the record names as erased, and whose keys go. */
  persons: z.array(z.string()),
  /** A part for each log. */
  logs: z.array(
    z.strictObject({
      org: z.string(),
      dir: z.string().optional(),
      /** Holders of the keys of batches. */
      holders: z.array(z.string()),
      /** Ids of the records whose sealed rows go. */
      records: z.array(z.string()),
      batches: z.array(z.strictObject({ id: z.string(), events: z.array(z.int()) })),
      /** Batches that go as a whole. */
      dropped: z.array(z.string()),
      /** What the records name, a list for each. */
      lists: z.array(z.array(Targets)),
      inv: z.string(),
    }),
  ),
  compact: z.boolean(),
  /** Counts for people. */
  erased: z.int(),
  events: z.int(),
});

/** An erasure under way. */
export type Intent = z.infer<typeof Intent>;

/** The part of one log. */
export type IntentPart = Intent['logs'][number];

/** The intents of one data folder. */
export interface IntentJournal {
  put(intent: Intent): void;
  pending(): Intent[];
  done(req: string): void;
}

/** Intents in a folder, made when it is missing. */
export function intentJournal(folder: string): IntentJournal {
  const pathOf = (req: string) => join(folder, `${req}.json`);
  return {
    put(intent) {
      makeFolder(folder);
      writeDurably(pathOf(intent.req), utf8(`${JSON.stringify(Intent.parse(intent))}\n`));
    },
    pending() {
      if (!existsSync(folder)) return [];
      return readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .sort()
        .map((name) => Intent.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
    },
    done: (req) => rmSync(pathOf(req), { force: true }),
  };
}
