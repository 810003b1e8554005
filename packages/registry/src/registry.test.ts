import { fixedClock } from '@remit/core';
import type { AnyRecord, RecordOf } from '@remit/record';
import { describe, expect, it } from 'vitest';
import type { Caller } from './caller.ts';
import { createRegistry } from './registry.ts';
import { memoryIssuer, memoryRecorder, memoryStore, memorySubjects } from './testkit/memory.ts';

const T0 = Date.parse('2026-11-22T09:00:00.000Z');
const admin: Caller = { keyId: 'boot', sub: 'p_aaaaaaaaaaaaaaaaaaaaaa', roles: ['admin'] };

function setting() {
  const clock = fixedClock(T0);
  const store = memoryStore();
  const recorder = memoryRecorder(clock);
  const subjects = memorySubjects();
  const issuer = memoryIssuer();
  const start = () => createRegistry({ store, recorder, subjects, clock, issuer, history: changes(recorder.records) });
  return { clock, store, recorder, subjects, start };
}

function changes(records: readonly AnyRecord[]): RecordOf<'registry.change'>[] {
  return records.filter((record) => record.t === 'registry.change');
}

describe('several gateways', () => {
  it('[gateways.keys] a key that another gateway made works, and one that it revoked is refused from then on', async () => {
    const { start, recorder } = setting();
    const [here, there] = [await start(), await start()];
    const { token, key } = await there.createKey(admin, { person: 'jane', agent: 'a', roles: ['caller'] });
    expect(here.authenticate(token)).toEqual({ ok: false, error: 'unknown' });
    const follow = () => {
      for (const change of changes(recorder.records)) here.follow(change);
    };
    follow();
    expect(here.authenticate(token)).toEqual(there.authenticate(token));
    expect(here.listKeys()).toEqual([key]);
    await there.revokeKey(admin, key.id);
    follow();
    expect(here.authenticate(token)).toEqual({ ok: false, error: 'revoked' });
    expect(here.isActive(key.id)).toBe(false);
    expect(await here.revokeKey(admin, key.id)).toEqual({ ok: false, error: 'already-revoked' });
    // Once more from the beginning: nothing comes back.
    follow();
    expect(here.isActive(key.id)).toBe(false);
  });
});

describe('creating keys', () => {
  it('[registry.hashed] stores a hash and a handle, never the token or the name', async () => {
    const { start, store, recorder } = setting();
    const registry = await start();
    const { token, key } = await registry.createKey(admin, {
      person: ' Jane.Doe@bank.example ',
      agent: 'loan-triage-agent',
      roles: ['approver', 'caller', 'caller'],
    });
    expect(key).toEqual({
      id: 'k1',
      sub: 'p_0000000000000000000000',
      agent: 'loan-triage-agent',
      roles: ['caller', 'approver'],
      createdAt: T0,
    });
    const written = JSON.stringify([store.rows, recorder.records, registry.listKeys()]);
    expect(written).not.toContain(token);
    expect(written).not.toContain('Jane');
    expect(store.rows[0]?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(registry.listKeys()[0]).not.toHaveProperty('hash');
  });

  it('[registry.recorded-first] records the change durably before the row is stored or the key works', async () => {
    const { start, store, recorder } = setting();
    const registry = await start();
    let release = () => {};
    recorder.gate = new Promise((resolve) => {
      release = resolve;
    });
    const creating = registry.createKey(admin, { person: 'a', roles: ['caller'] });
    await Promise.resolve();
    expect(store.rows).toEqual([]);
    expect(registry.authenticate('remit_k1_secret1')).toEqual({ ok: false, error: 'unknown' });
    release();
    const { token } = await creating;
    expect(recorder.records[0]).toMatchObject({
      t: 'registry.change',
      who: { sub: admin.sub },
      chg: { what: 'key.create', ref: 'k1', roles: ['caller'], of: 'p_0000000000000000000000' },
    });
    expect(registry.authenticate(token)).toMatchObject({ ok: true });
  });

  it('[registry.recorded-first] issues nothing when the record cannot be made durable', async () => {
    const { start, store, recorder } = setting();
    const registry = await start();
    recorder.fail = new Error('disk full');
    await expect(registry.createKey(admin, { person: 'a', roles: ['caller'] })).rejects.toThrow('disk full');
    expect(store.rows).toEqual([]);
    expect(registry.listKeys()).toEqual([]);
    expect(registry.authenticate('remit_k1_secret1')).toEqual({ ok: false, error: 'unknown' });
  });

  it('leaves out the author only at bootstrap', async () => {
    const { start, recorder } = setting();
    const registry = await start();
    await registry.createKey(undefined, { person: 'a', roles: ['admin'] });
    expect(recorder.records[0]).not.toHaveProperty('who');
  });

  it('[registry.admin-only] refuses a caller without the admin role', async () => {
    const { start, recorder } = setting();
    const registry = await start();
    const { key } = await registry.createKey(undefined, { person: 'a', roles: ['caller', 'approver', 'auditor'] });
    const by: Caller = { keyId: key.id, sub: key.sub, roles: key.roles };
    await expect(registry.createKey(by, { person: 'b', roles: ['admin'] })).rejects.toMatchObject({
      code: 'registry.not-allowed',
    });
    await expect(registry.revokeKey(by, key.id)).rejects.toMatchObject({ code: 'registry.not-allowed' });
    expect(recorder.records).toHaveLength(1);
  });

  it.each([
    [{ person: '  ', roles: ['caller'] as const }, 'person'],
    [{ person: 'p'.repeat(513), roles: ['caller'] as const }, 'person'],
    [{ person: 'a', roles: [] }, 'roles'],
    [{ person: 'a', agent: '', roles: ['caller'] as const }, 'agent'],
    [{ person: 'a', agent: 'a\nb', roles: ['caller'] as const }, 'agent'],
    [{ person: 'a', agent: 'a'.repeat(257), roles: ['caller'] as const }, 'agent'],
  ])('refuses %j and names the field', async (asked, field) => {
    const { start, recorder } = setting();
    const registry = await start();
    await expect(registry.createKey(admin, asked)).rejects.toThrow(`wrong: ${field}`);
    expect(recorder.records).toEqual([]);
  });
});

describe('authenticating', () => {
  it.each([
    [undefined, 'missing'],
    ['', 'missing'],
    ['Bearer x', 'malformed'],
    ['remit_k9_secret9', 'unknown'],
    ['remit_k1_secret2', 'unknown'],
  ] as const)('answers %s with %s', async (token, error) => {
    const { start } = setting();
    const registry = await start();
    await registry.createKey(admin, { person: 'a', roles: ['caller'] });
    expect(registry.authenticate(token)).toEqual({ ok: false, error });
  });

  it('[registry.in-memory] needs no store once it has started', async () => {
    const { start, store } = setting();
    const registry = await start();
    const { token } = await registry.createKey(admin, { person: 'a', agent: 'x', roles: ['caller'] });
    store.rows.length = 0;
    await store.close();
    expect(registry.authenticate(token)).toEqual({
      ok: true,
      value: { keyId: 'k1', sub: 'p_0000000000000000000000', agent: 'x', roles: ['caller'] },
    });
  });

  it('gives two keys of one person the same handle', async () => {
    const { start } = setting();
    const registry = await start();
    const first = await registry.createKey(admin, { person: 'a', roles: ['caller'] });
    const second = await registry.createKey(admin, { person: 'a', roles: ['approver'] });
    expect(second.key.sub).toBe(first.key.sub);
    expect(second.key.id).not.toBe(first.key.id);
  });
});

describe('revoking', () => {
  it('[registry.revoke-at-once] refuses the key before the record is durable', async () => {
    const { start, recorder, store } = setting();
    const registry = await start();
    const { token, key } = await registry.createKey(admin, { person: 'a', roles: ['caller'] });
    let release = () => {};
    recorder.gate = new Promise((resolve) => {
      release = resolve;
    });
    const revoking = registry.revokeKey(admin, key.id);
    expect(registry.authenticate(token)).toEqual({ ok: false, error: 'revoked' });
    expect([registry.isActive(key.id), registry.isActive('k9')]).toEqual([false, false]);
    expect(store.rows[0]).not.toHaveProperty('revokedAt');
    release();
    expect(await revoking).toEqual({ ok: true, value: { ...key, revokedAt: T0 } });
    expect(store.rows[0]?.revokedAt).toBe(T0);
    expect(recorder.records[1]).toMatchObject({ chg: { what: 'key.revoke', ref: key.id, of: key.sub } });
  });

  it('[registry.revoke-at-once] stays refused when the record fails, and can be tried again', async () => {
    const { start, recorder } = setting();
    const registry = await start();
    const { token, key } = await registry.createKey(admin, { person: 'a', roles: ['caller'] });
    recorder.fail = new Error('disk full');
    await expect(registry.revokeKey(admin, key.id)).rejects.toThrow('disk full');
    expect(registry.authenticate(token)).toEqual({ ok: false, error: 'revoked' });
    delete recorder.fail;
    expect(await registry.revokeKey(admin, key.id)).toMatchObject({ ok: true });
    expect(changes(recorder.records).map((record) => record.chg.what)).toEqual(['key.create', 'key.revoke']);
  });

  it('records one revocation when two are asked for at once', async () => {
    const { start, recorder } = setting();
    const registry = await start();
    const { key } = await registry.createKey(admin, { person: 'a', roles: ['caller'] });
    await Promise.all([registry.revokeKey(admin, key.id), registry.revokeKey(admin, key.id)]);
    expect(recorder.records).toHaveLength(2);
    expect(await registry.revokeKey(admin, key.id)).toEqual({ ok: false, error: 'already-revoked' });
    expect(await registry.revokeKey(admin, 'k9')).toEqual({ ok: false, error: 'unknown' });
  });
});

describe('starting again', () => {
  it('accepts what store and ledger agree on', async () => {
    const { start } = setting();
    const { token } = await (await start()).createKey(admin, { person: 'a', agent: 'x', roles: ['caller'] });
    const again = await start();
    expect(again.startup).toEqual([]);
    expect(again.authenticate(token)).toMatchObject({ ok: true });
  });

  it.each([
    ['roles', { roles: ['caller', 'admin'] }, 'its roles are not the ones'],
    ['person', { person: 'p_zzzzzzzzzzzzzzzzzzzzzz' }, 'its person is not the one'],
    ['agent', { agent: 'other-agent' }, 'its agent is not the one'],
    ['hash', { hash: 'f'.repeat(64) }, 'its hash is not the one'],
    ['id', { id: 'k7' }, 'no key.create record names it'],
  ])('[registry.ledger-is-truth] does not accept a row whose %s was edited in the store', async (_, edit, says) => {
    const { start, store } = setting();
    const { token } = await (await start()).createKey(admin, { person: 'a', agent: 'x', roles: ['caller'] });
    const row = store.rows[0];
    if (row === undefined) throw new Error('no row');
    store.rows[0] = { ...row, ...edit };
    const again = await start();
    expect(again.startup[0]).toContain(says);
    expect(again.authenticate(token)).toEqual({ ok: false, error: 'unknown' });
    expect(again.listKeys()).toEqual([]);
  });

  it('[registry.ledger-is-truth] keeps a revocation that the store lost, and writes it again', async () => {
    const { start, store } = setting();
    const first = await start();
    const { token, key } = await first.createKey(admin, { person: 'a', roles: ['caller'] });
    await first.revokeKey(admin, key.id);
    const row = store.rows[0];
    if (row === undefined) throw new Error('no row');
    const { revokedAt: _, ...unrevoked } = row;
    store.rows[0] = unrevoked;
    const again = await start();
    expect(again.authenticate(token)).toEqual({ ok: false, error: 'revoked' });
    expect(store.rows[0]?.revokedAt).toBe(T0);
    expect(again.startup).toEqual([
      `Key ${key.id} was revoked in the ledger but not in control.sqlite; it stays revoked.`,
    ]);
    expect(await again.revokeKey(admin, key.id)).toEqual({ ok: false, error: 'already-revoked' });
  });

  it('tells of a key that was recorded but never stored', async () => {
    const { start, store } = setting();
    await (await start()).createKey(admin, { person: 'a', roles: ['caller'] });
    store.rows.length = 0;
    expect((await start()).startup[0]).toContain('missing in control.sqlite');
  });
});
