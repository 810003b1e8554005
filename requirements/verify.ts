/** The offline verifier and the projection it computes again. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

export const requirements = {
  'verify.pass': tested(
    'reference/ledger.md §10, acceptance target',
    'Honest packs of every size pass; there are no false alarms.',
  ),
} as const satisfies Requirements;
