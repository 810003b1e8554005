/**
 * What of a log is said again in the next one, so that each log shows by itself what was in force in its period: keys,
 * servers, scopes, tools, attestations, holds. Pure.
 *
 * A carried record is a new one with a new time. It names no earlier record: those are in the other log.
 */
import type { AnyRecord, RecordDraft } from '@remit/record';
import { holdsInForce } from '../erasure/holds.ts';

/** Drafts in the order of the log. */
export function carriedDrafts(records: Iterable<AnyRecord>): RecordDraft[] {
  const all = [...records];
  const withdrawn = new Set(all.flatMap((record) => (record.t === 'attestation' ? (record.att.withdraws ?? []) : [])));
  const holds = new Set(
    holdsInForce(all.filter((record) => record.t === 'hold')).map(({ id, since }) => `${id} ${since}`),
  );
  return all.flatMap((record): RecordDraft[] => {
    switch (record.t) {
      case 'registry.change':
      case 'scope.declare':
      case 'policy.activate':
      case 'tool.define':
        return [bare(record)];
      case 'config.change':
        return record.cfg.what === 'retention.policy' ? [bare(record)] : [];
      case 'hold':
        return record.hold.set && holds.has(`${record.hold.id} ${record.ts}`) ? [bare(record)] : [];
      case 'attestation':
        // A withdrawal names a leaf of the other log; what it took back is not said again.
        return record.att.withdraws === undefined && !withdrawn.has(record.id) ? [bare(record)] : [];
      default:
        return [];
    }
  });
}

/** Types that may be carried. */
export const CARRIED_TYPES = [
  'registry.change',
  'scope.declare',
  'policy.activate',
  'tool.define',
  'config.change',
  'hold',
  'attestation',
] as const;

/** Without the members that the writer adds, and without the links that hold in their own log only. */
function bare(record: AnyRecord): RecordDraft {
  const { v: _v, id: _id, ts: _ts, org: _org, w: _w, c: _c, cause: _cause, s: _s, ...rest } = record;
  return rest;
}
