/** Changes in the period: what was registered, declared, activated, defined and configured, as the records say. */
import { canonicalize } from '@remit/core';
import type { RecordType } from '@remit/record';
import { timeOf } from '../log/located.ts';
import type { Located } from './log-view.ts';
import { recordsWith } from './log-view.ts';
import type { Study } from './study.ts';
import { inPeriod } from './study.ts';

const CHANGE_TYPES: ReadonlySet<RecordType> = new Set<RecordType>([
  'registry.change',
  'scope.declare',
  'policy.activate',
  'tool.define',
  'config.change',
]);

/** The change records of the period, in log order. */
export function changeRecords(study: Study): Located[] {
  return recordsWith(study.view, ({ type }) => CHANGE_TYPES.has(type)).filter((at) => inPeriod(timeOf(at), study.core));
}

/** One canonical JSON line for each change: index, leaf hash, the record itself and a sentence. */
export function changeLines(study: Study): string {
  return changeRecords(study)
    .map(({ index, leaf, record }) => `${canonicalize({ index, leaf, record, says: sentence(record) })}\n`)
    .join('');
}

function sentence(record: Located['record']): string {
  switch (record.t) {
    case 'registry.change':
      return `registry: ${record.chg.what} ${record.chg.ref}`;
    case 'scope.declare':
      return `scope ${record.scope.id} declared for agent ${record.dcl.agent}${record.dcl.supersedes === undefined ? '' : ', replacing another file'}`;
    case 'policy.activate':
      return `policies of scope ${record.scope.id} put in force`;
    case 'tool.define':
      return `tool ${record.act.srv}/${record.act.tool ?? ''} listed${record.dfn.supersedes === undefined ? ' for the first time' : ' with another definition'}`;
    case 'config.change':
      return 'configuration of the server changed';
    default:
      return record.t;
  }
}
