/**
 * Step "writer-seals": did the writers sign for their records (ledger reference §7; §9, T3)?
 *
 * A writer.seal record holds a signature of the writer over origin, writer id, range of its numbers, root over the leaf
 * hashes of that range and the seal before. The seals of one writer must follow each other without a gap, from number 0, by
 * one key. From the first seal of the log on, a writer begins with a seal over nothing, so that a writer made up by the
 * sequencer has none. Records after the last seal of a writer have no seal yet: the window, which the step states.
 *
 * Decision: keys count when the trust file pins them (`writer-key VKEY`). Without a pin the step still finds what
 * contradicts itself, and says that the log names its writers' keys itself.
 */
import { fromBase64, toBase64Url, utf8 } from '@remit/core';
import type { RecordOf } from '@remit/record';
import { createCompactRange, parseVkey } from '@remit/tlog';
import { factsAt } from '../log/located.ts';
import { hashReaderOf } from '../log/log-columns.ts';
import type { Located, LogView } from '../projection/log-view.ts';
import { isType, recordsOf } from '../projection/log-view.ts';
import type { Study } from '../projection/study.ts';
import type { Check, StepOutcome } from './check.ts';
import { firstFew, notReached } from './check.ts';

/** A writer seals at the latest after 256 records; what comes in the same moment goes beyond that a little. */
const LONGEST_TAIL = 4_096;

type Seal = Located<RecordOf<'writer.seal'>>;

/** What was found of one writer. */
interface Sealed {
  readonly problem?: string;
  readonly key?: string;
  /** Records without a seal. */
  readonly tail: number;
}

/** The rule in the header of this file. */
export const writerSeals: Check = {
  name: 'writer-seals',
  doesNotProve: 'anything about records after the last seal of a writer, or that a writer wrote down the truth',
  protectsAgainst: 'a sequencer that inserts records in the name of a writer, or of one that never was',
  run: async ({ study, trust }): Promise<StepOutcome> => {
    if (study === undefined) return notReached('the records could not be read');
    const firstSeal = recordsOf(study.view, 'writer.seal')[0]?.index ?? -1;
    if (firstSeal < 0) return { status: 'not-applicable', says: ['no writer seals its records'] };
    const pinned = trust?.writerKeys ?? [];
    const wrong: string[] = [];
    const unsealed: string[] = [];
    let seals = 0;
    let tail = 0;
    for (const [writer, records] of writersOf(study)) {
      const own = records.filter((located): located is Seal => isType(located, 'writer.seal'));
      if (own.length === 0) {
        if (needsSeals(records, firstSeal, study.view.records.length))
          unsealed.push(`writer ${writer}: ${records.length} record(s), no seal`);
        continue;
      }
      const found = await checkWriter({ writer, records, seals: own, firstSeal, study });
      const foreign =
        pinned.length > 0 && !pinned.includes(found.key ?? '') ? 'its key is none of the trust file' : undefined;
      const problem = found.problem ?? foreign;
      if (problem !== undefined) wrong.push(`writer ${writer}: ${problem}`);
      seals += own.length;
      tail += found.tail;
    }
    if (wrong.length > 0 || (unsealed.length > 0 && pinned.length > 0))
      return { status: 'fail', says: firstFew([...wrong, ...unsealed]) };
    if (unsealed.length > 0) return { status: 'incomplete', says: firstFew(unsealed) };
    const says = [`${seals} seal(s) hold; ${tail} record(s) after the last seal of their writer have none yet`];
    if (pinned.length === 0)
      says.push('the trust file pins no writer (writer-key VKEY): the keys are those that the log names itself');
    return { status: 'ok', says };
  },
};

/** Records of each writer by its numbers. */
function writersOf({ view }: Study): Map<string, Located[]> {
  const writers = new Map<string, Located[]>();
  for (const located of view.records) {
    const id = factsAt(located).writer;
    const records = writers.get(id);
    if (records === undefined) writers.set(id, [located]);
    else records.push(located);
  }
  return writers;
}

/**
 * False for writers that were at work before anybody sealed, and for two single records: the gap record by which a sequencer
 * admits rows that nobody acknowledged, and the last record of a log, which says where it goes on.
 */
function needsSeals(records: readonly Located[], firstSeal: number, size: number): boolean {
  const [first] = records;
  if (first === undefined || first.index < firstSeal) return false;
  const gap = isType(first, 'gap') && first.record.gap.kind === 'unacknowledged-commit';
  const end = isType(first, 'continues') && first.record.cnt.dir === 'to' && first.index === size - 1;
  return !((gap || end) && records.length === 1);
}

interface Writing {
  readonly writer: string;
  readonly records: readonly Located[];
  readonly seals: readonly Seal[];
  readonly firstSeal: number;
  readonly study: Study;
}

async function checkWriter({ writer, records, seals, firstSeal, study }: Writing): Promise<Sealed> {
  const { view } = study;
  const { origin } = study.core.inputs;
  const byNumber = createByNumber(records, view);
  const key = seals[0]?.record.seal.key ?? '';
  const verifier = parseVkey(key);
  if (verifier === undefined) return { problem: 'its key is not a verifier key', tail: 0 };
  const opening = records.find((at) => !isType(at, 'genesis'));
  if ((records[0]?.index ?? 0) > firstSeal && (opening === undefined || !isType(opening, 'writer.seal')))
    return { problem: `record ${records[0]?.index ?? 0}: it did not begin with a seal`, key, tail: 0 };
  let end = 0;
  let prev: string | undefined;
  for (const { index, leaf, record } of seals) {
    const { seal } = record;
    const at = `record ${index}`;
    if (seal.key !== key) return { problem: `${at}: the seal is by another key than the one before`, key, tail: 0 };
    if (seal.first !== end || seal.prev !== prev || seal.end < seal.first || seal.end > record.w.n)
      return { problem: `${at}: the seal does not follow the one before`, key, tail: 0 };
    const root = rootOf(byNumber, view, seal);
    if (root === undefined || root !== seal.root)
      return {
        problem: `${at}: records ${seal.first} to ${seal.end} of the writer are not the ones it sealed`,
        key,
        tail: 0,
      };
    const text = `remit writer-seal/1\n${origin}\n${writer}\n${seal.first}\n${seal.end}\n${seal.root}\n${prev ?? '-'}\n`;
    if (!(await verifier.verify(utf8(text), fromBase64(seal.sig) ?? new Uint8Array())))
      return { problem: `${at}: the signature of the seal does not hold`, key, tail: 0 };
    ({ end } = seal);
    prev = leaf;
  }
  const tail = records.filter((at) => numberOf(at, view) >= end && !isType(at, 'writer.seal')).length;
  return tail > LONGEST_TAIL
    ? { problem: `${tail} records after its last seal, more than a writer leaves`, key, tail }
    : { key, tail };
}

function numberOf({ index }: Located, { columns }: LogView): number {
  return columns.writerNumbers[index] ?? 0;
}

/** Index of the record that has a number, the last one where several do; by number, for a writer that leaves no hole; -1: none. */
function createByNumber(records: readonly Located[], view: LogView): (n: number) => number {
  const dense = records.every((at, n) => numberOf(at, view) === n);
  if (dense) return (n) => records[n]?.index ?? -1;
  const indexes = new Map(records.map((at) => [numberOf(at, view), at.index]));
  return (n) => indexes.get(n) ?? -1;
}

/** Root over the leaves of the numbers, base64url; undefined when one is missing. */
function rootOf(
  byNumber: (n: number) => number,
  { columns }: LogView,
  { first, end }: { readonly first: number; readonly end: number },
): string | undefined {
  const range = createCompactRange();
  const leaf = hashReaderOf(columns);
  for (let n = first; n < end; n++) {
    const index = byNumber(n);
    if (index < 0) return undefined;
    range.append(leaf(0, index));
  }
  return toBase64Url(range.root());
}
