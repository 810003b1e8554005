/** The log changes its key, end to end. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Installation } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';

let house: Installation;
beforeAll(async () => {
  house = makeInstallation();
  const made = await house.json('init', '--person', 'ada@example.org');
  house.key = String(made['token'] ?? made['key']);
});
afterAll(() => house.remove());

it('[ops.rotate-key] begin, heads by both keys, finish; a pack passes with both keys in the trust file', async () => {
  expect((await house.remit('ledger', 'rotate-key')).code).toBe(64);
  const { prev, next } = await house.json('ledger', 'rotate-key', '--why', 'yearly', '--both', '1');
  await house.json('key', 'create', '--person', 'bob@example.org', '--role', 'auditor');
  const finished = await house.remit('ledger', 'rotate-key', '--finish');
  expect(finished.out).toContain(`${String(next)} signs alone.`);
  const { vkey, checkpoint } = await house.json('ledger', 'head');
  expect(vkey).toBe(next);
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  const made = await house.json('report', '--from', day(-1), '--to', day(1), '--out', 'packs');
  const pack = String(made['pack'] ?? made['path'] ?? made['file']);
  const trust = `log ${String(prev)}\nlog ${String(next)}\nquorum none\n---\n${String(checkpoint)}`;
  writeFileSync(join(house.dir, 'trust'), trust);
  const verified = await house.remit('verify', pack, '--trust', 'trust', '--json');
  const { steps } = JSON.parse(verified.out) as { steps: { name: string; status: string; says: string[] }[] };
  const failed = steps.filter(({ status }) => status === 'fail');
  expect(failed).toEqual([]);
  const history = steps.find(({ name }) => name === 'key-history');
  expect(history).toMatchObject({ status: 'ok' });
  expect(history?.says[0]).toContain('changed 1 time(s)');
  expect(steps.find(({ name }) => name === 'writer-seals')).toMatchObject({ status: 'ok' });
}, 240_000);
