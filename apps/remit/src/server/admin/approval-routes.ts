/** Calls that wait for a person: list, approve, reject. The desk checks the role, the person and the action. */
import { rfc3339 } from '@remit/core';
import type { ApprovalRefused, PendingApproval } from '@remit/gateway';
import { z } from 'zod';
import { adminError } from '../admin-errors.ts';
import type { PendingView } from '../admin-types.ts';
import type { House } from '../house-types.ts';
import type { AdminApp } from './route-kit.ts';
import { jsonBody, pathId } from './route-kit.ts';

const Approve = z.strictObject({ action: z.string().regex(/^[0-9a-f]{64}$/) });
const Reject = z.strictObject({ reason: z.string().max(2000).optional() });

export function addApprovalRoutes(app: AdminApp, house: House): void {
  app.get('/v1/approvals', (c) =>
    c.json({ pending: house.approvals.pending(c.get('caller')).map((p) => pendingView(house, p)) }),
  );
  app.post('/v1/approvals/:id/approve', async (c) => {
    const body = Approve.safeParse(await jsonBody(c));
    if (!body.success) throw adminError('admin.bad-request', z.prettifyError(body.error));
    const done = await house.approvals.approve(pathId(c), c.get('caller'), body.data.action);
    if (!done.ok) throw refused(done.error);
    return c.json(pendingView(house, done.value));
  });
  app.post('/v1/approvals/:id/reject', async (c) => {
    const body = Reject.safeParse(await jsonBody(c));
    if (!body.success) throw adminError('admin.bad-request', z.prettifyError(body.error));
    const done = await house.approvals.reject(pathId(c), c.get('caller'), body.data.reason);
    if (!done.ok) throw refused(done.error);
    return c.json(pendingView(house, done.value));
  });
}

function refused(error: ApprovalRefused): Error {
  if (error.code === 'unknown') return adminError('admin.not-found', error.message);
  if (error.code === 'role-missing' || error.code === 'own-call') return adminError('admin.forbidden', error.message);
  return adminError('admin.conflict', error.message);
}

function pendingView(house: House, p: PendingApproval): PendingView {
  const person = house.personOf(p.askedBy);
  return {
    id: p.id,
    sub: p.askedBy,
    ...(person === undefined ? {} : { person }),
    ...(p.agent === undefined ? {} : { agent: p.agent }),
    server: p.server,
    tool: p.tool,
    rule: p.rule ?? '-',
    role: p.role,
    reason: p.reason,
    requestedAt: rfc3339(p.requestedAt),
    expiresAt: rfc3339(p.expiresAt),
    action: p.action,
    own: p.own,
    args: p.args,
  };
}
