/**
 * Records in their places. A record of a log that was read is parsed when somebody looks into it, and forgotten again; what
 * checks of the whole log ask for is known without that (log-columns.ts).
 */
import { fromUtf8, toBase64Url } from '@remit/core';
import type { AnyRecord, RecordOf, RecordType } from '@remit/record';
import { AnyRecordSchema } from '@remit/record';
import type { EntryList } from './entry-list.ts';
import type { LogColumns } from './log-columns.ts';
import { timeAt } from './log-columns.ts';
import type { RecordFacts } from './record-facts.ts';
import { factsOf } from './record-facts.ts';

/** A record with its place in the log. `leaf` is the base64url leaf hash, as it stands in `cause`. */
export interface Located<R extends AnyRecord = AnyRecord> {
  readonly index: number;
  readonly leaf: string;
  readonly record: R;
}

const HASH = 32;
const BLOCK = 256;
/** Blocks of records that are kept: those of 32,768 records. */
const BLOCKS = 128;

interface Log {
  readonly columns: LogColumns;
  record(index: number): AnyRecord;
}

class LocatedRecord implements Located {
  readonly index: number;
  readonly log: Log;
  held: AnyRecord | undefined;
  constructor(index: number, log: Log) {
    this.index = index;
    this.log = log;
    this.held = undefined;
  }
  get leaf(): string {
    const leaves = this.log.columns.levels[0] ?? new Uint8Array();
    return toBase64Url(leaves.subarray(this.index * HASH, (this.index + 1) * HASH));
  }
  get record(): AnyRecord {
    return this.held ?? this.log.record(this.index);
  }
}

/** All records of a log whose entries were all found to be records. */
export function locate(entries: EntryList, columns: LogColumns): Located[] {
  const log: Log = { columns, record: recordReader(entries) };
  return Array.from({ length: columns.size }, (_, index) => new LocatedRecord(index, log));
}

/** Parses records, and keeps those of the blocks that were asked for last. */
function recordReader(entries: EntryList): (index: number) => AnyRecord {
  const blocks = new Map<number, (AnyRecord | undefined)[]>();
  let last: (AnyRecord | undefined)[] = [];
  let lastNumber = -1;
  return (index) => {
    const number = Math.floor(index / BLOCK);
    if (number !== lastNumber) {
      last = blocks.get(number) ?? Array.from({ length: BLOCK });
      lastNumber = number;
      blocks.delete(number);
      blocks.set(number, last);
      if (blocks.size > BLOCKS) for (const oldest of blocks.keys()) if (blocks.delete(oldest)) break;
    }
    return (last[index % BLOCK] ??= parsed(entries.at(index)));
  };
}

/** The record of an entry that was found to be one. By its schema: the order of its members is that in which reports show them. */
function parsed(entry: Uint8Array | undefined): AnyRecord {
  return AnyRecordSchema.parse(JSON.parse(fromUtf8(entry ?? new Uint8Array()) ?? ''));
}

/** Keeps a record parsed, for one that is looked into again and again. */
export function keepParsed(located: Located): void {
  if (located instanceof LocatedRecord) located.held = located.record;
}

/** True for a record of the given type; narrows. */
export function isType<T extends RecordType>(located: Located, type: T): located is Located<RecordOf<T>> {
  return typeOf(located) === type;
}

/** Type of a record. */
export function typeOf(located: Located): RecordType {
  return knownFacts(located)?.type ?? located.record.t;
}

/** What is known of a record without parsing it. */
export function factsAt(located: Located): RecordFacts {
  return knownFacts(located) ?? factsOf(located.record);
}

/** Time of a record, as it stands in it. */
export function timeOf(located: Located): string {
  return located instanceof LocatedRecord ? timeAt(located.log.columns, located.index) : located.record.ts;
}

function knownFacts(located: Located): RecordFacts | undefined {
  if (!(located instanceof LocatedRecord)) return undefined;
  const { fact, facts } = located.log.columns;
  return facts[fact[located.index] ?? -1];
}
