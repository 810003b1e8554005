/** The system card of a report: the one in force at the end of its period. */
import type { CardInForce } from '@remit/catalogue';
import { cardInForce } from '@remit/catalogue';
import { recordsOf } from '../log-view.ts';
import { since } from '../rules.ts';
import type { Study } from '../study.ts';

/**
 * A report on last quarter is not held against the card of today. Where none was declared by then the first one after stands
 * in, and says so: a card made later can describe the system, and everyone sees that it was made later.
 */
export function cardOfReport({ core, view }: Study, system: string): CardInForce | undefined {
  const blob = (sha: string) => core.blobs.get(sha);
  if (!since(2, core.rules)) return cardInForce(recordsOf(view, 'registry.change'), blob, { system });
  return cardInForce(recordsOf(view, 'registry.change'), blob, { system, before: core.inputs.to, orFirstLater: true });
}
