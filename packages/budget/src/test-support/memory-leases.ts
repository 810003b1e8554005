/** Leases in memory: what the database does, for interleavings that no database is fast enough for. */
import type { BudgetLeases, LostHolder, SliceKey, SliceReport, SpentInWindow } from '@remit/store';
import { grantOf } from '@remit/store';

interface Row extends SliceKey {
  readonly holder: string;
  amount: number;
  settled: number;
  held: number;
  overrun: number;
}

export interface MemoryLeases extends BudgetLeases {
  readonly rows: readonly Row[];
  /** False: every call rejects. */
  reachable: boolean;
  /** True: the next call does its work and its answer is lost. */
  loseAnswer: boolean;
}

/** An empty place. `now`: milliseconds. */
export function memoryLeases(now: () => number): MemoryLeases {
  const ttlMs = 15_000;
  let rows: Row[] = [];
  const holders = new Map<
    string,
    LostHolder & { state: 'live' | 'fenced' | 'ended'; expires: number; until?: number }
  >();
  let counted = 0;
  let serial = 0;

  const same = (a: SliceKey, b: SliceKey) => a.limit === b.limit && a.account === b.account && a.window === b.window;
  const rowOf = (holder: string, { limit, account, window, bucket }: SliceKey): Row => {
    const found = rows.find((row) => row.holder === holder && same(row, { limit, account, window, bucket }));
    if (found !== undefined) return found;
    const fresh = { limit, account, window, bucket, holder, amount: 0, settled: 0, held: 0, overrun: 0 };
    rows.push(fresh);
    return fresh;
  };
  const ended = (key: SliceKey, settled: number, overrun: number): void => {
    const row = rowOf('', key);
    row.amount += settled;
    row.settled += settled;
    row.overrun += overrun;
  };
  const renew = (id: string): boolean => {
    const holder = holders.get(id);
    if (holder?.state !== 'live') return false;
    holder.expires = now() + ttlMs;
    return true;
  };
  const drop = (gone: (row: Row) => boolean): boolean => {
    const before = rows.length;
    rows = rows.filter((row) => !gone(row));
    return rows.length < before;
  };
  const set = (holder: string, { amount, settled, held, overrun, ...key }: SliceReport): void =>
    void Object.assign(rowOf(holder, key), { amount, settled, held, overrun });

  const asked = async <T>(work: () => T): Promise<T> => {
    await Promise.resolve();
    if (!leases.reachable) throw new Error('nobody is there');
    const answer = work();
    if (!leases.loseAnswer) return answer;
    leases.loseAnswer = false;
    throw new Error('the answer was lost');
  };

  const leases: MemoryLeases = {
    ttlMs,
    reachable: true,
    loseAnswer: false,
    get rows() {
      return rows;
    },
    register: (writer, log, from) =>
      asked(() => {
        for (const each of holders.values()) if (each.writer === writer) each.until ??= from;
        const id = `${writer}/${serial++}`;
        holders.set(id, { id, writer, log, from, state: 'live', expires: now() + ttlMs });
        return id;
      }),
    take: (holder, asks) =>
      asked(() => {
        if (!renew(holder)) return { kind: 'fenced' };
        const slices: { amount: number; past: boolean }[] = [];
        for (const [index, ask] of asks.entries()) {
          const { limit, account, window, since } = ask;
          const others = rows.filter(
            (row) =>
              row.limit === limit &&
              row.account === account &&
              (since === undefined ? row.window === window : row.bucket >= since) &&
              !(row.holder === holder && row.window === window),
          );
          const amount = others.reduce((sum, row) => sum + row.amount, 0);
          const granted = grantOf(ask.allowed - amount - ask.amount, ask.least, ask.wanted);
          if (granted === undefined && ask.hard) {
            const settled = others.reduce((sum, row) => sum + row.settled, ask.settled);
            return { kind: 'short', index, settled, held: amount + ask.amount - settled };
          }
          slices.push({ amount: ask.amount + (granted ?? ask.least), past: granted === undefined });
        }
        for (const [index, ask] of asks.entries()) {
          const { limit, account, window, bucket, settled, held, overrun } = ask;
          const amount = slices[index]?.amount ?? 0;
          set(holder, { limit, account, window, bucket, amount, settled, held, overrun, retired: false });
        }
        return { kind: 'granted', slices };
      }),
    report: (holder, reports) =>
      asked(() => {
        if (!renew(holder)) return 'fenced';
        for (const report of reports) {
          if (!report.retired) set(holder, report);
          else if (drop((row) => row.holder === holder && same(row, report)))
            ended(report, report.settled, report.overrun);
        }
        return 'kept';
      }),
    leave: (holder, reports) =>
      asked(() => {
        if (!renew(holder)) return 'fenced';
        for (const report of reports)
          if (drop((row) => row.holder === holder && same(row, report)))
            ended(report, report.settled + report.held, report.overrun);
        drop((row) => row.holder === holder);
        Object.assign(holders.get(holder) ?? {}, { state: 'ended' });
        return 'kept';
      }),
    sums: (limits) => asked(() => rows.filter((row) => limits.includes(row.limit))),
    fenceSilent: () =>
      asked(() => {
        for (const each of holders.values()) if (each.state === 'live' && each.expires < now()) each.state = 'fenced';
        return [...holders.values()].filter(({ state }) => state === 'fenced');
      }),
    settleLost: (id, spent) =>
      asked(() => {
        const holder = holders.get(id);
        if (holder?.state !== 'fenced') return false;
        holder.state = 'ended';
        drop((row) => row.holder === id);
        addAll(spent);
        return true;
      }),
    writers: () => asked(() => new Set([...holders.values()].map(({ writer }) => writer))),
    counted: () => asked(() => counted),
    count: (_log, from, to, spent) =>
      asked(() => {
        if (from !== counted) return false;
        counted = to;
        addAll(spent);
        return true;
      }),
  };
  const addAll = (spent: readonly SpentInWindow[]): void => {
    for (const each of spent) ended(each, each.settled, each.overrun);
  };
  return leases;
}
