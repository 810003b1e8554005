/** What a person is asked to attest under a reference: the words they are shown, and that the server compares. */
import type { CatalogueRow } from '@remit/catalogue';
import { catalogueFor } from '@remit/catalogue';
import type { SystemView } from './system-view.ts';

/** The question of a catalogue row, or of an open placeholder; undefined when there is nothing to attest under it. */
export function askedOf(view: SystemView, ref: string): { asks: string; row: CatalogueRow | undefined } | undefined {
  const row = catalogueFor(view.lawVersion).rows.find(({ id }) => id === ref);
  if (row !== undefined) return row.attest === undefined ? undefined : { asks: row.attest.of, row };
  const open = view.open.find((item) => item.ref === ref && item.kind === 'placeholder' && ref.startsWith('annex-'));
  return open === undefined ? undefined : { asks: open.asks, row: undefined };
}
