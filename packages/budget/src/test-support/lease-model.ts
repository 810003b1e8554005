/**
 * A model of leased budgets and scenarios to compare with it: what each attempt came to, by the window of its admission.
 *
 * Limits are small beside what is asked, clocks begin just before the end of a window, and settlements also pass their
 * reservations: a mistake of one unit, or of one window, shows. At the end all that is known is settled, the dead are
 * counted, and the shared place must say what was spent: neither less (spent twice over) nor more (lost for ever).
 */
import fc from 'fast-check';
import type { Reservation } from '../book/reservation.ts';
import type { BudgetWindow } from '../window/window.ts';
import { bucketOf, oldestBucket, windowId } from '../window/window.ts';
import type { LeaseHolder } from './lease-world.ts';
import { amounts, limit, NOW, World } from './lease-world.ts';

const step = fc.record({
  kind: fc.constantFrom(
    ...(['admit', 'admit', 'admit', 'admit', 'reserve', 'decide', 'settle', 'settle', 'settle', 'release'] as const),
    ...(['race', 'tick', 'tick', 'time', 'pause', 'crash', 'replay', 'cut', 'lose', 'lower'] as const),
  ),
  holder: fc.nat(2),
  pick: fc.nat(),
  /** In sixteenths of the limit; most of them small, some at its edge. */
  part: fc.oneof(fc.nat(5), fc.constantFrom(7, 8, 12, 15, 16)),
  /** Added to the part: one unit more, or less. */
  edge: fc.integer({ min: -1, max: 1 }),
});

/** One run: the window of the limits, their amount, and the steps. */
export const leaseScenario = fc.record({
  window: fc.constantFrom<BudgetWindow>(
    { kind: 'lifetime' },
    { kind: 'rolling', ms: 120_000 },
    { kind: 'calendar', per: 'hour', zone: 'UTC' },
  ),
  amount: fc.constantFrom(5, 16, 48, 640),
  steps: fc.array(step, { minLength: 4, maxLength: 80 }),
});

type Of<T> = T extends fc.Arbitrary<infer V> ? V : never;
export type LeaseScenario = Of<typeof leaseScenario>;

interface Sent {
  readonly owner: LeaseHolder;
  readonly reservation: Reservation;
  readonly upper: number;
  /** What it came to; undefined while it is under way. */
  actual: number | undefined;
}

/** Throws where budgets and model part. */
export async function playLeases({ window, amount, steps }: LeaseScenario): Promise<void> {
  const world = new World(
    [limit({ window, amount }), limit({ id: 'person', scope: 'person', window, amount: amount - 1 })],
    NOW - 30_000,
  );
  const holders = [world.holder(), world.holder(), world.holder()];
  const sent = new Map<string, Sent>();
  const reserved: { owner: LeaseHolder; upper: number; reservation: Reservation }[] = [];

  /** Least and most that an attempt may count for. Counted at its bound once, an outcome only raises it. */
  const worth = ({ reservation, upper, actual }: Sent): readonly [number, number] =>
    world.bound.has(reservation.id) ? [upper, Math.max(upper, actual ?? 0)] : [actual ?? upper, actual ?? upper];

  const counts = (name: string): boolean => bucketOf(name) >= (oldestBucket(window, world.now) ?? 0);
  /** Groups windows that count together. */
  const together = (name: string): string => (window.kind === 'rolling' ? '' : name);

  const check = (): void => {
    const spent = new Map<string, number>();
    for (const one of sent.values())
      for (const draw of one.reservation.draws) {
        if (!counts(draw.window)) continue;
        const key = `${draw.limit} ${together(draw.window)}`;
        // Without what passed its own reservation: that was not admitted.
        spent.set(key, (spent.get(key) ?? 0) + Math.min(one.upper, worth(one)[0]));
      }
    const given = new Map<string, number>();
    for (const { limit: id, window: name, amount: has, overrun, settled, held } of world.leases.rows) {
      must(held >= 0 && settled >= 0 && has >= settled + held - overrun, 'a slice holds less than what is used of it');
      if (!counts(name)) continue;
      const key = `${id} ${together(name)}`;
      given.set(key, (given.get(key) ?? 0) + has - overrun);
    }
    for (const { id, amount: allowed } of world.limits)
      for (const sums of [spent, given])
        for (const [key, sum] of sums)
          if (key.startsWith(`${id} `)) must(sum <= allowed, `${sum} of ${allowed} ${key}`);
  };

  const admitted = (owner: LeaseHolder, upper: number, reservation: Reservation): void => {
    must(!sent.has(reservation.id), 'admitted twice');
    sent.set(reservation.id, { owner, reservation, upper, actual: undefined });
  };
  const drawnNow = ({ draws }: Reservation): void => {
    must(draws.length === 2, 'a limit was left out');
    for (const draw of draws) must(draw.window === windowId(window, world.now), 'drawn on another window');
  };

  const settle = (one: Sent, actual: number): void => {
    one.actual = actual;
    world.settle(one.owner, one.reservation.id, amounts(actual));
    // Said again it changes nothing.
    if (actual % 2 === 0) one.owner.budgets.settle(one.reservation.id, amounts(actual));
    must(!one.owner.budgets.release(one.reservation.id), 'released after it was settled');
  };

  for (const { kind, holder, pick, part, edge } of steps) {
    const at = holders[holder];
    if (at === undefined) continue;
    const asked = Math.max(0, Math.floor((part * amount) / 16) + edge);
    const open = [...sent.values()].filter(({ actual, owner }) => actual === undefined && owner === at);
    const one = open[pick % Math.max(1, open.length)];
    switch (kind) {
      case 'admit': {
        const got = await world.admit(at, asked);
        if (typeof got === 'string') break;
        drawnNow(got);
        admitted(at, asked, got);
        break;
      }
      case 'race': {
        // All at once: several wait for the answer to one question.
        const got = await Promise.all(
          [...holders, at].map(async (owner) => ({ owner, reservation: await world.admit(owner, asked) })),
        );
        for (const { owner, reservation } of got)
          if (typeof reservation !== 'string') admitted(owner, asked, reservation);
        break;
      }
      case 'reserve': {
        const got = await world.reserve(at, asked);
        if (typeof got === 'string') break;
        drawnNow(got);
        reserved.push({ owner: at, upper: asked, reservation: got });
        break;
      }
      case 'decide': {
        // However late: after a pause, or when others have settled what this one had.
        const [late] = reserved.splice(pick % Math.max(1, reserved.length), 1);
        if (late === undefined || !holders.includes(late.owner)) break;
        if (await world.decide(late.owner, late.reservation)) admitted(late.owner, late.upper, late.reservation);
        break;
      }
      case 'settle':
        // One in four comes to more than its bound.
        if (one !== undefined) settle(one, pick % 4 === 0 ? one.upper + (pick % 3) : Math.min(one.upper, asked));
        break;
      case 'release':
        if (one === undefined) break;
        world.log.push({ kind: 'outcome', id: one.reservation.id, actual: undefined });
        must(at.budgets.release(one.reservation.id), 'not held');
        must(!at.budgets.release(one.reservation.id), 'released twice');
        // Counted as lost before, it stays counted: nobody can tell any more that nothing was sent.
        if (world.bound.has(one.reservation.id)) one.actual = one.upper;
        else sent.delete(one.reservation.id);
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
      case 'lower':
        for (const each of world.limits) at.budgets.declare({ ...each, amount: Math.max(1, each.amount - (pick % 3)) });
        for (const each of world.limits) at.budgets.declare(each);
        break;
    }
    check();
  }
  await end(world, holders, reserved, sent, settle);
  check();

  // The shared sums are the model's, window by window, for as long as they count.
  const least = new Map<string, number>();
  const most = new Map<string, number>();
  for (const one of sent.values())
    for (const draw of one.reservation.draws) {
      if (!counts(draw.window)) continue;
      const [low, high] = worth(one);
      const key = `${draw.limit} ${draw.window}`;
      least.set(key, (least.get(key) ?? 0) + low);
      most.set(key, (most.get(key) ?? 0) + high);
    }
  const said = new Map<string, number>();
  for (const { limit: id, window: name, holder, amount: has, settled, held } of world.leases.rows) {
    if (!counts(name)) continue;
    must(holder === '' && held === 0 && has === settled, 'somebody still has a slice');
    said.set(`${id} ${name}`, settled);
  }
  for (const key of new Set([...said.keys(), ...least.keys()])) {
    const [sum, low, high] = [said.get(key) ?? 0, least.get(key) ?? 0, most.get(key) ?? 0];
    must(sum >= low && sum <= high, `${key}: ${sum} is said, ${low} to ${high} was spent`);
  }
}

/** Everybody settles what is open, the dead are counted, and the living leave. */
async function end(
  world: World,
  holders: readonly LeaseHolder[],
  reserved: readonly { readonly owner: LeaseHolder; readonly reservation: Reservation }[],
  sent: ReadonlyMap<string, Sent>,
  settle: (one: Sent, actual: number) => void,
): Promise<void> {
  world.leases.reachable = true;
  world.leases.loseAnswer = false;
  for (const { owner, reservation } of reserved) if (holders.includes(owner)) owner.budgets.release(reservation.id);
  for (const { budgets } of holders) await budgets.tick();
  for (const one of sent.values())
    if (one.actual === undefined && holders.includes(one.owner)) settle(one, Math.floor(one.upper / 2));
  for (let times = 0; times < 2; times++) {
    world.now += 8_000;
    for (const { budgets } of holders) await budgets.tick();
    await world.settleLost();
  }
  for (const { budgets } of holders) await budgets.leave();
}

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}
