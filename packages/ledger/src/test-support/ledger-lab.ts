/** Ledgers in temporary folders with real child processes, and the means to hurt them. */
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '@remit/core';
import { fromUtf8, systemClock } from '@remit/core';
import type { AnyRecord } from '@remit/record';
import { AnyRecordSchema } from '@remit/record';
import { startLedger } from '../start-ledger.ts';
import type { Ledger, LedgerDeps, LedgerReader, StorePlace } from '../types.ts';

export const ORIGIN = 'ledger.test/2026q4';

/** A place for the ledgers of one test file. `dispose` closes and deletes everything. */
export interface Lab {
  folder(): string;
  /** Starts a ledger; log lines are collected in `said`. */
  start(dir: string, options?: Partial<LedgerDeps>): Promise<Ledger>;
  readonly said: string[];
  dispose(): Promise<void>;
}

// Where the logs of this file's labs lie: set once, before its tests are collected, by a file that runs the tests of another
// one on PostgreSQL.
let placeOf: ((dir: string) => Promise<StorePlace>) | undefined;
const places = new Map<string, StorePlace>();

/** From here on the logs of labs lie in these places; each folder keeps its own. */
export function useStore(place: (dir: string) => Promise<StorePlace>): void {
  placeOf = place;
}

/** Where the log of a folder lies; undefined: SQLite in the folder. */
export function storeOf(dir: string): StorePlace | undefined {
  return places.get(dir);
}

async function storeFor(dir: string): Promise<StorePlace | undefined> {
  const held = places.get(dir);
  if (held !== undefined || placeOf === undefined) return held;
  const place = await placeOf(dir);
  places.set(dir, place);
  return place;
}

export function createLab(): Lab {
  const folders: string[] = [];
  const open: Ledger[] = [];
  const said: string[] = [];
  const line = (_fields: object, message: string) => void said.push(message);
  const logger: Logger = { debug: line, info: line, warn: line, error: line };
  return {
    said,
    folder() {
      const dir = mkdtempSync(join(tmpdir(), 'remit-ledger-'));
      folders.push(dir);
      return dir;
    },
    async start(dir, options = {}) {
      const store = options.store ?? (await storeFor(dir));
      const ledger = await startLedger({
        dir,
        origin: ORIGIN,
        software: 'remit-test 0',
        clock: systemClock,
        logger,
        witnesses: [],
        ...(store === undefined ? {} : { store }),
        ...options,
      });
      open.push(ledger);
      return ledger;
    },
    async dispose() {
      await Promise.all(open.splice(0).map((ledger) => ledger.close()));
      for (const dir of folders.splice(0)) rmSync(dir, { recursive: true, force: true });
      said.length = 0;
    },
  };
}

/** Process id of the running child of a data folder: the children work in it. */
export function childPid(dir: string, child: 'sequencer' | 'signer'): number {
  const found = childPids(dir, child)[0];
  if (found === undefined) throw new Error(`no ${child} runs in ${dir}`);
  return found;
}

/** All running children of a data folder. */
export function childPids(dir: string, child: 'sequencer' | 'signer'): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return (
          readlinkSync(`/proc/${pid}/cwd`) === dir &&
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${child}/main.js`) &&
          // A process that has ended and was not waited for yet is none.
          !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
        );
      } catch {
        return false;
      }
    });
}

/** Waits until something holds. The test's own timeout ends it otherwise. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** A stored record, checked against its schema. */
export function parseEntry(entry: Uint8Array): AnyRecord {
  return AnyRecordSchema.parse(JSON.parse(fromUtf8(entry) ?? ''));
}

/** All records of a log. */
export function recordsOf(reader: LedgerReader): AnyRecord[] {
  return [...reader.entries(0, reader.size())].map(({ entry }) => parseEntry(entry));
}
