/** The logging plan of a card against what the log shows: each situation with the events seen for it (§9, AIA-12-2-a1). */
import type { SystemCard } from '@remit/catalogue';
import { countTypes, recordsOf } from '../log-view.ts';
import { inPeriod } from '../study.ts';
import type { LawParts } from './law-parts.ts';

/** One item of the plan. `seen`: how often each named event occurred in the period; 0 is a count, not a gap in the data. */
export interface PlanItem {
  readonly id: string;
  readonly situation: string;
  readonly serves: readonly string[];
  readonly events: readonly string[];
  readonly fields: readonly string[];
  readonly retentionMonths?: number;
  readonly detection?: string;
  readonly seen: Readonly<Record<string, number>>;
}

/** The items, in the order of the card. An event is a record type, a kind of exception, or a dataset of an imported log. */
export function planItems({ study, exceptions }: LawParts, card: SystemCard): PlanItem[] {
  const types = countTypes(study.view, (time) => inPeriod(time, study.core));
  const counted: ReadonlyMap<string, number> = types;
  const kinds = new Map<string, number>();
  for (const { kind, count } of exceptions) kinds.set(kind, (kinds.get(kind) ?? 0) + count);
  const datasets = new Map<string, number>();
  for (const { record } of recordsOf(study.view, 'ingest.batch'))
    if (inPeriod(record.ts, study.core))
      for (const [name, n] of Object.entries(record.ing.datasets)) datasets.set(name, (datasets.get(name) ?? 0) + n);
  return (card['logging-plan'] ?? []).map((item) => ({
    id: item.id,
    situation: item.situation,
    serves: item.serves,
    events: item.events,
    fields: item.fields ?? [],
    ...(item['retention-months'] === undefined ? {} : { retentionMonths: item['retention-months'] }),
    ...(item.detection === undefined ? {} : { detection: item.detection }),
    seen: Object.fromEntries(
      item.events.map((name) => [name, (counted.get(name) ?? 0) + (kinds.get(name) ?? 0) + (datasets.get(name) ?? 0)]),
    ),
  }));
}
