/**
 * Reads one object into a folder that is not a batch yet: leaves, places, sealed bytes, list of what could not be read.
 * Nothing here is durable or recorded before the caller says so.
 */
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Subjects } from '@remit/record';
import { createRowSplitter } from '../generic/row-splitter.ts';
import { createPieceCollector } from '../prepare/collect-pieces.ts';
import { createPreparer, sourcesOf } from '../prepare/preparer.ts';
import { clearSlot, createSlot } from '../prepare/slot.ts';
import { chunksOf, type ReceivedObject } from '../read/received-object.ts';
import { createObjectSplitter } from '../read/split-object.ts';
import { createUnpacker, isGzip } from '../read/unpack.ts';
import { openFileWriter } from '../store/durable.ts';
import type { EventIndex } from '../store/event-index.ts';
import { FILES } from '../store/layout.ts';
import { sealedWriter } from '../store/sealed-file.ts';
import { batchKeys } from './batch-keys.ts';
import { createLeafWriter } from './leaf-writer.ts';
import { createSlotMerger } from './merge-slot.ts';
import type { Recogniser } from './recognise.ts';
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

/** Reads `object` into `folder`, which must exist. `index` must be between begin and commit. */
export async function buildBatch(
  deps: { readonly subjects: Subjects; readonly index: EventIndex; readonly by: Recogniser },
  object: ReceivedObject,
  folder: string,
  receivedAt: string,
  progress: (at: ReadProgress) => void,
): Promise<BuiltBatch> {
  const key = randomBytes(32);
  const keys = batchKeys(key);
  const leaves = createLeafWriter(folder);
  const unparsed = createUnparsedList(folder);
  const rawFile = openFileWriter(join(folder, FILES.raw));
  const raw = sealedWriter(rawFile, keys.raw);
  const { by } = deps;
  const preparer = createPreparer(by, { object: object.name, receivedAt }, keys);
  const tally = createTally(sourcesOf(by));
  const { index, subjects } = deps;
  const merger = createSlotMerger({ subjects, index, leaves, unparsed, tally, preparer });
  const slot = createSlot();
  const pieces = createPieceCollector(
    () => slot,
    () => {
      preparer.prepare(slot);
      merger.merge(slot);
      clearSlot(slot);
    },
  );

  const sha = createHash('sha256');
  const content = createHash('sha256');
  const { csv } = by;
  const splitter = csv === undefined ? createObjectSplitter(pieces) : createRowSplitter(csv.quote, pieces);
  let unpacker: ReturnType<typeof createUnpacker> | undefined;
  let gzip = false;
  let bytes = 0;
  try {
    let turn = performance.now();
    for await (const chunk of chunksOf(object.path)) {
      if (unpacker === undefined) {
        unpacker = createUnpacker(chunk);
        gzip = isGzip(chunk);
      }
      sha.update(chunk);
      raw.write(chunk);
      bytes += chunk.length;
      for (let at = 0; at < chunk.length; at += STEP) {
        const unpacked = unpacker.push(chunk.subarray(at, at + STEP));
        if (gzip) content.update(unpacked);
        splitter.push(unpacked);
        if (performance.now() - turn < TURN_MS) continue;
        await new Promise(setImmediate);
        turn = performance.now();
      }
      progress({ bytes, events: leaves.size + merger.duplicates });
    }
    const damage = unpacker?.end();
    splitter.end(damage !== undefined);
    pieces.flush();
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
  }
  const digest = sha.digest('hex');
  return {
    key,
    sha: digest,
    contentSha: gzip ? content.digest('hex') : digest,
    bytes,
    gzip,
    size: leaves.size,
    root: leaves.root(),
    duplicates: merger.duplicates,
    unparsed: unparsed.count,
    unparsedSha: unparsed.sha(),
    reasons: unparsed.reasons,
    ...tally.totals(),
  };
}

/** Packed bytes between two looks at the clock. */
const STEP = 16_384;
