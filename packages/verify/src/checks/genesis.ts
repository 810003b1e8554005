/** Step "genesis": the record that starts the log and names its key (ledger reference §7). */
import { formatVkey } from '@remit/tlog';
import { isType, recordsOf } from '../projection/log-view.ts';
import type { Check } from './check.ts';
import { notReached } from './check.ts';
import { checkContinues } from './continues.ts';

/** Is the first record the genesis, the only one, and does it name a log key of the trust file? */
export const genesis: Check = {
  name: 'genesis',
  doesNotProve: 'when the log began to cover the system',
  protectsAgainst: 'a log that was started over under the same name',
  run: ({ study, trust }) => {
    if (study === undefined) return notReached('the records could not be read');
    const [first] = study.view.records;
    if (first === undefined || !isType(first, 'genesis'))
      return { status: 'fail', says: ['the first record is not a genesis record'] };
    const others = recordsOf(study.view, 'genesis').filter(({ index }) => index > 0);
    if (others.length > 0) return { status: 'fail', says: [`record ${others[0]?.index} is a second genesis record`] };
    const continues = checkContinues(study.view);
    if (continues.problems.length > 0) return { status: 'fail', says: continues.problems };
    if (trust === undefined) return notReached('no trust file names the key of the log');
    const named = first.record.gen.vkey;
    const trusted = trust.policy.logs.some(({ key }) => formatVkey(key.name, key.type, key.publicKey) === named);
    return trusted
      ? { status: 'ok', says: ['the genesis record names a log key of the trust file', ...continues.says] }
      : { status: 'fail', says: [`the genesis record names another key than the trust file: ${named}`] };
  },
};
