/**
 * The administration API: what commands and, later, the console talk to. Not on the data plane.
 *
 * Every request carries the caller's own key; a route names the roles it is for. Rejections count as auth.rejects
 * like those of the data plane.
 */
import { RemitError } from '@remit/core';
import type { Caller, Role } from '@remit/registry';
import type { Context, Handler } from 'hono';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { adminError } from '../admin-errors.ts';
import type { House } from '../house.ts';
import { addApprovalRoutes } from './approval-routes.ts';
import { addEvidenceRoutes } from './evidence-routes.ts';
import { addKeyRoutes } from './key-routes.ts';
import { addLedgerRoutes } from './ledger-routes.ts';
import { addScopeRoutes } from './scope-routes.ts';

export type AdminEnv = { Variables: { caller: Caller } };
export type AdminContext = Context<AdminEnv>;
export type AdminApp = Hono<AdminEnv>;

/** Largest request body: a scope file is at most 1 MiB, everything else is far smaller. */
const MAX_BODY = 1024 * 1024;

/** Makes the API over a composed house. */
export function createAdminApp(house: House): AdminApp {
  const app: AdminApp = new Hono<AdminEnv>();
  app.onError((error, c) => problem(c, error, house));
  app.notFound((c) => problem(c, adminError('admin.not-found', `${c.req.method} ${c.req.path}`), house));
  app.use(
    bodyLimit({
      maxSize: MAX_BODY,
      onError: (c) => problem(c, adminError('admin.bad-request', 'body over 1 MiB'), house),
    }),
  );
  app.use(async (c, next) => {
    const token = /^Bearer ([!-~]+)$/.exec(c.req.header('authorization') ?? '')?.[1];
    const caller = house.gateway.authenticate(token, 'administration API');
    if (!caller.ok) throw adminError('admin.unauthenticated', caller.error);
    c.set('caller', caller.value);
    await next();
  });
  addKeyRoutes(app, house);
  addScopeRoutes(app, house);
  addApprovalRoutes(app, house);
  addLedgerRoutes(app, house);
  addEvidenceRoutes(app, house);
  return app;
}

/** Lets a request through when the caller holds one of the roles. */
export function needs(...roles: readonly Role[]): Handler<AdminEnv> {
  return async (c, next) => {
    if (!roles.some((role) => c.get('caller').roles.includes(role)))
      throw adminError('admin.forbidden', `needs the role ${roles.join(' or ')}`);
    await next();
  };
}

/** The `:id` of a route. hono types it by the route's literal path, which middleware hides. */
export function pathId(c: AdminContext): string {
  return c.req.param('id') ?? '';
}

/** The JSON body, checked by the caller's schema. */
export async function jsonBody(c: AdminContext): Promise<unknown> {
  const text = await c.req.text();
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw adminError('admin.bad-request', 'the body is not JSON');
  }
}

function problem(c: Context, error: unknown, house: House): Response {
  const known = error instanceof RemitError ? error : undefined;
  if (known === undefined) house.logger.error({ err: error, path: c.req.path }, 'administration request failed');
  const status = known?.row.status ?? 500;
  const body = {
    error: {
      code: known?.code ?? 'internal',
      message: known?.message ?? 'Something unexpected failed. The log of the server has the details.',
    },
  };
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
}
