/**
 * Reads one object into a folder that is not a batch yet: leaves, places, sealed bytes, list of what could not be read.
 * Nothing here is durable or recorded before the caller says so.
 */
import { createHash, hash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Json } from '@remit/core';
import type { Subjects } from '@remit/record';
import { SubjectKind } from '@remit/record';
import { createRowSplitter } from '../generic/row-splitter.ts';
import { chunksOf, type ReceivedObject } from '../read/received-object.ts';
import { createObjectSplitter } from '../read/split-object.ts';
import { createUnpacker, isGzip } from '../read/unpack.ts';
import type { Source } from '../source.ts';
import { openFileWriter } from '../store/durable.ts';
import type { EventIndex } from '../store/event-index.ts';
import { FILES } from '../store/layout.ts';
import { sealedWriter } from '../store/sealed-file.ts';
import { batchKeys } from './batch-keys.ts';
import { eventKey } from './event-key.ts';
import { leafText } from './leaf-text.ts';
import { createLeafWriter } from './leaf-writer.ts';
import type { EventSink, Recogniser } from './recognise.ts';
import { recogniseRecords } from './recognise.ts';
import { createUnparsedList } from './unparsed-list.ts';

/** What was read of one object. */
export interface BuiltBatch {
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
  /** The source that most events belong to. */
  readonly source: Source | undefined;
  readonly datasets: Readonly<Record<string, number>>;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly sampled: boolean;
  /** Handles of the persons that events name. */
  readonly persons: readonly string[];
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
  const tally = createTally();
  const { index, subjects } = deps;
  let duplicates = 0;

  const sink: EventSink = {
    unparsed: (bytes, line, reason) => unparsed.add(bytes, line, reason),
    event({ source, record, event, offset, document }) {
      const digest = hash('sha256', record.bytes, 'hex');
      const identity = eventKey(event.dataset, event.id, digest);
      const seen = index.add(identity, digest);
      if (seen === 'again') {
        duplicates += 1;
        return;
      }
      if (seen === 'other') return unparsed.add(record.bytes, record.line, 'id_seen_with_other_bytes');
      const n = leaves.size;
      const sub = event.person === undefined ? undefined : subjects.handle(SubjectKind.Person, event.person);
      const commitments = commitmentsOf(event.content, (field, value) => keys.disclose(n, field, value).commitment);
      const text = leafText(event, {
        n,
        raw: digest,
        line: record.line,
        map: source.parser,
        ...(sub === undefined ? {} : { sub }),
        ...(commitments === undefined ? {} : { commitments }),
      });
      const place = { offset, length: record.bytes.length, document };
      if (text.ok && leaves.add(text.value, place)) return tally.add(source, event, sub);
      index.remove(identity);
      unparsed.add(record.bytes, record.line, text.ok ? 'event_too_long' : `field_not_writable: ${text.error}`);
    },
  };

  const sha = createHash('sha256');
  const content = createHash('sha256');
  const pieces = recogniseRecords(deps.by, { object: object.name, receivedAt }, sink);
  const { csv } = deps.by;
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
      progress({ bytes, events: leaves.size + duplicates });
    }
    const damage = unpacker?.end();
    splitter.end(damage !== undefined);
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
    duplicates,
    unparsed: unparsed.count,
    unparsedSha: unparsed.sha(),
    reasons: unparsed.reasons,
    ...tally.result(),
  };
}

/** Packed bytes between two looks at the clock. */
const STEP = 16_384;

function commitmentsOf(
  content: Readonly<Record<string, unknown>> | undefined,
  commit: (field: string, value: Json) => string,
): Record<string, string> | undefined {
  if (content === undefined) return undefined;
  const found: Record<string, string> = {};
  // Proof: content is a value of a parsed record, or text: JSON.
  for (const field of Object.keys(content))
    if (content[field] !== undefined) found[field] = commit(field, content[field] as Json);
  return found;
}

/** Counts over the events of a batch. */
function createTally() {
  const bySource = new Map<Source, number>();
  const datasets = new Map<string, number>();
  const persons = new Set<string>();
  let from: string | undefined;
  let to: string | undefined;
  let sampled = false;
  return {
    add(
      source: Source,
      event: {
        readonly dataset: string;
        readonly ts?: string;
        readonly tk: string;
        readonly flags?: readonly string[];
      },
      sub: string | undefined,
    ) {
      bySource.set(source, (bySource.get(source) ?? 0) + 1);
      datasets.set(event.dataset, (datasets.get(event.dataset) ?? 0) + 1);
      if (sub !== undefined) persons.add(sub);
      if (event.flags?.includes('sampled') === true) sampled = true;
      const { ts } = event;
      if (ts === undefined || event.tk !== 'event') return;
      // RFC 3339 in UTC with milliseconds: the order of the text is that of time.
      if (from === undefined || ts < from) from = ts;
      if (to === undefined || ts > to) to = ts;
    },
    result: () => ({
      source: [...bySource].sort(([, a], [, b]) => b - a)[0]?.[0],
      datasets: Object.fromEntries([...datasets].sort(([a], [b]) => (a < b ? -1 : 1))),
      from,
      to,
      sampled,
      persons: [...persons],
    }),
  };
}
