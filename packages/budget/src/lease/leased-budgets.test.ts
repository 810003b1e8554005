/** Budgets over several holders: what all of them together admit, whatever is lost, late or dead (llm-gateway reference §4.6). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leaseScenario, playLeases } from '../test-support/lease-model.ts';
import { amounts, limit, NOW, subject, World } from '../test-support/lease-world.ts';

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

  it('[budget.lease-leave] a holder that leaves after a quiet while leaves what it spent behind, once', async () => {
    const world = new World([limit()]);
    const [a, b] = [world.holder(), world.holder()];
    const first = await world.admit(a, 700);
    if (typeof first === 'string') throw new Error(first);
    world.settle(a, first.id, amounts(600));
    // Told twice, so that there is nothing new to say when it stops.
    for (let times = 0; times < 3; times++) await a.budgets.tick();
    await a.budgets.leave();
    expect(await world.admit(b, 401)).toBe('refused');
    expect((await b.budgets.states(NOW))[0]).toMatchObject({ settled: 600 });
    expect(await world.admit(b, 400)).not.toBeTypeOf('string');
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

describe('the invariant over several holders', () => {
  it('[budget.lease-invariant] in every interleaving of leases, settlements, returns, crashes, pauses and replays what was admitted stays within the limit, and at the end the shared sums are what was spent', async () => {
    const found = await fc.check(fc.asyncProperty(leaseScenario, playLeases), { numRuns: 500 });
    expect(found.failed, fc.defaultReportMessage(found)).toBe(false);
  });
});
