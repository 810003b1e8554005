/** Refused verdicts in words, for the command line and the administration API. */
import type { ApprovalRefusal, ApprovalRefused } from './types.ts';

const WORDS: Readonly<Record<ApprovalRefusal, string>> = {
  unknown: 'No call waits under this id. It may have been answered, have expired, or have been forgotten by a restart.',
  'own-call': 'The call was made by the same person. Another person has to answer it, whichever key is used.',
  'role-missing': 'This key does not hold the role that the scope asks for',
  'already-decided': 'This call was answered or ended already. A verdict counts once.',
  expired: 'The time for an answer is over; the call was denied. The agent has to ask again.',
  'action-mismatch':
    'The digest given is not the one of the waiting call. List the pending calls again and read what is asked.',
  'not-recorded':
    'The verdict could not be recorded durably, so it does not count and the call was not forwarded. See the health of the ledger.',
};

/** A refusal with its sentence. `role`: the role that is missing. */
export function refusal(code: ApprovalRefusal, role?: string): ApprovalRefused {
  return { code, message: code === 'role-missing' ? `${WORDS[code]}: ${role ?? 'unknown'}.` : WORDS[code] };
}
