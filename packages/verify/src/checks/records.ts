/** Step "records": every entry is one record (ledger reference §2). */
import { recordsWith } from '../projection/log-view.ts';
import { unknownRules } from '../projection/rules.ts';
import { studyCore } from '../projection/study.ts';
import type { Check } from './check.ts';
import { firstFew, notReached } from './check.ts';

/** Is every entry exactly one record of a known type, in canonical form, of this log? */
export const records: Check = {
  name: 'records',
  doesNotProve: 'that what the records say is true',
  protectsAgainst: 'entries that two programs would read differently',
  run: ({ core, manifest }) => {
    if (core === undefined) return notReached('the entries could not be read');
    const unknown = unknownRules(manifest?.projection ?? '');
    if (unknown !== undefined) return notReached(unknown);
    const studied = studyCore(core);
    if (!studied.ok)
      return { status: 'fail', says: firstFew(studied.error.map(({ index, reason }) => `entry ${index}: ${reason}`)) };
    const foreign = recordsWith(studied.value.view, ({ org }) => org !== core.inputs.origin);
    if (foreign.length > 0)
      return { status: 'fail', says: firstFew(foreign.map(({ index }) => `record ${index} belongs to another log`)) };
    return {
      status: 'ok',
      says: [`${core.entries.length} records, each in canonical form and of a known type`],
      found: { study: studied.value },
    };
  },
};
