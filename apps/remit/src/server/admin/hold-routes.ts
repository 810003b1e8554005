/** Legal holds: set, release, list. A hold is a record; while it is in force nothing that it covers is erased or pruned. */
import { rfc3339 } from '@remit/core';
import { Role, whoOf } from '@remit/registry';
import { z } from 'zod';
import { adminError } from '../admin-errors.ts';
import { currentHolds } from '../erasure/plan.ts';
import { parseTime } from '../evidence/period.ts';
import type { House } from '../house-types.ts';
import { handlesOf } from './erasure-routes.ts';
import type { AdminApp } from './route-kit.ts';
import { jsonBody, needs, pathId } from './route-kit.ts';

const Code = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9./_-]{0,127}$/, 'expected letters, digits, dots, slashes, dashes and underscores');
const SetHold = z.strictObject({
  id: Code,
  basis: Code,
  person: z.string().trim().min(1).max(320).optional(),
  handle: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
});

export function addHoldRoutes(app: AdminApp, house: House): void {
  app.get('/v1/holds', needs(Role.Admin, Role.Approver, Role.Auditor), (c) => c.json({ holds: holdsNow(house) }));
  app.post('/v1/holds', needs(Role.Admin), async (c) => {
    const wanted = SetHold.safeParse(await jsonBody(c));
    if (!wanted.success) throw adminError('admin.bad-request', z.prettifyError(wanted.error));
    const { id, basis, person, handle } = wanted.data;
    if (holdsNow(house).some((hold) => hold.id === id))
      throw adminError('admin.conflict', `hold ${id} is in force already`);
    const time = (text: string | undefined, side: 'start' | 'end') => {
      if (text === undefined) return undefined;
      const at = parseTime(text, side);
      if (at === null) throw adminError('admin.bad-request', `${JSON.stringify(text)} is no day and no RFC 3339 time`);
      return rfc3339(at);
    };
    const [from, to] = [time(wanted.data.from, 'start'), time(wanted.data.to, 'end')];
    const named = person !== undefined || handle !== undefined;
    const recorded = house.ledger.record({
      t: 'hold',
      who: whoOf(c.get('caller')),
      hold: {
        id,
        set: true,
        basis,
        ...(named ? { of: handlesOf(house, wanted.data) } : {}),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      },
    });
    await recorded.durable;
    return c.json({ id, records: [recorded.id] }, 201);
  });
  app.delete('/v1/holds/:id', needs(Role.Admin), async (c) => {
    const hold = holdsNow(house).find(({ id }) => id === pathId(c));
    if (hold === undefined) throw adminError('admin.not-found', `no hold ${pathId(c)} is in force`);
    const { id, basis, of, from, to } = hold;
    const recorded = house.ledger.record({
      t: 'hold',
      who: whoOf(c.get('caller')),
      hold: {
        id,
        set: false,
        basis,
        ...(of === undefined ? {} : { of: [...of] }),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      },
    });
    await recorded.durable;
    return c.json({ id, records: [recorded.id] });
  });
}

function holdsNow(house: House) {
  const reader = house.ledger.reader();
  try {
    return currentHolds(reader);
  } finally {
    reader.close();
  }
}
