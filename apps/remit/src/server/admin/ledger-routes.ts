/** The log: its head, a record's proof, a full self-check. Proofs say nothing about content, so every key may ask. */
import { join } from 'node:path';
import { listEvidence } from '@remit/ledger';
import { Role } from '@remit/registry';
import { z } from 'zod';
import { adminError } from '../admin-errors.ts';
import type { HeadView, LedgerStatusView } from '../admin-types.ts';
import type { House } from '../house-types.ts';
import { askRoll } from '../periods/ask-roll.ts';
import { prune } from '../periods/prune.ts';
import type { AdminApp } from './route-kit.ts';
import { jsonBody, needs } from './route-kit.ts';

const Prune = z.strictObject({ log: z.string() });
const Roll = z.strictObject({
  to: z
    .string()
    .regex(/^[^\s+]{1,128}$/, 'expected a schema-less URL without spaces or +')
    .optional(),
  why: z.enum(['period', 'compromise', 'restore']).default('period'),
});

export function addLedgerRoutes(app: AdminApp, house: House): void {
  app.get('/v1/ledger/head', (c) => {
    const head = house.ledger.head();
    const view: HeadView = { ...namesOf(house), ...head };
    return c.json(view);
  });
  app.get('/v1/ledger/status', (c) => c.json(statusOf(house)));
  app.post('/v1/ledger/anchor', needs(Role.Admin, Role.Auditor), async (c) => {
    if (house.anchors.heads().length === 0) throw adminError('admin.bad-request', 'no log.anchors are configured');
    await house.ledger.sealHead();
    await house.anchors.now();
    return c.json(statusOf(house));
  });
  app.get('/v1/ledger/proof/:record', async (c) => {
    const record = c.req.param('record');
    const prove = () => house.evidence.run({ kind: 'proof', record });
    // What is signed can be proved while nothing new can be signed.
    const proof = (await prove()) ?? (await house.ledger.sealHead().then(prove));
    if (proof === undefined) throw adminError('admin.not-found', `record ${record}`);
    return c.text(proof);
  });
  app.get('/v1/ledger/logs', needs(Role.Admin, Role.Auditor), (c) => c.json({ logs: house.periods.list() }));
  app.post('/v1/ledger/prune', needs(Role.Admin), async (c) => {
    const wanted = Prune.safeParse(await jsonBody(c));
    if (!wanted.success) throw adminError('admin.bad-request', z.prettifyError(wanted.error));
    const pruned = await prune(house, c.get('caller'), wanted.data.log);
    if (!pruned.ok) throw adminError('admin.conflict', pruned.error);
    return c.json(pruned.value);
  });
  app.post('/v1/ledger/roll', needs(Role.Admin), async (c) => {
    const wanted = Roll.safeParse(await jsonBody(c));
    if (!wanted.success) throw adminError('admin.bad-request', z.prettifyError(wanted.error));
    const { to, why } = wanted.data;
    const asked = await askRoll(house, { why, by: c.get('caller').sub, ...(to === undefined ? {} : { to }) });
    if (!asked.ok) throw adminError('admin.conflict', asked.error);
    return c.json(asked.value, 202);
  });
  app.post('/v1/ledger/check', needs(Role.Admin, Role.Auditor), async (c) => {
    // A log that cannot be sealed now is checked up to what is signed.
    await house.ledger.sealHead().catch(() => undefined);
    const all = [await house.evidence.run({ kind: 'check' })];
    for (const log of house.periods.list().filter(({ current }) => !current)) {
      const { ok, says } = await house.evidence.run({ kind: 'check' }, undefined, log.dir);
      all.push({ ok, says: says.map((line) => `${log.origin}: ${line}`) });
    }
    return c.json({ ok: all.every(({ ok }) => ok), says: all.flatMap(({ says }) => says) });
  });
}

function namesOf({ ledger }: House): Pick<HeadView, 'origin' | 'vkey' | 'writerKey'> {
  const { origin, vkey, writerKey } = ledger;
  return { origin, vkey, ...(writerKey === undefined ? {} : { writerKey }) };
}

function statusOf(house: House): LedgerStatusView {
  const { ledger, witnessWatch, anchors, config } = house;
  return {
    ...namesOf(house),
    ...ledger.head(),
    lag: witnessWatch.lag(),
    anchors: anchors.heads(),
    evidence: listEvidence(join(config.dataDir, 'evidence')).map(({ path }) => path),
  };
}
