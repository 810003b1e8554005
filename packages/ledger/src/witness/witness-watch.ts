/**
 * How far witnesses have come, against a quorum (C2SP tlog-policy), and whether that is too far behind: for logs of the
 * process, metrics, health and reports. A head that a witness cosigned vouches for every smaller one too, because it
 * cosigns only what continues what it saw.
 */
import type { Clock, Logger } from '@remit/core';
import { isRefusal, parseStrictJson } from '@remit/core';
import type { TlogPolicy } from '@remit/tlog';
import { openNote, policyMet } from '@remit/tlog';
import type { Ledger, LedgerReader } from '../types.ts';

/** The lag at one moment. Sizes count records, ages are milliseconds. */
export interface WitnessLag {
  /** Records that a quorum vouches for: those before this index. 0 when a quorum has seen none. */
  readonly quorumSize: number;
  /** Durable records that no quorum vouches for. */
  readonly records: number;
  /** The first of them, and when it was written; absent when there is none. */
  readonly oldest?: { readonly index: number; readonly at: string };
  /** Age of that record; 0 when there is none. */
  readonly ageMs: number;
  /** True when the age is above the bound. Never without witnesses. */
  readonly late: boolean;
}

/** A running watch. */
export interface WitnessWatch {
  lag(): WitnessLag;
  stop(): void;
}

/** How often lateness is looked at. */
const LOOK_MS = 5_000;

/** Starts watching. Without a policy one witness is enough. `lateMs`: the bound. */
export async function watchWitnesses(deps: {
  readonly ledger: Pick<Ledger, 'head' | 'reader'>;
  readonly policy: TlogPolicy | undefined;
  readonly lateMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<WitnessWatch> {
  const { ledger, policy, clock, logger } = deps;
  const reader = ledger.reader();
  const seeds = await storedSizes(reader, policy);
  let told = false;
  let known: { readonly index: number; readonly at: string } | undefined;
  /** When a record was written. While the database is away, the time of an earlier one, which is no later. */
  const timeOf = (index: number): string | undefined => {
    if (known?.index === index) return known.at;
    try {
      const at = timeOfRecord(reader, index);
      known = at === undefined ? known : { index, at };
      return at;
    } catch {
      return known?.at;
    }
  };

  const lag = (): WitnessLag => {
    const head = ledger.head();
    const sizes = new Map(seeds.witnesses);
    for (const { name, size } of head.witnesses) sizes.set(name, Math.max(size, sizes.get(name) ?? 0));
    const reached = policy === undefined ? Math.max(0, ...sizes.values()) : sizeOfQuorum(policy, sizes);
    const quorumSize = Math.min(head.size, Math.max(reached, seeds.quorum));
    const records = head.size - quorumSize;
    const at = records === 0 ? undefined : timeOf(quorumSize);
    const ageMs = at === undefined ? 0 : Math.max(0, clock.now() - Date.parse(at));
    return {
      quorumSize,
      records,
      ...(at === undefined ? {} : { oldest: { index: quorumSize, at } }),
      ageMs,
      late: head.witnesses.length > 0 && ageMs > deps.lateMs,
    };
  };

  const look = () => {
    const { late, oldest, records } = lag();
    if (late === told) return;
    told = late;
    const fields = { records, oldest: oldest?.index, since: oldest?.at };
    if (late) logger.error(fields, 'no quorum of witnesses has seen the newest records for too long');
    else logger.info(fields, 'a quorum of witnesses has caught up');
  };
  const timer = setInterval(look, Math.min(LOOK_MS, deps.lateMs));
  timer.unref();
  return {
    lag,
    stop() {
      clearInterval(timer);
      reader.close();
    },
  };
}

/** The largest size that a quorum has reached: witnesses of that size or larger alone meet it. */
export function sizeOfQuorum(policy: TlogPolicy, sizes: ReadonlyMap<string, number>): number {
  if (policy.quorum === undefined) return Math.max(0, ...sizes.values());
  for (const size of [...new Set(sizes.values())].sort((a, b) => b - a)) {
    const met = new Set(policy.witnesses.filter(({ name }) => (sizes.get(name) ?? 0) >= size).map(({ name }) => name));
    // Groups refer to earlier lines only, so one pass in order is enough.
    for (const { name, members, threshold } of policy.groups)
      if (members.filter((member) => met.has(member)).length >= threshold) met.add(name);
    if (size > 0 && met.has(policy.quorum)) return size;
  }
  return 0;
}

/** What an earlier process has left: the newest cosigned head, by witness. */
async function storedSizes(
  reader: LedgerReader,
  policy: TlogPolicy | undefined,
): Promise<{ witnesses: ReadonlyMap<string, number>; quorum: number }> {
  const stored = reader.latestCheckpoint({ witnessed: true });
  if (stored === undefined) return { witnesses: new Map(), quorum: 0 };
  if (policy === undefined) return { witnesses: new Map(), quorum: stored.size };
  const opened = await openNote(
    stored.note,
    policy.witnesses.map(({ key }) => key),
  );
  if (!opened.ok) return { witnesses: new Map(), quorum: 0 };
  const { met, counted } = policyMet(policy, opened.value);
  return {
    witnesses: new Map(counted.map((name) => [name, stored.size])),
    quorum: met && counted.length > 0 ? stored.size : 0,
  };
}

function timeOfRecord(reader: LedgerReader, index: number): string | undefined {
  for (const { entry } of reader.entries(index, index + 1)) {
    const json = parseStrictJson(Buffer.from(entry).toString('utf8'));
    const { ts } = isRefusal(json) ? { ts: undefined } : (Object(json.value) as { ts?: unknown });
    return typeof ts === 'string' ? ts : undefined;
  }
  return undefined;
}
