/** What one request would take away now, and what stands in the way. */
import { canonicalize, rfc3339 } from '@remit/core';
import { readRecords } from '@remit/gateway';
import type { HoldInForce, LedgerReader, PlannedItem } from '@remit/ledger';
import { holdOver, holdsInForce, plannedItem } from '@remit/ledger';
import type { BatchErasure, PlannedBatch } from './desk-types.ts';
import type { RetentionClasses } from './floors.ts';
import { classOf, floorOf, isExpired } from './floors.ts';
import type { ErasureRequest } from './request-store.ts';

/** A plan. */
export interface Plan {
  readonly items: readonly PlannedItem[];
  readonly batches: readonly PlannedBatch[];
}

/** Reads the log. `day`: today, `YYYY-MM-DD`. */
export function planOf(
  request: ErasureRequest,
  deps: { readonly reader: LedgerReader; readonly batches: BatchErasure; readonly classes: RetentionClasses },
): Plan {
  const { expiredBy, subjects } = request;
  if (expiredBy === undefined) {
    const items = [...deps.reader.sealed({ handles: subjects })].map(plannedItem);
    return { items, batches: subjects.length === 0 ? [] : deps.batches.plan(subjects) };
  }
  const items: PlannedItem[] = [];
  for (const sealed of deps.reader.sealed()) {
    const item = plannedItem(sealed);
    if (isExpired(deps.classes, item, expiredBy)) items.push(item);
  }
  return { items, batches: [] };
}

/** The holds in force now. */
export function currentHolds(reader: LedgerReader): HoldInForce[] {
  return holdsInForce([...readRecords(reader, ['hold'])].map(({ record }) => record));
}

/** Why the plan may not be carried out, in words; undefined when it may. */
export function obstacleOf(
  plan: Plan,
  request: ErasureRequest,
  deps: { readonly reader: LedgerReader; readonly classes: RetentionClasses; readonly now: number },
): string | undefined {
  const holds = currentHolds(deps.reader);
  const targets = [
    ...plan.items,
    ...plan.batches.map(({ ts }) => ({ t: 'ingest.batch', ts, persons: [] as readonly string[] })),
  ].map((target) => ({ ...target, persons: [...target.persons, ...request.subjects] }));
  for (const hold of holds) {
    const covered = targets.filter((target) => holdOver([hold], target) !== undefined);
    // A person without any record is still under a hold that names them.
    if (covered.length === 0 && !request.subjects.some((handle) => hold.of?.includes(handle) === true)) continue;
    return `legal hold ${hold.id} (${hold.basis}, since ${hold.since}) covers ${covered.length} of ${targets.length} records; release it first with \`remit hold release ${hold.id}\``;
  }
  if (request.overrideFloor) return undefined;
  const today = rfc3339(deps.now).slice(0, 10);
  const young = targets
    .map((target) => ({ target, until: floorOf(deps.classes, target) }))
    .filter(({ until }) => until >= today);
  const last = young
    .map(({ until }) => until)
    .sort()
    .at(-1);
  if (last === undefined) return undefined;
  const classes = [...new Set(young.map(({ target }) => classOf(target.t)))].sort().join(', ');
  return `${young.length} of ${targets.length} records of the class ${classes} must be kept, the last of them until ${last}; ask again with --override-floor if the legal basis overrides that, or wait`;
}

/** What was there before: record by record with the digest of what is destroyed. The erasure record names its SHA-256. */
export function inventoryOf(plan: Plan, request: ErasureRequest, org: string): string {
  return canonicalize({
    v: 1,
    request: request.id,
    log: org,
    persons: [...request.subjects],
    records: plan.items.map(({ index, id, t, fields, sha }) => ({ index, id, t, fields: [...fields], sha })),
    batches: plan.batches.map(({ index, id, events }) => ({ index, id, events: [...events] })),
  });
}
