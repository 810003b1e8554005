/**
 * Reads one object into a folder that is not a batch yet: leaves, places, sealed bytes, list of what could not be read.
 * Nothing here is durable or recorded before the caller says so.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Subjects } from '@remit/record';
import { createRowSplitter } from '../generic/row-splitter.ts';
import { createPieceCollector } from '../prepare/collect-pieces.ts';
import { createPreparer, sourcesOf } from '../prepare/preparer.ts';
import type { Team } from '../prepare/team.ts';
import { chunksOf, type ReceivedObject, type SeenObject } from '../read/received-object.ts';
import { createObjectSplitter } from '../read/split-object.ts';
import { createUnpacker, type Unpacker } from '../read/unpack.ts';
import { openFileWriter } from '../store/durable.ts';
import type { EventIndex } from '../store/event-index.ts';
import { FILES } from '../store/layout.ts';
import { sealedWriter } from '../store/sealed-file.ts';
import { batchKeys } from './batch-keys.ts';
import { createLeafWriter } from './leaf-writer.ts';
import { createSlotMerger } from './merge-slot.ts';
import type { Recogniser } from './recognise.ts';
import { createSlotFlow } from './slot-flow.ts';
import { createTally, type Totals } from './tally.ts';
import { createUnparsedList } from './unparsed-list.ts';

/** What was read of one object. */
export interface BuiltBatch extends Totals {
  readonly key: Uint8Array;
  readonly sha: string;
  readonly contentSha: string;
  readonly bytes: number;
  readonly gzip: boolean;
  readonly size: number;
  readonly root: string;
  readonly duplicates: number;
  readonly unparsed: number;
  readonly unparsedSha: string | undefined;
  readonly reasons: ReadonlyMap<string, number>;
}

/** How far an object was read. */
export interface ReadProgress {
  readonly bytes: number;
  readonly events: number;
}

/** Time after which other work of the process gets its turn, in milliseconds. */
const TURN_MS = 8;

/** `team`: threads that help with large objects. */
export interface BuildDeps {
  readonly subjects: Subjects;
  readonly index: EventIndex;
  readonly by: Recogniser;
  readonly team: Team;
  /** Gives 32 random bytes. */
  readonly newKey: () => Uint8Array;
}

/**
 * Reads `object` into `folder`, which must exist. `seen`: what it was a moment ago. `index` must be between begin and commit.
 */
export async function buildBatch(
  deps: BuildDeps,
  object: ReceivedObject,
  seen: SeenObject,
  folder: string,
  receivedAt: string,
  progress: (at: ReadProgress) => void,
): Promise<BuiltBatch> {
  const { by, index, subjects } = deps;
  const key = deps.newKey();
  const keys = batchKeys(key);
  const context = { object: object.name, receivedAt };
  const leaves = createLeafWriter(folder);
  const unparsed = createUnparsedList(folder);
  const rawFile = openFileWriter(join(folder, FILES.raw));
  const raw = sealedWriter(rawFile, keys.raw);
  const preparer = createPreparer(by, context, keys);
  const tally = createTally(sourcesOf(by));
  const merger = createSlotMerger({ subjects, index, leaves, unparsed, tally, preparer });
  const isLarge = seen.bytes >= (seen.gzip ? LARGE / USUAL_PACKING : LARGE);
  const job = isLarge ? deps.team.open(by, { ...context, key }) : undefined;
  const flow = createSlotFlow(preparer, merger, job);
  const sha = createHash('sha256');
  const content = createHash('sha256');
  const step = seen.gzip ? PACKED_STEP : STEP;
  let bytes = 0;
  try {
    const pieces = createPieceCollector(flow.take, flow.put);
    const splitter = by.csv === undefined ? createObjectSplitter(pieces) : createRowSplitter(by.csv.quote, pieces);
    let unpacker: Unpacker | undefined;
    let turn = performance.now();
    for await (const chunk of chunksOf(object.path)) {
      unpacker ??= createUnpacker(chunk);
      sha.update(chunk);
      raw.write(chunk);
      bytes += chunk.length;
      for (let at = 0; at < chunk.length; at += step) {
        const unpacked = unpacker.push(chunk.subarray(at, at + step));
        if (seen.gzip) content.update(unpacked);
        splitter.push(unpacked);
        await flow.settle();
        if (performance.now() - turn < TURN_MS) continue;
        await new Promise(setImmediate);
        turn = performance.now();
      }
      progress({ bytes, events: leaves.size + merger.duplicates });
    }
    const damage = unpacker?.end();
    splitter.end(damage !== undefined);
    pieces.flush();
    await flow.finish();
    if (damage !== undefined) unparsed.add(new Uint8Array(), 0, damage);
    raw.end();
    leaves.close();
    unparsed.close();
    rawFile.close();
  } catch (error) {
    leaves.abandon();
    unparsed.abandon();
    rawFile.abandon();
    throw error;
  } finally {
    flow.close();
  }
  const digest = sha.digest('hex');
  return {
    key,
    sha: digest,
    contentSha: seen.gzip ? content.digest('hex') : digest,
    bytes,
    gzip: seen.gzip,
    size: leaves.size,
    root: leaves.root(),
    duplicates: merger.duplicates,
    unparsed: unparsed.count,
    unparsedSha: unparsed.sha(),
    reasons: unparsed.reasons,
    ...tally.totals(),
  };
}

/** Bytes between two looks at the clock and at what is prepared. */
const STEP = 65_536;
const PACKED_STEP = 16_384;
/** Objects of this many bytes are worth the start of threads. */
const LARGE = 4 * 1024 * 1024;
/** How much smaller gzip makes logs, about. */
const USUAL_PACKING = 8;
