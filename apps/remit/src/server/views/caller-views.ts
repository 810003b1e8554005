/** Keys, and calls that wait for a person. */

export interface KeyView {
  readonly id: string;
  readonly sub: string;
  /** The person's reference from the vault; absent when erased. */
  readonly person?: string;
  readonly agent?: string;
  readonly roles: readonly string[];
  readonly created: string;
  readonly revoked?: string;
}

export interface CreatedKey {
  readonly token: string;
  readonly key: KeyView;
}

export interface PendingView {
  readonly id: string;
  readonly sub: string;
  readonly person?: string;
  readonly agent?: string;
  readonly server: string;
  readonly tool: string;
  readonly rule: string;
  readonly role: string;
  readonly reason: string;
  readonly requestedAt: string;
  readonly expiresAt: string;
  /** Digest of the one action that an approval releases. */
  readonly action: string;
  /** True when the reader made the call: shown, but not for this person to answer. */
  readonly own: boolean;
  readonly args: unknown;
}
