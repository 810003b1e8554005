/** Asks for the end of the log of an open house: what its packs need later is said in it before. */
import type { Result } from '@remit/core';
import { declareKey } from '../evidence/report.ts';
import type { House } from '../house-types.ts';
import type { RollAsk } from './periods.ts';

/** How often the calendar is looked at, in milliseconds. */
const LOOK_MS = 30_000;

/** Decides the end. It happens when the house is closed. */
export async function askRoll(house: House, ask: RollAsk): Promise<Result<{ from: string; to: string }, string>> {
  // The key that signs packs of this log is named in it.
  await declareKey(house);
  return house.periods.ask(ask);
}

/** Asks when the calendar wants the next log. The returned function stops looking. */
export function watchCalendar(house: House): () => void {
  const look = setInterval(() => {
    if (house.periods.due() === undefined) return;
    clearInterval(look);
    askRoll(house, { why: 'period' }).catch((error: unknown) =>
      house.logger.error({ err: error }, 'the log was not ended'),
    );
  }, LOOK_MS);
  look.unref();
  return () => clearInterval(look);
}
