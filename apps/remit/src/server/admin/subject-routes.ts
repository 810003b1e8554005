/**
 * Access of a person to what is recorded about them. Reading sealed content is recorded before it is read, like any other
 * such reading.
 */
import { concatBytes, rfc3339, utf8 } from '@remit/core';
import { plannedItem } from '@remit/ledger';
import { Role, whoOf } from '@remit/registry';
import { z } from 'zod';
import { adminError } from '../admin-errors.ts';
import type { House } from '../house-types.ts';
import { handlesOf } from './erasure-routes.ts';
import type { AdminApp } from './route-kit.ts';
import { jsonBody, needs } from './route-kit.ts';

const Wanted = z.strictObject({
  person: z.string().trim().min(1).max(320).optional(),
  handle: z.string().optional(),
  shared: z.boolean().default(false),
});

/** Names of fields in one record. */
const MOST_FIELDS = 16;

export function addSubjectRoutes(app: AdminApp, house: House): void {
  app.post('/v1/subjects/export', needs(Role.Admin), async (c) => {
    const wanted = Wanted.safeParse(await jsonBody(c));
    if (!wanted.success) throw adminError('admin.bad-request', z.prettifyError(wanted.error));
    const handles = handlesOf(house, wanted.data);
    for (const of of handles) await tell(house, c.get('caller'), of);
    // What can be signed is proved; the rest says that it is not signed yet.
    await house.ledger.sealHead().catch(() => undefined);
    const made = await house.evidence.run({ kind: 'subject-export', handles, shared: wanted.data.shared });
    const { zip, ...summary } = made;
    return c.body(new Uint8Array(concatBytes(utf8(`${JSON.stringify(summary)}\n`), zip)), 200, {
      'content-type': 'application/octet-stream',
    });
  });
}

async function tell(house: House, by: Parameters<typeof whoOf>[0], of: string): Promise<void> {
  const reader = house.ledger.reader();
  const items = [...reader.sealed({ handles: [of] })].map(plannedItem);
  reader.close();
  const fields = [...new Set(items.flatMap((item) => item.fields))].sort().slice(0, MOST_FIELDS);
  const times = items.map(({ ts }) => ts).sort();
  const now = rfc3339(house.clock.now());
  const recorded = house.ledger.record({
    t: 'breakglass',
    who: whoOf(by),
    brk: {
      what: 'subject.export',
      fields: fields.length === 0 ? ['reference'] : fields,
      of,
      from: times[0] ?? now,
      to: now,
      size: house.ledger.head().size,
    },
  });
  await recorded.durable;
}
