/** Erasure: ask, approve, run, list. Asking and approving take two different persons; see server/erasure/desk.ts. */
import type { Result } from '@remit/core';
import { rfc3339 } from '@remit/core';
import { isLegalBasis } from '@remit/record';
import { Role } from '@remit/registry';
import { z } from 'zod';
import { adminError } from '../admin-errors.ts';
import type { ErasureRefused } from '../erasure/desk-types.ts';
import type { House } from '../house-types.ts';
import { declarePolicy } from '../periods/prune.ts';
import type { AdminApp } from './route-kit.ts';
import { jsonBody, needs, pathId } from './route-kit.ts';

const Ask = z.strictObject({
  person: z.string().trim().min(1).max(320).optional(),
  handle: z.string().optional(),
  basis: z.string().refine(isLegalBasis, 'expected a code of a legal basis; `remit erase request --help` lists them'),
  overrideFloor: z.boolean().default(false),
});
const Run = z.strictObject({ compact: z.boolean().default(true) });

export function addErasureRoutes(app: AdminApp, house: House): void {
  app.post('/v1/erasures', needs(Role.Admin, Role.Approver), async (c) => {
    const wanted = Ask.safeParse(await jsonBody(c));
    if (!wanted.success) throw adminError('admin.bad-request', z.prettifyError(wanted.error));
    const { basis, overrideFloor } = wanted.data;
    const handles = handlesOf(house, wanted.data);
    return c.json(
      done(await house.erasure.request(c.get('caller'), { kind: 'subjects', handles, basis, overrideFloor })),
      201,
    );
  });
  app.post('/v1/retention/runs', needs(Role.Admin, Role.Approver), async (c) => {
    const day = rfc3339(house.clock.now()).slice(0, 10);
    return c.json(done(await house.erasure.request(c.get('caller'), { kind: 'expired', day })), 201);
  });
  app.get('/v1/retention/expired', needs(Role.Admin, Role.Approver, Role.Auditor), (c) =>
    c.json(house.erasure.expired(rfc3339(house.clock.now()).slice(0, 10))),
  );
  app.post('/v1/retention/policies', needs(Role.Admin), async (c) =>
    c.json(await declarePolicy(house, c.get('caller')), 201),
  );
  app.get('/v1/erasures', needs(Role.Admin, Role.Approver, Role.Auditor), (c) =>
    c.json({ erasures: house.erasure.list() }),
  );
  app.post('/v1/erasures/:id/approve', needs(Role.Admin, Role.Approver), async (c) =>
    c.json(done(await house.erasure.approve(c.get('caller'), pathId(c)))),
  );
  app.post('/v1/erasures/:id/run', needs(Role.Admin), async (c) => {
    const wanted = Run.safeParse(await jsonBody(c));
    if (!wanted.success) throw adminError('admin.bad-request', z.prettifyError(wanted.error));
    return c.json(done(await house.erasure.run(pathId(c), wanted.data)));
  });
}

/** Handles of the person that a request names. */
export function handlesOf(
  house: House,
  named: { readonly person?: string | undefined; readonly handle?: string | undefined },
): string[] {
  if ((named.person === undefined) === (named.handle === undefined))
    throw adminError('admin.bad-request', 'name a person or a handle');
  if (named.handle !== undefined) {
    if (house.personOf(named.handle) === undefined)
      throw adminError('admin.not-found', 'nobody is known under this handle');
    return [named.handle];
  }
  const found = house.ledger.handlesOf(named.person ?? '').map(({ handle }) => handle);
  if (found.length === 0) throw adminError('admin.not-found', 'nobody is known under this reference');
  return found;
}

function done<T>(result: Result<T, ErasureRefused>): T {
  if (result.ok) return result.value;
  const { code, message } = result.error;
  if (code === 'unknown') throw adminError('admin.not-found', message);
  if (code === 'forbidden') throw adminError('admin.forbidden', message);
  throw adminError(code === 'invalid' ? 'admin.bad-request' : 'admin.conflict', message);
}
