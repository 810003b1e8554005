/** The keys in memory: what authentication reads on the data plane, without a database. */
import { timingSafeEqual } from 'node:crypto';
import type { Result } from '@remit/core';
import { err, fromHex, ok } from '@remit/core';
import type { AuthFailure, Caller } from './caller.ts';
import type { KeyIssuer, KeyRow } from './keys.ts';

/** A key with what authentication compares. */
export interface HeldKey {
  readonly row: KeyRow;
  /** Lowercase hex SHA-256 of the token. */
  readonly hash: string;
}

export interface KeyTable {
  authenticate(token: string | undefined): Result<Caller, AuthFailure>;
  get(id: string): HeldKey | undefined;
  set(key: HeldKey): void;
  /** Oldest first. */
  rows(): KeyRow[];
}

// Stands in for the hash of a key that does not exist, so that the work done does not tell which ids exist.
const NO_HASH = '0'.repeat(64);

/** An empty table. */
export function createKeyTable(issuer: KeyIssuer): KeyTable {
  const held = new Map<string, HeldKey>();
  return {
    authenticate(token) {
      if (token === undefined || token === '') return err('missing');
      const presented = issuer.hashApiKey(token);
      if (presented === undefined) return err('malformed');
      const key = held.get(presented.id);
      // Threat: only whoever holds the whole token may learn that it was revoked, so the hash is compared first.
      if (!equalHashes(presented.hash, key?.hash ?? NO_HASH) || key === undefined) return err('unknown');
      if (key.row.revokedAt !== undefined) return err('revoked');
      return ok(callerOf(key.row));
    },
    get: (id) => held.get(id),
    set(key) {
      held.set(key.row.id, key);
    },
    rows: () => [...held.values()].map((key) => key.row).sort((a, b) => a.createdAt - b.createdAt),
  };
}

function callerOf(row: KeyRow): Caller {
  return {
    keyId: row.id,
    sub: row.sub,
    ...(row.agent === undefined ? {} : { agent: row.agent }),
    roles: row.roles,
  };
}

/** Compares two hex SHA-256 in constant time. False for anything that is not 32 bytes of hex. */
function equalHashes(a: string, b: string): boolean {
  const left = fromHex(a);
  const right = fromHex(b);
  if (left?.length !== 32 || right?.length !== 32) return false;
  return timingSafeEqual(left, right);
}
