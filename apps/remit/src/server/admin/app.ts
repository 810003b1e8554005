/**
 * The administration API: what commands and, later, the console talk to. Not on the data plane.
 *
 * Every request carries the caller's own key; a route names the roles it is for. Rejections count as auth.rejects
 * like those of the data plane.
 */
import { RemitError } from '@remit/core';
import type { Context } from 'hono';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { adminError } from '../admin-errors.ts';
import type { House } from '../house-types.ts';
import type { Reload } from '../reload.ts';
import { addAgentRoutes } from './agent-routes.ts';
import { addApprovalRoutes } from './approval-routes.ts';
import { addAttestationRoutes } from './attestation-routes.ts';
import { addBackupRoutes } from './backup-routes.ts';
import { addBudgetRoutes } from './budget-routes.ts';
import { addErasureRoutes } from './erasure-routes.ts';
import { addEvidenceRoutes } from './evidence-routes.ts';
import { addFollowRoutes } from './follow-routes.ts';
import { addHoldRoutes } from './hold-routes.ts';
import { addIngestRoutes } from './ingest-routes.ts';
import { addKeyRoutes } from './key-routes.ts';
import { addLedgerRoutes } from './ledger-routes.ts';
import { addPeopleRoutes } from './people-routes.ts';
import { addQuestionRoutes } from './question-routes.ts';
import { addReloadRoutes } from './reload-routes.ts';
import type { AdminApp, AdminEnv } from './route-kit.ts';
import { addScopeRoutes } from './scope-routes.ts';
import { addScopeStudyRoutes } from './scope-study-routes.ts';
import { addSubjectRoutes } from './subject-routes.ts';
import { addSystemRoutes } from './system-routes.ts';

/** Largest request body: a scope file is at most 1 MiB, everything else is far smaller. */
const MAX_BODY = 1024 * 1024;

/** Makes the API over a composed house; `reload` where a server runs. */
export function createAdminApp(house: House, reload?: Reload): AdminApp {
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
  addBudgetRoutes(app, house);
  addScopeRoutes(app, house);
  addScopeStudyRoutes(app, house);
  addSystemRoutes(app, house);
  addAgentRoutes(app, house);
  addPeopleRoutes(app, house);
  addAttestationRoutes(app, house);
  addApprovalRoutes(app, house);
  addLedgerRoutes(app, house);
  addBackupRoutes(app, house);
  addErasureRoutes(app, house);
  addHoldRoutes(app, house);
  addSubjectRoutes(app, house);
  addReloadRoutes(app, reload);
  addEvidenceRoutes(app, house);
  addQuestionRoutes(app, house);
  addIngestRoutes(app, house);
  addFollowRoutes(app, house);
  return app;
}

function problem(c: Context, error: unknown, house: House): Response {
  const known: RemitError | undefined = error instanceof RemitError ? error : undefined;
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
