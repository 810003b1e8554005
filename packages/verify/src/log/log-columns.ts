/**
 * A whole log as columns: of a million records about 150 MB, where the parsed records would take gigabytes. Filled bundle by
 * bundle, in order.
 */
import type { RecordType } from '@remit/record';
import type { HashReader } from '@remit/tlog';
import type { BundleScan } from './bundle-scan.ts';
import { ID_BYTES } from './bundle-scan.ts';
import type { KeyTable } from './key-table.ts';
import { createKeyTable } from './key-table.ts';
import { BUNDLE } from './placed-entries.ts';
import type { RecordFacts } from './record-facts.ts';
import { factsKey } from './record-facts.ts';
import { hashPairs } from './subtree.ts';

const HASH = 32;

/** See the module header. Arrays have one item for each entry. What is said of an entry that is no record means nothing. */
export interface LogColumns {
  readonly size: number;
  readonly good: Uint8Array;
  /** By level: hashes of the complete subtrees of that height. Level 0 are the leaf hashes. */
  readonly levels: readonly Uint8Array[];
  readonly ids: Uint8Array;
  readonly days: Int32Array;
  readonly times: Int32Array;
  readonly writerNumbers: Float64Array;
  readonly callNumbers: Float64Array;
  /** Place in `facts`. */
  readonly fact: Int32Array;
  readonly facts: readonly RecordFacts[];
  /** Place in `sessions`; -1: the record has none. */
  readonly session: Int32Array;
  readonly sessions: readonly string[];
  /** Records that the causes lead to, and where those of each entry end; -1: no earlier record is that. */
  readonly causes: Int32Array;
  readonly causeEnds: Uint32Array;
  /** Records whose id an earlier record has, with that record. */
  readonly twins: readonly { readonly index: number; readonly earlier: number }[];
  readonly byLeaf: KeyTable;
  readonly byId: KeyTable;
}

/** Columns that are being filled. `add` takes the scans in the order of the log, all of 256 entries but the last. */
export interface ColumnsBuilder {
  add(scan: BundleScan): void;
  end(): LogColumns;
}

/** Room for `size` entries. Threat: a size that nobody has counted fills memory; it is for the caller to have the scans. */
export function buildColumns(size: number): ColumnsBuilder {
  const levels = [new Uint8Array(size * HASH)];
  for (let width = size >> 1; width > 0; width >>= 1) levels.push(new Uint8Array(width * HASH));
  const columns = {
    size,
    good: new Uint8Array(size),
    levels,
    ids: new Uint8Array(size * ID_BYTES),
    days: new Int32Array(size),
    times: new Int32Array(size),
    writerNumbers: new Float64Array(size),
    callNumbers: new Float64Array(size),
    fact: new Int32Array(size),
    session: new Int32Array(size),
    causeEnds: new Uint32Array(size),
  };
  const facts: RecordFacts[] = [];
  const factNumbers = new Map<string, number>();
  const sessions: string[] = [];
  const sessionNumbers = new Map<string, number>();
  const twins: { index: number; earlier: number }[] = [];
  const byLeaf = createKeyTable(levels[0] ?? new Uint8Array(), HASH, size);
  const byId = createKeyTable(columns.ids, ID_BYTES, size);
  let causes = new Int32Array(size + 1);
  let causeEnd = 0;
  let filled = 0;

  /** A record among the others. Its causes first: they lead to earlier ones only. */
  const place = (scan: BundleScan, i: number, index: number): void => {
    const from = i === 0 ? 0 : (scan.causeEnds[i - 1] ?? 0);
    for (let n = from; n < (scan.causeEnds[i] ?? 0); n++) {
      if (causeEnd === causes.length) causes = grown(causes);
      causes[causeEnd] = byLeaf.find(scan.causes, n * HASH);
      causeEnd += 1;
    }
    byLeaf.add(index);
    const earlier = byId.add(index);
    if (earlier >= 0) twins.push({ index, earlier });
  };

  return {
    add(scan) {
      if (filled % BUNDLE !== 0 || filled + scan.count > size) throw new RangeError('bundles out of order');
      const first = filled;
      filled += scan.count;
      columns.good.set(scan.good, first);
      columns.ids.set(scan.ids, first * ID_BYTES);
      columns.days.set(scan.days, first);
      columns.times.set(scan.times, first);
      columns.writerNumbers.set(scan.writerNumbers, first);
      columns.callNumbers.set(scan.callNumbers, first);
      setLevels(levels, scan, first);
      const ownFacts = scan.facts.map((one) => numberOf(factNumbers, facts, factsKey(one), one));
      const ownSessions = scan.sessions.map((name) => numberOf(sessionNumbers, sessions, name, name));
      for (let i = 0; i < scan.count; i++) {
        const index = first + i;
        columns.fact[index] = ownFacts[scan.fact[i] ?? 0] ?? 0;
        columns.session[index] = ownSessions[(scan.session[i] ?? 0) - 1] ?? -1;
        if (scan.good[i] === 1) place(scan, i, index);
        columns.causeEnds[index] = causeEnd;
      }
    },
    end() {
      if (filled !== size) throw new RangeError(`${filled} of ${size} entries`);
      for (let level = 8; level + 1 < levels.length; level++) {
        const above = levels[level + 1] ?? new Uint8Array();
        hashPairs(levels[level] ?? new Uint8Array(), 0, above.length / HASH, above);
      }
      return { ...columns, facts, sessions, causes, twins, byLeaf, byId };
    },
  };
}

/** Hashes of a bundle where they stand among those of the log. */
function setLevels(levels: readonly Uint8Array[], { hashes, count }: BundleScan, first: number): void {
  let at = 0;
  for (let level = 0, width = count; width > 0; level += 1, width >>= 1) {
    levels[level]?.set(hashes.subarray(at * HASH, (at + width) * HASH), (first / 2 ** level) * HASH);
    at += width;
  }
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const more = new Int32Array(2 * array.length);
  more.set(array);
  return more;
}

function numberOf<T>(numbers: Map<string, number>, all: T[], key: string, value: T): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, all.length);
  return all.push(value) - 1;
}

/** Reads hashes of complete subtrees. Throws RangeError for one that the log does not have. */
export function hashReaderOf({ levels }: Pick<LogColumns, 'levels'>): HashReader {
  return (level, index) => {
    const hashes = levels[level];
    if (hashes === undefined || (index + 1) * HASH > hashes.length)
      throw new RangeError(`no complete subtree ${index} at level ${level}`);
    return hashes.subarray(index * HASH, (index + 1) * HASH);
  };
}

/** True for every type that a record at `index` could be asked for. */
export function typeAt({ fact, facts }: LogColumns, index: number): RecordType | undefined {
  return facts[fact[index] ?? -1]?.type;
}

/** The time of a record as it stands in it. */
export function timeAt({ days, times }: LogColumns, index: number): string {
  const day = String(days[index] ?? 0).padStart(8, '0');
  const time = String(times[index] ?? 0).padStart(9, '0');
  return `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4, 6)}.${time.slice(6)}Z`;
}
