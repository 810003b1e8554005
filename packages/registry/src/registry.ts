/**
 * Who may call, and on whose behalf: API keys of persons, each bound to an agent and to roles.
 *
 * A change is a registry.change record first, durable, then a row in the store, then in force; a revocation is in
 * force at once (design/architecture.md, "The ledger is the truth").
 */
import type { Clock, Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { Recorder, RecordOf, Subjects } from '@remit/record';
import type { ControlStore, StoredKey } from '@remit/store';
import type { AuthFailure, Caller } from './caller.ts';
import { whoOf } from './caller.ts';
import { registryError } from './errors.ts';
import type { HeldKey } from './key-table.ts';
import { createKeyTable } from './key-table.ts';
import type { KeyIssuer, KeyRow, NewKey } from './keys.ts';
import { checkNewKey } from './new-key.ts';
import { reconcileKeys, recordedKey } from './reconcile.ts';

/** Why a revocation did nothing. */
export type RevokeRefusal = 'unknown' | 'already-revoked';

export interface Registry {
  /** What start-up found between store and ledger, one sentence each; empty when they agree. */
  readonly startup: readonly string[];
  /** Checks a bearer token in memory, comparing hashes in constant time. */
  authenticate(token: string | undefined): Result<Caller, AuthFailure>;
  /**
   * Issues a key. The token is shown this once and stored nowhere. `by` is undefined only at bootstrap.
   * @throws RemitError `registry.not-allowed`, `registry.invalid-key`, or the ledger's when nothing could be recorded.
   */
  createKey(by: Caller | undefined, key: NewKey): Promise<{ readonly token: string; readonly key: KeyRow }>;
  /**
   * Revokes a key: refused from this moment on, even while the record is on its way and even when that fails (then
   * this rejects with the ledger's error and can be tried again). @throws RemitError `registry.not-allowed`.
   */
  revokeKey(by: Caller | undefined, id: string): Promise<Result<KeyRow, RevokeRefusal>>;
  /** True until the key is revoked. For work that outlives its authentication, such as a call that waits for a person. */
  isActive(keyId: string): boolean;
  /**
   * Takes in a change that another gateway has recorded, from the log that both share: a new key works, a revoked one does
   * not. Changes of its own change nothing.
   */
  follow(record: RecordOf<'registry.change'>): void;
  /** All keys, revoked ones too, oldest first. */
  listKeys(): readonly KeyRow[];
}

export interface RegistryDeps {
  readonly store: Pick<ControlStore, 'keys'>;
  readonly recorder: Recorder;
  readonly subjects: Subjects;
  readonly clock: Clock;
  readonly issuer: KeyIssuer;
  /** All registry.change records of the ledger, oldest first. */
  readonly history: Iterable<RecordOf<'registry.change'>>;
}

/** Loads the keys and holds them against the ledger. @throws when the store cannot be read or written. */
export async function createRegistry(deps: RegistryDeps): Promise<Registry> {
  const { store, recorder, subjects, clock, issuer } = deps;
  const table = createKeyTable(issuer);
  const start = reconcileKeys(await store.keys.all(), deps.history);
  for (const { id, at } of start.revoke) await store.keys.revoke(id, at);
  for (const key of start.keys) table.set(key);
  const revoking = new Map<string, Promise<Result<KeyRow, RevokeRefusal>>>();

  const revoke = async (by: Caller | undefined, key: HeldKey): Promise<Result<KeyRow, RevokeRefusal>> => {
    const row = { ...key.row, revokedAt: key.row.revokedAt ?? clock.now() };
    // Fail closed: refused in memory before the record is even queued.
    table.set({ ...key, row });
    await recorder.record({
      t: 'registry.change',
      ...(by === undefined ? {} : { who: whoOf(by) }),
      chg: { what: 'key.revoke', ref: row.id, of: row.sub },
    }).durable;
    await store.keys.revoke(row.id, row.revokedAt);
    return ok(row);
  };
  const settled = new Set(start.keys.filter((key) => key.row.revokedAt !== undefined).map((key) => key.row.id));

  return {
    startup: start.notes,
    authenticate: (token) => table.authenticate(token),
    async createKey(by, asked) {
      assertAdmin(by);
      const { person, agent, roles } = checkNewKey(asked);
      const { id, token, hash } = issuer.newApiKey();
      const row: KeyRow = {
        id,
        sub: subjects.handle('person', person),
        ...(agent === undefined ? {} : { agent }),
        roles,
        createdAt: clock.now(),
      };
      await recorder.record({
        t: 'registry.change',
        ...(by === undefined ? {} : { who: whoOf(by) }),
        chg: {
          what: 'key.create',
          ref: id,
          roles: [...roles],
          of: row.sub,
          ...(agent === undefined ? {} : { agent }),
          sha: hash,
        },
      }).durable;
      await store.keys.insert(storedKey(row, hash));
      table.set({ row, hash });
      return { token, key: row };
    },
    async revokeKey(by, id) {
      assertAdmin(by);
      const key = table.get(id);
      if (key === undefined) return err('unknown');
      if (settled.has(id)) return err('already-revoked');
      const underway = revoking.get(id);
      if (underway !== undefined) return underway;
      const work = revoke(by, key).finally(() => revoking.delete(id));
      revoking.set(id, work);
      const done = await work;
      settled.add(id);
      return done;
    },
    isActive(keyId) {
      const key = table.get(keyId);
      return key !== undefined && key.row.revokedAt === undefined;
    },
    follow(record) {
      const { what, ref } = record.chg;
      const known = table.get(ref);
      if (what === 'key.create' && known === undefined) {
        const key = recordedKey(record);
        if (key !== undefined) table.set(key);
      }
      if (what !== 'key.revoke') return;
      settled.add(ref);
      if (known !== undefined && known.row.revokedAt === undefined)
        table.set({ ...known, row: { ...known.row, revokedAt: Date.parse(record.ts) } });
    },
    listKeys: () => table.rows(),
  };
}

function storedKey({ sub, ...row }: KeyRow, hash: string): StoredKey {
  return { ...row, person: sub, hash };
}

function assertAdmin(by: Caller | undefined): void {
  if (by !== undefined && !by.roles.includes('admin')) throw registryError('registry.not-allowed');
}
