/** Keys: create, list, revoke. For administrators. */
import { rfc3339 } from '@remit/core';
import type { KeyRow } from '@remit/registry';
import { Role } from '@remit/registry';
import { z } from 'zod';
import { adminError } from '../admin-errors.ts';
import type { CreatedKey, KeyView } from '../admin-types.ts';
import type { House } from '../house-types.ts';
import type { AdminApp } from './route-kit.ts';
import { jsonBody, needs, pathId } from './route-kit.ts';

const CreateKey = z.strictObject({
  person: z.string().trim().min(1).max(320),
  agent: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'expected letters, digits, dots, dashes and underscores')
    .optional(),
  roles: z.array(z.enum(Role)).min(1).max(4),
});

export function addKeyRoutes(app: AdminApp, house: House): void {
  app.post('/v1/keys', needs(Role.Admin), async (c) => {
    const wanted = CreateKey.safeParse(await jsonBody(c));
    if (!wanted.success) throw adminError('admin.bad-request', z.prettifyError(wanted.error));
    const { agent, ...rest } = wanted.data;
    const made = await house.registry.createKey(c.get('caller'), agent === undefined ? rest : { ...rest, agent });
    const answer: CreatedKey = { token: made.token, key: keyView(house, made.key) };
    return c.json(answer, 201);
  });
  app.get('/v1/keys', needs(Role.Admin), (c) =>
    c.json({ keys: house.registry.listKeys().map((row) => keyView(house, row)) }),
  );
  app.delete('/v1/keys/:id', needs(Role.Admin), async (c) => {
    const done = await house.registry.revokeKey(c.get('caller'), pathId(c));
    if (!done.ok)
      throw adminError(done.error === 'unknown' ? 'admin.not-found' : 'admin.conflict', `key ${done.error}`);
    return c.json(keyView(house, done.value));
  });
}

/** The row as an administrator sees it, with the person's reference from the vault. */
export function keyView(house: House, row: KeyRow): KeyView {
  const person = house.personOf(row.sub);
  return {
    id: row.id,
    sub: row.sub,
    ...(person === undefined ? {} : { person }),
    ...(row.agent === undefined ? {} : { agent: row.agent }),
    roles: row.roles,
    created: rfc3339(row.createdAt),
    ...(row.revokedAt === undefined ? {} : { revoked: rfc3339(row.revokedAt) }),
  };
}
