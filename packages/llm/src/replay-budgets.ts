/**
 * Balances from the ledger, which is the only journal of budgets (llm-gateway reference §4.5): what was reserved by a
 * decision and settled by its outcome. A decision that no outcome answers was perhaps sent; whoever knows that its process
 * is gone settles it at its bound.
 */
import type { Balances, OpenReservation } from '@remit/budget';
import type { AnyRecord, RecordOf } from '@remit/record';

/** Types of records that balances are made of. */
export const BUDGET_RECORDS = ['llm.decision', 'llm.outcome'] as const;

/** Takes up records in the order of the log. `counts`: whether a decision counts; by default each does. */
export function replayBudgets(
  balances: Balances,
  records: Iterable<{ readonly record: AnyRecord; readonly leaf: string; readonly index?: number }>,
  counts: (decision: RecordOf<'llm.decision'>, index: number) => boolean = () => true,
): void {
  for (const { record, leaf, index = 0 } of records) {
    if (record.t === 'llm.decision') {
      const reservation = counts(record, index) ? reservationOf(record, leaf) : undefined;
      if (reservation !== undefined) balances.decided(reservation);
    } else if (record.t === 'llm.outcome') settle(balances, record.cause?.[0] ?? '', record);
  }
}

function settle(balances: Balances, leaf: string, { use, out }: RecordOf<'llm.outcome'>): void {
  const upper = balances.upperOf(leaf);
  if (upper === undefined) return;
  // Without figures nothing is known of it: an effect that is unknown is settled at its bound.
  const unsent = use === undefined ? out.status === 'refused' : use.source === 'not_sent';
  if (unsent) balances.released(leaf);
  else balances.settled(leaf, use?.spent ?? upper);
}

function reservationOf({ pol, bud }: RecordOf<'llm.decision'>, leaf: string): OpenReservation | undefined {
  if (bud === undefined || (pol.dec === 'deny' && pol.enforced !== false)) return undefined;
  return { leaf, draws: bud.draws, upper: bud.up };
}
