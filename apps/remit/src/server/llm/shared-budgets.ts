/**
 * The budgets of one gateway of several: slices leased from the database that all share (docs/llm.md, "Several gateways").
 * Each gateway also looks for others that are gone, and settles what they left from the log.
 */
import { bucketOf, budgetError, createBalances, createLeasedBudgets } from '@remit/budget';
import type { Clock, Logger } from '@remit/core';
import type { History } from '@remit/gateway';
import { readRecords } from '@remit/gateway';
import { BUDGET_RECORDS, replayBudgets } from '@remit/llm';
import type { BudgetLeases, LostHolder, SpentInWindow } from '@remit/store';
import type { HouseBudgets } from './house-budgets.ts';
import { applyLimits } from './house-budgets.ts';

const TICK_MS = 500;
/** Ticks between two looks for gateways that are gone. */
const LOOK_EVERY = 6;

export interface SharedBudgetsDeps {
  readonly leases: BudgetLeases;
  readonly reader: History & { size(): number };
  /** Origin of the log, and the id under which this process writes to it. */
  readonly log: string;
  readonly writer: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Counts what gateways spent that shared nothing, then joins. Rejects when the database cannot be reached. */
export async function openSharedBudgets(deps: SharedBudgetsDeps): Promise<HouseBudgets> {
  const { leases, reader, log, writer, clock, logger } = deps;
  await countEarlier(deps);
  let troubled = false;
  const onProblem = (thrown: unknown): void => {
    if (!troubled) logger.error({ err: thrown }, 'the database in which gateways share budgets cannot be asked');
    troubled = true;
  };
  const budgets = createLeasedBudgets({
    leases,
    log,
    writer,
    logSize: () => reader.size(),
    clock,
    elapsed: () => performance.now(),
    onProblem,
    onFenced: (held) =>
      logger.warn(
        { held },
        'other gateways took this one for dead; calls to models under way are counted at their bound',
      ),
  });
  await budgets.tick();
  let ticks = 0;
  const tick = async (): Promise<void> => {
    await budgets.tick();
    if (ticks++ % LOOK_EVERY === 0) for (const lost of await leases.fenceSilent()) await settle(deps, lost);
    if (troubled) logger.info({}, 'the database in which gateways share budgets answers again');
    troubled = false;
  };
  let running = Promise.resolve();
  let stopped = false;
  let timer: NodeJS.Timeout;
  const again = (): void => {
    timer = setTimeout(() => {
      running = tick()
        .catch(onProblem)
        .then(() => {
          if (!stopped) again();
        });
    }, TICK_MS);
  };
  again();
  return {
    budgets,
    apply: (limits) => applyLimits(budgets, limits),
    states: (now) =>
      budgets.states(now).catch((cause: unknown) => {
        onProblem(cause);
        throw budgetError('budget.unreachable', undefined, { cause });
      }),
    async close() {
      stopped = true;
      clearTimeout(timer);
      await running;
      // A database that is gone finds this holder silent later, and the log tells what it spent.
      await budgets.leave().catch(onProblem);
    },
  };
}

/**
 * Takes up what the log holds of writers that never were holders, such as this installation's before it had a second
 * gateway. Repeated when another gateway was first.
 */
async function countEarlier({ leases, reader, log, logger }: SharedBudgetsDeps): Promise<void> {
  for (;;) {
    const from = await leases.counted(log);
    const size = reader.size();
    if (size <= from) return;
    // Read after the size: whoever wrote a decision below it as a holder is among them.
    const holders = await leases.writers();
    const balances = createBalances();
    replayBudgets(
      balances,
      readRecords(reader, BUDGET_RECORDS, from),
      ({ w }, index) => index < size && !holders.has(w.id),
    );
    const orphans = balances.closeOpen();
    if (!(await leases.count(log, from, size, spentOf(balances)))) continue;
    if (orphans > 0) logger.warn({ orphans }, 'calls to models without an outcome are counted at their bound');
    return;
  }
}

/** A holder that is gone: its decisions without an outcome count their bound, then its slices are free. */
async function settle({ leases, reader, log, logger }: SharedBudgetsDeps, lost: LostHolder): Promise<void> {
  const { id, writer, from, until = Number.POSITIVE_INFINITY } = lost;
  // Its decisions are in a log that has ended: all that it had stays counted as spent.
  if (lost.log !== log) return;
  const balances = createBalances();
  replayBudgets(
    balances,
    readRecords(reader, BUDGET_RECORDS, from),
    ({ w }, index) => w.id === writer && index < until,
  );
  const orphans = balances.closeOpen();
  if (await leases.settleLost(id, spentOf(balances)))
    logger.warn({ writer, orphans }, 'a gateway is gone; what it held of budgets is settled from the log');
}

function spentOf(balances: ReturnType<typeof createBalances>): SpentInWindow[] {
  return [...balances.spent()].map(({ limit, account, window, settled, overrun }) => ({
    limit,
    account,
    window,
    bucket: bucketOf(window),
    settled,
    overrun,
  }));
}
