/**
 * Balances from the ledger, which is the only journal of budgets (llm-gateway reference §4.5): what was reserved by a
 * decision and settled by its outcome. A decision that no outcome answers was perhaps sent, so it is settled at its bound.
 */
import type { BudgetBook, Draw, Reservation } from '@remit/budget';
import type { AnyRecord, RecordOf } from '@remit/record';

/** What a replay found. */
export interface Replayed {
  readonly decisions: number;
  /** Decisions without an outcome, settled at their bound. */
  readonly orphans: number;
}

/** Replays records in the order of the log. The limits in force are declared before; draws on others are passed over. */
export function replayBudgets(
  book: BudgetBook,
  records: Iterable<{ readonly record: AnyRecord; readonly leaf: string }>,
): Replayed {
  const open = new Map<string, Reservation>();
  let decisions = 0;
  for (const { record, leaf } of records) {
    if (record.t === 'llm.decision') {
      const reservation = reservationOf(record, leaf);
      if (reservation === undefined) continue;
      decisions += 1;
      book.adopt(reservation);
      open.set(leaf, reservation);
    } else if (record.t === 'llm.outcome') {
      const [decided = ''] = record.cause ?? [];
      const reservation = open.get(decided);
      if (reservation === undefined) continue;
      open.delete(decided);
      settle(book, reservation, record);
    }
  }
  for (const { id, upper } of open.values()) book.settle(id, upper);
  return { decisions, orphans: open.size };
}

function settle(book: BudgetBook, { id, upper }: Reservation, { use, out }: RecordOf<'llm.outcome'>): void {
  if (use === undefined) {
    // Nothing was held, or nothing is known: an effect that is unknown is settled at its bound.
    if (out.status === 'refused') book.release(id);
    else book.settle(id, upper);
    return;
  }
  if (use.source === 'not_sent') book.release(id);
  else book.settle(id, use.spent);
}

function reservationOf({ pol, bud }: RecordOf<'llm.decision'>, leaf: string): Reservation | undefined {
  if (bud === undefined || (pol.dec === 'deny' && pol.enforced !== false)) return undefined;
  const draws: Draw[] = bud.draws;
  return { id: leaf, draws, upper: bud.up, past: bud.past ?? [] };
}
