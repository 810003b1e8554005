/** Logs of other systems in a test log: batches made of events written here. Nothing in them ever happened. */
import { canonicalize, rfc3339, sha256, toBase64Url, toHex, utf8 } from '@remit/core';
import type { ImportedEvent, RecordOf } from '@remit/record';
import { createCompactRange, leafHash } from '@remit/tlog';
import { packFromFiles } from '../pack/pack-source.ts';
import type { AssembledPack } from '../projection/assemble.ts';
import { assembleReport } from '../projection/assemble.ts';
import type { PackCore } from '../projection/pack-core.ts';
import { studyCore } from '../projection/study.ts';
import type { TestLedger } from '../testing/ledger.ts';
import { createTestLedger } from '../testing/ledger.ts';
import type { TestPackOptions } from '../testing/pack.ts';
import { coreOf, trustOf } from '../testing/pack.ts';
import { verifyPack } from '../verify-pack.ts';
import type { ImportedChunk } from './material.ts';
import type { ImportedTrace } from './trace.ts';

/** An event as a test writes it; what is left out is filled in. */
export type MadeEvent = Partial<Omit<ImportedEvent, 'src'>> & { readonly dataset: string };

/** How a batch came. */
export interface MadeBatch {
  readonly source: string;
  readonly vendor: string;
  readonly integrity?: RecordOf<'ingest.batch'>['ing']['integrity'];
  readonly unparsed?: number;
}

/** Time of an event: seconds after 2026-10-01T07:00:00Z. */
export function madeTime(seconds: number): string {
  return rfc3339(Date.UTC(2026, 9, 1, 7) + seconds * 1000);
}

/** A test log with batches. */
export interface MadeLogs {
  readonly ledger: TestLedger;
  /** Adds a batch, and gives its id: events are `ID:0`, `ID:1` and so on. */
  batch(from: MadeBatch, events: readonly MadeEvent[]): string;
  core(options?: TestPackOptions): Promise<PackCore>;
  pack(options?: TestPackOptions): Promise<AssembledPack>;
}

/** Starts a log without records of its own but the first. */
export function createMadeLogs(ledger: TestLedger = started()): MadeLogs {
  const imported = new Map<string, ImportedChunk[]>();
  const core = async (options: TestPackOptions = {}): Promise<PackCore> => {
    const made = await coreOf(ledger, options);
    // The events stand an hour before the log.
    const inputs = { ...made.inputs, from: madeTime(-3600), ...options.inputs };
    return { ...made, inputs, imported };
  };
  return {
    ledger,
    batch(from, made) {
      const leaves = made.map((event, n) => utf8(canonicalize(eventOf(event, n))));
      const range = createCompactRange();
      for (const leaf of leaves) range.append(leafHash(leaf));
      const text = utf8(leaves.map((leaf) => `${new TextDecoder().decode(leaf)}\n`).join(''));
      const times = made.map(({ ts }) => ts ?? madeTime(0)).sort();
      const datasets: Record<string, number> = {};
      for (const { dataset } of made) datasets[dataset] = (datasets[dataset] ?? 0) + 1;
      const { id } = ledger.append({
        t: 'ingest.batch',
        ing: {
          source: from.source,
          vendor: from.vendor,
          object: `made-${imported.size}.json`,
          sha: toHex(sha256(text)),
          bytes: text.length,
          integrity: from.integrity ?? 'none',
          parser: `${from.source}/1`,
          datasets,
          events: leaves.length,
          duplicates: 0,
          unparsed: from.unparsed ?? 0,
          ...(times.length === 0 ? {} : { from: times[0], to: times.at(-1) }),
          tree: { size: leaves.length, root: toBase64Url(range.root()) },
        },
      });
      imported.set(id, [{ leaves: text }]);
      return id;
    },
    core,
    async pack(options = {}) {
      const study = studyCore(await core(options));
      if (!study.ok) throw new Error(JSON.stringify(study.error));
      return await assembleReport(study.value);
    },
  };
}

/** What the verifier says of a pack of made logs. */
export async function verifyMade({ ledger }: MadeLogs, files: ReadonlyMap<string, Uint8Array>) {
  return await verifyPack(packFromFiles(new Map(files)), trustOf(ledger), ledger.now());
}

/** Lines of a file of a pack, parsed; none when it is not there. */
export function linesOf<T = Record<string, unknown>>(pack: AssembledPack, path: string): T[] {
  const text = new TextDecoder().decode(pack.files.get(path) ?? new Uint8Array());
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

/** All foreign traces of a pack by their ids. */
export function foreignTracesOf(pack: AssembledPack): Map<string, ImportedTrace> {
  const paths = [...pack.files.keys()].filter((path) => path.startsWith('07_imported_traces-'));
  const traces = paths.flatMap((path) => linesOf<ImportedTrace>(pack, path));
  return new Map(traces.map((trace) => [trace.traceId, trace]));
}

function started(): TestLedger {
  const ledger = createTestLedger();
  ledger.append({ t: 'genesis', gen: { vkey: ledger.logKey.vkey, software: 'remit 0.1.0' } });
  return ledger;
}

function eventOf({ dataset, ...event }: MadeEvent, n: number): ImportedEvent {
  return {
    v: 1,
    n,
    raw: toHex(sha256(utf8(`${dataset} ${n}`))),
    src: { dataset, id: `e-${n}`, map: `${dataset}/1` },
    ts: madeTime(0),
    tk: 'event',
    kind: 'tool-call',
    who: {},
    act: {},
    ids: {},
    from: {},
    missing: {},
    ...event,
  };
}
