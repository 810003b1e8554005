/**
 * Holds the key rows of the store against the registry.change records of the ledger. Pure.
 *
 * Threat: the store is an ordinary database file. Whoever can edit it could add a key, raise a role, or take a
 * revocation back; a crash between a record and its row has the same shape. The ledger is the truth
 * (design/architecture.md, "One idea carries everything"), so a row counts only as far as the records agree.
 */
import type { RecordOf } from '@remit/record';
import type { StoredKey } from '@remit/store';
import { isRole } from './caller.ts';
import type { HeldKey } from './key-table.ts';

/** What the registry starts with. */
export interface Reconciled {
  readonly keys: readonly HeldKey[];
  /** Revocations that the ledger holds and the store lost: to be written again. */
  readonly revoke: readonly { readonly id: string; readonly at: number }[];
  /** For the operator, one sentence each. Holds key ids, no personal data. */
  readonly notes: readonly string[];
}

interface KeyHistory {
  readonly created: RecordOf<'registry.change'>;
  revokedAt?: number;
}

/** Decides which rows are accepted. `history`: all registry.change records, in the ledger's order. */
export function reconcileKeys(rows: readonly StoredKey[], history: Iterable<RecordOf<'registry.change'>>): Reconciled {
  const recorded = keyHistory(history);
  const keys: HeldKey[] = [];
  const revoke: { id: string; at: number }[] = [];
  const notes: string[] = [];
  for (const row of rows) {
    const known = recorded.get(row.id);
    recorded.delete(row.id);
    const difference = differenceOf(row, known?.created);
    if (difference !== undefined) {
      notes.push(
        `Key ${row.id} is not accepted: ${difference}. Revoke it and issue a new key; find out who changed control.sqlite.`,
      );
      continue;
    }
    const revokedAt = row.revokedAt ?? known?.revokedAt;
    if (row.revokedAt === undefined && revokedAt !== undefined) {
      revoke.push({ id: row.id, at: revokedAt });
      notes.push(`Key ${row.id} was revoked in the ledger but not in control.sqlite; it stays revoked.`);
    }
    keys.push(heldKey(row, revokedAt));
  }
  for (const [id, known] of recorded)
    if (known.revokedAt === undefined)
      notes.push(
        `Key ${id} is recorded in the ledger but missing in control.sqlite; it cannot be used. Issue a new key.`,
      );
  return { keys, revoke, notes };
}

function keyHistory(history: Iterable<RecordOf<'registry.change'>>): Map<string, KeyHistory> {
  const recorded = new Map<string, KeyHistory>();
  for (const record of history) {
    const { what, ref } = record.chg;
    if (what === 'key.create' && !recorded.has(ref)) recorded.set(ref, { created: record });
    const known = recorded.get(ref);
    if (what === 'key.revoke' && known !== undefined) known.revokedAt ??= Date.parse(record.ts);
  }
  return recorded;
}

function differenceOf(row: StoredKey, created: RecordOf<'registry.change'> | undefined): string | undefined {
  if (created === undefined) return 'no key.create record names it';
  const { of, agent, roles, sha } = created.chg;
  if (row.hash !== sha) return 'its hash is not the one in its key.create record';
  if (row.person !== of) return 'its person is not the one in its key.create record';
  if (row.agent !== agent) return 'its agent is not the one in its key.create record';
  if (row.roles.join() !== (roles ?? []).join()) return 'its roles are not the ones in its key.create record';
  return undefined;
}

function heldKey(row: StoredKey, revokedAt: number | undefined): HeldKey {
  return {
    hash: row.hash,
    row: {
      id: row.id,
      sub: row.person,
      ...(row.agent === undefined ? {} : { agent: row.agent }),
      // A role that this version does not know grants nothing.
      roles: row.roles.filter(isRole),
      createdAt: row.createdAt,
      ...(revokedAt === undefined ? {} : { revokedAt }),
    },
  };
}

/** A key as its key.create record says it; undefined for a record that names no hash. */
export function recordedKey({ ts, chg }: RecordOf<'registry.change'>): HeldKey | undefined {
  const { ref, of, agent, roles = [], sha } = chg;
  if (of === undefined || sha === undefined) return undefined;
  const row = { id: ref, person: of, hash: sha, roles, createdAt: Date.parse(ts) };
  return heldKey(agent === undefined ? row : { ...row, agent }, undefined);
}
