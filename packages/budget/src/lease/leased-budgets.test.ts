/** Budgets over several holders: what all of them together admit, whatever is lost, late or dead (llm-gateway reference §4.6). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Amounts } from '../amounts.ts';
import { createBalances } from '../balances/balances.ts';
import type { BudgetLimit } from '../book/limit.ts';
import type { Reservation } from '../book/reservation.ts';
import type { MemoryLeases } from '../test-support/memory-leases.ts';
import { memoryLeases } from '../test-support/memory-leases.ts';
import { bucketOf } from '../window/window.ts';
import type { LeasedBudgets } from './leased-budgets.ts';
import { createLeasedBudgets } from './leased-budgets.ts';

const NOW = Date.parse('2026-11-25T12:00:00Z');
const amounts = (tokens: number): Amounts => ({ nanousd: 0, tokens, requests: 1 });
const subject = { org: 'org', person: 'p_1' };

function limit(over: Partial<BudgetLimit> = {}): BudgetLimit {
  return {
    id: 'org-life',
    version: 'v1',
    scope: 'org',
    of: '*',
    unit: 'tokens',
    window: { kind: 'lifetime' },
    amount: 1_000,
    mode: 'hard',
    ...over,
  };
}

/** What happened, as the ledger would tell it. */
type Entry =
  | { readonly kind: 'decision'; readonly writer: string; readonly reservation: Reservation }
  | { readonly kind: 'outcome'; readonly id: string; readonly actual: Amounts | undefined };

class World {
  now = NOW;
  readonly log: Entry[] = [];
  readonly leases: MemoryLeases = memoryLeases(() => this.now);
  readonly limits: readonly BudgetLimit[];
  #writers = 0;
  #ids = 0;

  constructor(limits: readonly BudgetLimit[]) {
    this.limits = limits;
  }

  holder(): { readonly writer: string; readonly budgets: LeasedBudgets } {
    const writer = `w${this.#writers++}`;
    const budgets = createLeasedBudgets({
      leases: this.leases,
      writer,
      log: 'log',
      logSize: () => this.log.length,
      clock: { now: () => this.now },
      elapsed: () => this.now,
      onProblem: () => undefined,
    });
    for (const each of this.limits) budgets.declare(each);
    return { writer, budgets };
  }

  /** Reserves only: the decision is on its way. */
  async reserve({ budgets }: ReturnType<World['holder']>, upper: number): Promise<Reservation | string> {
    const got = await budgets.reserve({ id: `r${this.#ids++}`, subject, upper: amounts(upper), now: this.now });
    if (got.ok) return got.value;
    return 'unavailable' in got.error ? 'unavailable' : 'refused';
  }

  /** Makes the decision durable: the reservation stands, or nothing was sent. */
  async decide({ writer, budgets }: ReturnType<World['holder']>, reservation: Reservation): Promise<boolean> {
    this.log.push({ kind: 'decision', writer, reservation });
    if (await budgets.stands(reservation.id)) return true;
    budgets.release(reservation.id);
    this.log.push({ kind: 'outcome', id: reservation.id, actual: undefined });
    return false;
  }

  async admit(holder: ReturnType<World['holder']>, upper: number): Promise<Reservation | string> {
    const got = await this.reserve(holder, upper);
    if (typeof got === 'string') return got;
    return (await this.decide(holder, got)) ? got : 'lost';
  }

  settle({ budgets }: ReturnType<World['holder']>, id: string, actual: Amounts): void {
    budgets.settle(id, actual);
    this.log.push({ kind: 'outcome', id, actual });
  }

  /** What a gateway does that finds another one silent. */
  async settleLost(): Promise<void> {
    for (const { id, writer, from, until = Number.POSITIVE_INFINITY } of await this.leases.fenceSilent()) {
      const balances = createBalances();
      for (const [index, entry] of this.log.entries()) {
        if (index < from) continue;
        if (entry.kind === 'decision') {
          if (entry.writer !== writer || index >= until) continue;
          const { draws, upper } = entry.reservation;
          balances.decided({ leaf: entry.reservation.id, draws, upper });
        } else if (entry.actual === undefined) balances.released(entry.id);
        else balances.settled(entry.id, entry.actual);
      }
      balances.closeOpen();
      const spent = [...balances.spent()].map((each) => ({ ...each, bucket: bucketOf(each.window) }));
      await this.leases.settleLost(id, spent);
    }
  }
}

describe('leased budgets', () => {
  it('[budget.lease-race] 1,000 calls at once over two holders at a limit for 50: 50 are admitted', async () => {
    const world = new World([limit({ unit: 'requests', amount: 50 })]);
    const holders = [world.holder(), world.holder()];
    const all = await Promise.all(
      Array.from({ length: 1_000 }, (_, n) => world.admit(holders[n % 2] ?? world.holder(), 7)),
    );
    expect(all.filter((each) => typeof each !== 'string')).toHaveLength(50);
    expect(all.filter((each) => each === 'refused')).toHaveLength(950);
    expect((await holders[0]?.budgets.states(NOW))?.[0]).toMatchObject({ settled: 0, allowed: 50 });
  });

  it('[budget.lease-return] what is not needed goes back, and the other holder has it', async () => {
    const world = new World([limit()]);
    const [a, b] = [world.holder(), world.holder()];
    const first = await world.admit(a, 900);
    expect(await world.admit(b, 500)).toBe('refused');
    if (typeof first === 'string') throw new Error(first);
    world.settle(a, first.id, amounts(100));
    expect(await world.admit(b, 500)).toBe('refused');
    await a.budgets.tick();
    await a.budgets.tick();
    expect(await world.admit(b, 500)).toMatchObject({ upper: amounts(500) });
    const [seenByA, seenByB] = [await a.budgets.states(NOW), await b.budgets.states(NOW)];
    expect(await a.budgets.states(NOW)).toEqual(seenByB);
    expect(seenByA).toMatchObject([{ account: 'org', settled: 100, held: expect.any(Number) as number }]);
    expect(seenByB).toMatchObject([{ settled: 100, held: 500, allowed: 1_000 }]);
  });

  it('[budget.lease-unreachable] without the shared place a slice is used up, then hard limits refuse and soft ones let pass', async () => {
    const world = new World([limit()]);
    const a = world.holder();
    expect(await world.admit(a, 1)).toMatchObject({ draws: [{ limit: 'org-life' }] });
    world.leases.reachable = false;
    const spare = Math.floor(1_000 / 16);
    expect(await world.admit(a, spare)).toMatchObject({ upper: amounts(spare) });
    expect(await world.admit(a, 1)).toBe('unavailable');
    const soft = new World([limit({ mode: 'soft', amount: 10 })]);
    const b = soft.holder();
    expect(await soft.admit(b, 1)).toMatchObject({ past: [] });
    soft.leases.reachable = false;
    expect(await soft.admit(b, 500)).toMatchObject({ past: ['org-life'] });
    soft.leases.reachable = true;
    expect((await b.budgets.states(NOW))[0]).toMatchObject({ held: 501 });
    expect(await soft.admit(b, 500)).toMatchObject({ past: ['org-life'] });
  });

  it('[budget.lease-dead] what a dead holder had is free only after the log has told what it spent, orphans at their bound', async () => {
    const world = new World([limit()]);
    const [a, b] = [world.holder(), world.holder()];
    const done = await world.admit(a, 300);
    if (typeof done === 'string') throw new Error(done);
    world.settle(a, done.id, amounts(50));
    expect(await world.admit(a, 400)).not.toBeTypeOf('string');
    // kill -9: nothing more is heard of it. Until it has been silent for long enough its slice stays its own.
    expect(await world.admit(b, 500)).toBe('refused');
    world.now += 16_000;
    await world.settleLost();
    expect(await world.admit(b, 551)).toBe('refused');
    expect(await world.admit(b, 550)).toMatchObject({ upper: amounts(550) });
    expect((await b.budgets.states(world.now))[0]).toMatchObject({ settled: 450, held: 550, overrun: 0 });
  });

  it('[budget.lease-fenced] a holder that wakes up too late sends nothing under what others have counted', async () => {
    const world = new World([limit()]);
    const [a, b] = [world.holder(), world.holder()];
    const under = await world.admit(a, 100);
    if (typeof under === 'string') throw new Error(under);
    // Reserved, then paused before its decision is durable.
    const late = await a.budgets.reserve({ id: 'late', subject, upper: amounts(60), now: world.now });
    expect(late.ok).toBe(true);
    await b.budgets.tick();
    world.now += 16_000;
    await world.settleLost();
    expect(await a.budgets.stands('late')).toBe(false);
    a.budgets.release('late');
    // The call that was sent in time was counted at its bound; only what passes it is new.
    world.settle(a, under.id, amounts(130));
    await a.budgets.tick();
    expect((await a.budgets.states(world.now))[0]).toMatchObject({ settled: 130, held: 0, overrun: 30 });
    expect(await world.admit(a, 871)).toBe('refused');
    expect(await world.admit(a, 870)).not.toBeTypeOf('string');
  });

  it('[budget.lease-lowered] a limit that is lowered admits no more under slices leased before', async () => {
    const world = new World([limit()]);
    const [a, b] = [world.holder(), world.holder()];
    const first = await world.admit(a, 400);
    if (typeof first === 'string') throw new Error(first);
    for (const { budgets } of [a, b]) budgets.declare(limit({ amount: 450 }));
    expect(await world.admit(a, 51)).toBe('refused');
    expect(await world.admit(b, 51)).toBe('refused');
    await a.budgets.tick();
    expect(await world.admit(b, 50)).not.toBeTypeOf('string');
    expect(await world.admit(a, 1)).toBe('refused');
  });

  it('[budget.lease-window] a window that is over leaves its sum behind and its slice ends', async () => {
    const world = new World([limit({ window: { kind: 'rolling', ms: 60_000 }, amount: 100 })]);
    const a = world.holder();
    const first = await world.admit(a, 60);
    if (typeof first === 'string') throw new Error(first);
    world.settle(a, first.id, amounts(60));
    world.now += 5_000;
    await a.budgets.tick();
    expect(world.leases.rows).toMatchObject([{ holder: '', amount: 60 }]);
    expect(await world.admit(a, 41)).toBe('refused');
    expect(await world.admit(a, 40)).not.toBeTypeOf('string');
    world.now += 61_000;
    expect(await world.admit(a, 60)).not.toBeTypeOf('string');
  });
});

const step = fc.record({
  kind: fc.constantFrom(
    ...(['admit', 'admit', 'admit', 'admit', 'reserve', 'reserve', 'decide', 'settle', 'settle', 'release'] as const),
    ...(['tick', 'time', 'pause', 'pause', 'crash', 'replay', 'cut', 'lose'] as const),
  ),
  holder: fc.nat(2),
  pick: fc.nat(),
  amount: fc.nat(500),
});

describe('the invariant over several holders', () => {
  const windows = [
    { kind: 'lifetime' },
    { kind: 'rolling', ms: 120_000 },
    { kind: 'calendar', per: 'hour', zone: 'UTC' },
  ] as const;

  it('[budget.lease-invariant] in every interleaving of leases, settlements, returns, crashes, pauses and replays what was admitted stays within the limit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...windows), fc.array(step, { maxLength: 80 }), async (window, steps) => {
        const world = new World([
          limit({ window, amount: 600 }),
          limit({ id: 'person', scope: 'person', window, amount: 500 }),
        ]);
        const holders = [world.holder(), world.holder(), world.holder()];
        // The model: every attempt that was sent, at its bound until its end, at what it came to afterwards.
        const sent = new Map<string, { owner: number; value: number; open: boolean; reservation: Reservation }>();
        const reserved: { owner: (typeof holders)[0]; holder: number; amount: number; reservation: Reservation }[] = [];
        const send = (owner: number, value: number, reservation: Reservation): void =>
          void sent.set(reservation.id, { owner, value, open: true, reservation });
        const check = (): void => {
          for (const { id, amount } of world.limits) {
            const inWindow = new Map<string, number>();
            for (const { value, reservation } of sent.values())
              for (const draw of reservation.draws)
                if (draw.limit === id) inWindow.set(draw.window, (inWindow.get(draw.window) ?? 0) + value);
            const rolling = window.kind === 'rolling';
            const since = Math.floor((world.now - 120_000) / 2_000);
            const live = [...inWindow].filter(([name]) => !rolling || bucketOf(name) >= since);
            const most = rolling
              ? live.reduce((sum, [, value]) => sum + value, 0)
              : Math.max(0, ...live.map(([, v]) => v));
            expect(most).toBeLessThanOrEqual(amount);
            // And the shared place gives away no more than there is.
            const rows = world.leases.rows.filter((row) => row.limit === id && (!rolling || row.bucket >= since));
            const byWindow = new Map<string, number>();
            for (const row of rows)
              byWindow.set(rolling ? '' : row.window, (byWindow.get(rolling ? '' : row.window) ?? 0) + row.amount);
            for (const given of byWindow.values()) expect(given).toBeLessThanOrEqual(amount);
          }
        };
        for (const { kind, holder, pick, amount } of steps) {
          const at = holders[holder];
          if (at === undefined) continue;
          const open = [...sent].filter(([, one]) => one.open && one.owner === holder);
          const [id, one] = open[pick % Math.max(1, open.length)] ?? [];
          switch (kind) {
            case 'admit': {
              const got = await world.admit(at, amount);
              if (typeof got !== 'string') send(holder, amount, got);
              break;
            }
            case 'reserve': {
              const got = await world.reserve(at, amount);
              if (typeof got !== 'string') reserved.push({ owner: at, holder, amount, reservation: got });
              break;
            }
            case 'decide': {
              // However late: after a pause, or when others have settled what this one had.
              const [late] = reserved.splice(pick % Math.max(1, reserved.length), 1);
              if (late === undefined || holders[late.holder] !== late.owner) break;
              if (await world.decide(late.owner, late.reservation)) send(late.holder, late.amount, late.reservation);
              break;
            }
            case 'settle':
              if (id === undefined || one === undefined) break;
              one.open = false;
              one.value = Math.min(one.value, amount);
              world.settle(at, id, amounts(one.value));
              break;
            case 'release':
              if (id === undefined) break;
              sent.delete(id);
              at.budgets.release(id);
              world.log.push({ kind: 'outcome', id, actual: undefined });
              break;
            case 'tick':
              await at.budgets.tick().catch(() => undefined);
              break;
            case 'time':
              world.now += pick % 8_000;
              break;
            case 'pause':
              // Nobody says anything for a while; who comes first counts the others as dead.
              world.now += 16_000;
              await world.settleLost().catch(() => undefined);
              break;
            case 'crash':
              for (const each of sent.values()) if (each.owner === holder) each.open = false;
              holders[holder] = world.holder();
              break;
            case 'replay':
              await world.settleLost().catch(() => undefined);
              break;
            case 'cut':
              world.leases.reachable = !world.leases.reachable;
              break;
            case 'lose':
              world.leases.loseAnswer = true;
              break;
          }
          check();
        }
        // At the end everybody says what it has: nothing that is live is missing in the shared sums.
        world.leases.reachable = true;
        world.leases.loseAnswer = false;
        for (const { budgets } of holders) await budgets.tick();
        check();
      }),
      { numRuns: 500 },
    );
  });
});
