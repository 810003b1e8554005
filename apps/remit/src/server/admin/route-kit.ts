/** What the routes of the administration API share: their types, the role check, the body, the id. */
import type { Caller, Role } from '@remit/registry';
import type { Context, Handler, Hono } from 'hono';
import { adminError } from '../admin-errors.ts';

export type AdminEnv = { Variables: { caller: Caller } };
export type AdminContext = Context<AdminEnv>;
export type AdminApp = Hono<AdminEnv>;

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
