/**
 * Retention classes: how long sealed content is kept at least, and after how long it expires. Calendar months, never days
 * (Articles 19(1) and 26(6) of Regulation (EU) 2024/1689). Pure.
 */
import { keptUntil } from '@remit/catalogue';

/** Months of one class. `expire` absent: kept without end. */
export interface RetentionClass {
  readonly keep: number;
  readonly expire?: number;
}

/** The classes, by name. */
export interface RetentionClasses {
  /** Calls of agents and everything about them. */
  readonly calls: RetentionClass;
  /** Logs of other systems. */
  readonly ingested: RetentionClass;
}

/** Name of the class of a record type. */
export function classOf(t: string): keyof RetentionClasses {
  return t === 'ingest.batch' ? 'ingested' : 'calls';
}

/** The last day on which a record must still be kept, `YYYY-MM-DD`. */
export function floorOf(classes: RetentionClasses, item: { readonly t: string; readonly ts: string }): string {
  return keptUntil(item.ts, classes[classOf(item.t)].keep);
}

/** True when the record's class had run out before that day. */
export function isExpired(
  classes: RetentionClasses,
  item: { readonly t: string; readonly ts: string },
  day: string,
): boolean {
  const { keep, expire } = classes[classOf(item.t)];
  return expire !== undefined && keptUntil(item.ts, Math.max(keep, expire)) < day;
}
