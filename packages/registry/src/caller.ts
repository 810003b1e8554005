/** Who stands behind an API key, as the rest of Remit sees it: handles and roles, never a name. */

/** What a key may be used for. One key can hold several roles. */
export const Role = { Caller: 'caller', Approver: 'approver', Admin: 'admin', Auditor: 'auditor' } as const;
export type Role = (typeof Role)[keyof typeof Role];

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
