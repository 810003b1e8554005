/** Who stands behind an API key, as the rest of Remit sees it: handles and roles, never a name. */
import type { Who } from '@remit/record';

/** What a key may be used for. One key can hold several roles. */
export const Role = { Caller: 'caller', Approver: 'approver', Admin: 'admin', Auditor: 'auditor' } as const;
export type Role = (typeof Role)[keyof typeof Role];

const ROLES: readonly string[] = Object.values(Role);

/** True for the names of the four roles. */
export function isRole(name: string): name is Role {
  return ROLES.includes(name);
}

/** A person's key after it was authenticated. */
export interface Caller {
  /** Public part of the key. Not secret, safe in logs. */
  readonly keyId: string;
  /** Random handle of the person (`p_...`), from `Subjects.handle('person', reference)`. */
  readonly sub: string;
  /** Agent the key is bound to. Scopes are declared for agents: a key without one sees no tool. */
  readonly agent?: string;
  readonly roles: readonly Role[];
}

/** Why a token was not accepted. The answer to the client is the same 401 for all four. */
export type AuthFailure = 'missing' | 'malformed' | 'unknown' | 'revoked';

/** The `who` of a record: handle, agent, and the client's own name when one is given (already a safe label). */
export function whoOf(caller: Caller, client?: string): Who {
  return {
    sub: caller.sub,
    ...(caller.agent === undefined ? {} : { agent: caller.agent }),
    ...(client === undefined ? {} : { client }),
  };
}
