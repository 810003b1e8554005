/** Load on a ledger that is hurt meanwhile. */
import type { Ledger } from '../types.ts';
import { decision } from './drafts.ts';

/** Appends until told to stop; returns what was acknowledged, by index. */
export function keepAppending(ledger: Ledger): { acknowledged: Map<number, string>; stop(): Promise<void> } {
  const acknowledged = new Map<number, string>();
  let on = true;
  const sub = ledger.handle('person', 'a');
  const one = async () => {
    const record = ledger.record(decision(sub));
    const at = await record.durable.catch(() => undefined);
    if (at === undefined) return;
    if (acknowledged.has(at.index)) throw new Error(`index ${at.index} was given twice`);
    acknowledged.set(at.index, record.id);
  };
  const lane = async () => {
    while (on) await one();
  };
  const lanes = Promise.all(Array.from({ length: 20 }, lane));
  return {
    acknowledged,
    async stop() {
      on = false;
      await lanes;
    },
  };
}
