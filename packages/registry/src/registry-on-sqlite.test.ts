import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixedClock } from '@remit/core';
import { openControlStore } from '@remit/store';
import { expect, it } from 'vitest';
import { createRegistry } from './registry.ts';
import { memoryIssuer, memoryRecorder, memorySubjects } from './testkit/memory.ts';

it('[registry.recorded-first] keys outlive the process on a real store', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'remit-registry-'));
  const clock = fixedClock(Date.parse('2026-11-22T09:00:00.000Z'));
  const recorder = memoryRecorder(clock);
  const rest = { recorder, subjects: memorySubjects(), clock, issuer: memoryIssuer() };
  const open = async () => {
    const store = await openControlStore(join(folder, 'control.sqlite'));
    const history = recorder.records.filter((record) => record.t === 'registry.change');
    return { store, registry: await createRegistry({ ...rest, store, history }) };
  };
  const first = await open();
  const kept = await first.registry.createKey(undefined, { person: 'a', agent: 'x', roles: ['caller'] });
  const gone = await first.registry.createKey(undefined, { person: 'b', roles: ['admin'] });
  await first.registry.revokeKey(undefined, gone.key.id);
  await first.store.close();
  const second = await open();
  expect(second.registry.startup).toEqual([]);
  expect(second.registry.listKeys()).toEqual(first.registry.listKeys());
  expect(second.registry.authenticate(kept.token)).toMatchObject({ ok: true, value: { agent: 'x' } });
  expect(second.registry.authenticate(gone.token)).toEqual({ ok: false, error: 'revoked' });
  await second.store.close();
  rmSync(folder, { recursive: true });
});
