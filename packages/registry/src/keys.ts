/** API keys as the registry lists and takes them. */
import type { Role } from './caller.ts';

/** One key in a listing. No name and no hash: whoever may know the person resolves the handle through the vault. */
export interface KeyRow {
  readonly id: string;
  /** Handle of the person (`p_...`). */
  readonly sub: string;
  readonly agent?: string;
  readonly roles: readonly Role[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly revokedAt?: number;
}

/** What a new key is for. */
export interface NewKey {
  /** How the organisation names the person: an email or a staff number. Goes to the vault; only its handle is stored. */
  readonly person: string;
  readonly agent?: string;
  readonly roles: readonly Role[];
}

/** Makes and takes apart API keys. The composition root fills it from @remit/secrets. */
export interface KeyIssuer {
  /** A new key with 256 random bits: public id, the token for its holder, lowercase hex SHA-256 of the token. */
  newApiKey(): { readonly id: string; readonly token: string; readonly hash: string };
  /** Id and hash of a presented token; undefined when it is not shaped like one. Never throws. */
  hashApiKey(token: string): { readonly id: string; readonly hash: string } | undefined;
}
