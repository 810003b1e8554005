/** Whose accounts an attempt draws on. */
import type { BudgetSubject } from '@remit/budget';
import { toLabel } from '@remit/gateway';
import type { Caller } from '@remit/registry';
import type { Attempted } from '../pipeline/stages.ts';

/** Account of limits of the scope `org`: there is one organisation in a house. */
export const ORG = 'org';

export type SubjectOf = (attempt: Pick<Attempted, 'call' | 'target'>) => BudgetSubject;

/** `teamOf`: team of a caller, when it has one. A session is what the client says it is, so it is only counted with its key. */
export function createSubjectOf(teamOf: (caller: Caller) => string | undefined): SubjectOf {
  return ({ call: { caller, told }, target }) => {
    const team = teamOf(caller);
    return {
      org: ORG,
      person: caller.sub,
      key: caller.keyId,
      provider: target.account.name,
      model: target.model,
      ...(team === undefined ? {} : { team }),
      ...(caller.agent === undefined ? {} : { agent: caller.agent }),
      ...(told.session === undefined ? {} : { session: toLabel(`${caller.keyId}/${told.session}`) }),
    };
  };
}
