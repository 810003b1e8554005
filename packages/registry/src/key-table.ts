/** The keys in memory: what authentication reads on the data plane, without a database. */
import { timingSafeEqual } from 'node:crypto';
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
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
const HEX_HASH = /^[0-9a-f]{64}$/;

/** An empty table. */
export function createKeyTable(issuer: KeyIssuer): KeyTable {
  const held = new Map<string, HeldKey>();
  // The same object for each call of a key, so that what is made for a caller can be kept.
  const callers = new WeakMap<KeyRow, Caller>();
  const callerOf = (row: KeyRow): Caller => {
    const known = callers.get(row);
    if (known !== undefined) return known;
    const caller = newCaller(row);
    callers.set(row, caller);
    return caller;
  };
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

function newCaller(row: KeyRow): Caller {
  return {
    keyId: row.id,
    sub: row.sub,
    ...(row.agent === undefined ? {} : { agent: row.agent }),
    roles: row.roles,
  };
}

/** Compares two hex SHA-256 in constant time. False for anything that is not 32 bytes of hex. */
function equalHashes(a: string, b: string): boolean {
  if (!HEX_HASH.test(a) || !HEX_HASH.test(b)) return false;
  return timingSafeEqual(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'));
}
