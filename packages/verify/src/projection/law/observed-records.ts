/**
 * The records of a log that the annexes can say something of: every one that stays in force, and others of the period. What is
 * left out changes no fact (a test holds them against all records).
 */
import type { RecordType } from '@remit/record';
import { timeOf, typeOf } from '../../log/located.ts';
import type { Located } from '../log-view.ts';
import { recordsWith } from '../log-view.ts';
import type { Study } from '../study.ts';
import { inPeriod } from '../study.ts';

/** Types that stay in force after the day on which they were recorded. */
const STANDING: ReadonlySet<RecordType> = new Set<RecordType>([
  'genesis',
  'scope.declare',
  'tool.define',
  'registry.change',
  'config.change',
]);

/** Types that are observed in their period. */
const PASSING: ReadonlySet<RecordType> = new Set<RecordType>([
  'mcp.decision',
  'approval',
  'auth.rejects',
  'gap',
  'scope.verdict',
  'ingest.batch',
]);

/** See the module header. */
export function observedRecords({ view, core }: Pick<Study, 'view' | 'core'>): Located[] {
  return recordsWith(view, ({ type }) => STANDING.has(type) || PASSING.has(type)).filter(
    (at) => STANDING.has(typeOf(at)) || inPeriod(timeOf(at), core),
  );
}
