/** System cards: declare one, show what the log holds of a system, print its annexes. */

import { classesOf, parseSystemCard } from '@remit/catalogue';
import { rfc3339, utf8 } from '@remit/core';
import { Role, whoOf } from '@remit/registry';
import { z } from 'zod';
import { adminError } from '../admin-errors.ts';
import { parseTime } from '../evidence/period.ts';
import type { House } from '../house-types.ts';
import type { DeclaredCard } from '../system-types.ts';
import type { AdminApp } from './route-kit.ts';
import { jsonBody, needs, pathId } from './route-kit.ts';
import { scopeProblems } from './scope-routes.ts';

const AnnexRequest = z.strictObject({
  annex: z.enum(['iv', 'viii']),
  section: z.enum(['A', 'B', 'C']).optional(),
  restricted: z.boolean().optional(),
  asOf: z.string().optional(),
});

export function addSystemRoutes(app: AdminApp, house: House): void {
  const readers = needs(Role.Auditor, Role.Admin);
  app.post('/v1/systems', needs(Role.Admin), async (c) => {
    const text = await c.req.text();
    const parsed = parseSystemCard(text);
    if (!parsed.ok) throw adminError('admin.card-invalid', scopeProblems(parsed.error));
    const { id, name, version } = parsed.value;
    const before = await house.evidence.run({ kind: 'system', system: id });
    // The blob first: a record that names content which is not there would be a card that nobody can read.
    const sha = await house.ledger.put(utf8(text));
    const who = whoOf(c.get('caller'));
    const recorded = house.ledger.record({ t: 'registry.change', who, chg: { what: 'system.declare', ref: id, sha } });
    await recorded.durable;
    const bound = before.attestations.filter(
      ({ state, statement }) => state === 'signed' && statement?.shown.card !== sha,
    );
    const view: DeclaredCard = {
      id,
      name,
      version,
      sha,
      record: recorded.id,
      classes: classesOf(parsed.value),
      outdated: bound.length,
    };
    return c.json(view, 201);
  });
  app.get('/v1/systems', readers, async (c) => c.json({ systems: await house.evidence.run({ kind: 'systems' }) }));
  app.get('/v1/systems/:id', needs(Role.Auditor, Role.Admin, Role.Approver), async (c) =>
    c.json(await house.evidence.run({ kind: 'system', system: pathId(c) })),
  );
  app.post('/v1/systems/:id/annex', readers, async (c) => {
    const wanted = AnnexRequest.safeParse(await jsonBody(c));
    if (!wanted.success) throw adminError('admin.bad-request', z.prettifyError(wanted.error));
    const { annex, section, restricted = false, asOf } = wanted.data;
    const now = asOf === undefined ? house.clock.now() : parseTime(asOf, 'start');
    if (now === null) throw adminError('admin.bad-request', 'as-of is a date or an RFC 3339 time');
    if (annex === 'viii' && section === undefined)
      throw adminError('admin.bad-request', 'Annex VIII has three sections: name A, B or C');
    const system = pathId(c);
    const request =
      section === undefined || annex === 'iv'
        ? ({ annex: 'iv', system } as const)
        : ({ annex: 'viii', system, section, restricted } as const);
    return c.json(await house.evidence.run({ kind: 'annex', request, now: rfc3339(now) }));
  });
}
