/** Step "trust": keys from outside the pack (ledger reference §10). */
import type { Check } from './check.ts';

/** Is there a trust file? Trust never comes from the thing being verified. */
export const trustGiven: Check = {
  name: 'trust',
  doesNotProve: 'that the keys in the trust file are the right ones; that rests on how you got them',
  protectsAgainst: 'a pack that vouches for itself with keys it brings along',
  run: ({ trust }) =>
    trust === undefined
      ? {
          status: 'incomplete',
          says: ['no trust file was given (--trust FILE): the pack is only checked against itself'],
        }
      : {
          status: 'ok',
          says: [
            `trust file given: ${trust.policy.logs.length} log key(s), ${trust.policy.witnesses.length} witness key(s), ${trust.knownHead === undefined ? 'no known head' : 'with a known head'}`,
          ],
        },
};
