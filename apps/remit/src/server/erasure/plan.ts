/** What one request would take away now, and what stands in the way. */
import { canonicalize, rfc3339 } from '@remit/core';
import { readRecords } from '@remit/gateway';
import type { HoldInForce, LedgerReader, PlannedItem } from '@remit/ledger';
import { holdOver, holdsInForce, openLedgerReader, plannedItem } from '@remit/ledger';
import type { ErasureDeps, PlannedBatch } from './desk-types.ts';
import type { RetentionClasses } from './floors.ts';
import { classOf, floorOf, isExpired } from './floors.ts';
import type { ErasureRequest } from './request-store.ts';

/** What goes in one log. */
export interface LogPlan {
  readonly org: string;
  /** Folder of an ended log; absent: the current one. */
  readonly dir?: string;
  readonly items: readonly PlannedItem[];
  readonly batches: readonly PlannedBatch[];
}

/** A plan: the current log, then ended ones that hold something. */
export interface Plan {
  readonly logs: readonly LogPlan[];
  /** Of all logs. */
  readonly items: readonly PlannedItem[];
  readonly batches: readonly PlannedBatch[];
}

/** What planning reads. */
export type PlanDeps = Pick<ErasureDeps, 'reader' | 'batchesOf' | 'ended' | 'placeOf'> & {
  readonly org: string;
  readonly classes: RetentionClasses;
};

/** Reads the logs. */
export function planOf(request: ErasureRequest, deps: PlanDeps): Plan {
  const logs: LogPlan[] = [{ org: deps.org, ...planIn(request, deps, deps.reader) }];
  for (const { origin, dir } of deps.ended()) {
    const reader = openLedgerReader(dir, deps.placeOf(dir));
    try {
      const found = planIn(request, deps, reader);
      if (found.items.length > 0 || found.batches.length > 0) logs.push({ org: origin, dir, ...found });
    } finally {
      reader.close();
    }
  }
  return { logs, items: logs.flatMap(({ items }) => items), batches: logs.flatMap(({ batches }) => batches) };
}

function planIn(
  { expiredBy, subjects }: ErasureRequest,
  { batchesOf, classes }: PlanDeps,
  reader: LedgerReader,
): Pick<LogPlan, 'items' | 'batches'> {
  if (expiredBy === undefined) {
    const items = [...reader.sealed({ handles: subjects })].map(plannedItem);
    return { items, batches: subjects.length === 0 ? [] : batchesOf(reader, undefined).plan(subjects) };
  }
  const items: PlannedItem[] = [];
  for (const sealed of reader.sealed()) {
    const item = plannedItem(sealed);
    if (isExpired(classes, item, expiredBy)) items.push(item);
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
export function inventoryOf(plan: LogPlan, request: ErasureRequest): string {
  return canonicalize({
    v: 1,
    request: request.id,
    log: plan.org,
    persons: [...request.subjects],
    records: plan.items.map(({ index, id, t, fields, sha }) => ({ index, id, t, fields: [...fields], sha })),
    batches: plan.batches.map(({ index, id, events }) => ({ index, id, events: [...events] })),
  });
}
