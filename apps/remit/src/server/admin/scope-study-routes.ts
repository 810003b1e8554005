/**
 * Scopes and the calls of the past: a draft from what was observed, and what a file would have decided. Both read argument
 * values from the vault, so both need the role admin and leave a breakglass record. The work runs in the reading thread.
 */
import { rfc3339 } from '@remit/core';
import type { Caller } from '@remit/registry';
import { Role, whoOf } from '@remit/registry';
import { parseScope } from '@remit/scope';
import { z } from 'zod';
import { isLocal } from '../../config/servers.ts';
import { adminError } from '../admin-errors.ts';
import type { DraftView, SimulationView } from '../admin-types.ts';
import type { Period } from '../evidence/period.ts';
import { parsePeriod } from '../evidence/period.ts';
import type { House } from '../house-types.ts';

import type { AdminApp } from './route-kit.ts';
import { jsonBody, needs } from './route-kit.ts';
import { scopeProblems } from './scope-routes.ts';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;

const Times = {
  from: z.string().optional(),
  to: z.string().optional(),
};
const DraftRequest = z.strictObject({ ...Times, agent: z.string().optional() });
const SimulateQuery = z.strictObject({ ...Times, days: z.coerce.number().int().min(1).max(3650).optional() });

const LIMITS = [
  'Symbolic links are not followed in the past: a path is taken as it was written. In force, a link can turn an allowed path into a denied one.',
  'The validity of the file is not applied: the question is what it would have decided had it been in force.',
  'Decisions are compared before any approval. Only this reading was recorded, and nothing has changed.',
];

export function addScopeStudyRoutes(app: AdminApp, house: House): void {
  app.post('/v1/scopes/draft', needs(Role.Admin), async (c) => {
    const wanted = DraftRequest.safeParse(await jsonBody(c));
    if (!wanted.success) throw adminError('admin.bad-request', z.prettifyError(wanted.error));
    const { agent, from = '1970-01-01', to = '9999-12-30' } = wanted.data;
    const period = periodOf(from, to);
    const local = Object.keys(house.config.file.servers).filter((name) => isLocal(house.config, name));
    await recordReading(house, c.get('caller'), 'scope.draft', period, agent);
    const made = await house.evidence.run({ kind: 'draft', input: { agent, period, local } });
    if (made.kind === 'no-calls')
      throw adminError('admin.not-found', `no call of ${agent ?? 'any agent'} is recorded in this period`);
    if (made.kind === 'choose')
      throw adminError('admin.bad-request', `name one agent with --agent: ${made.agents.join(', ')}`);
    const view: DraftView = { agent: made.agent, calls: made.calls, yaml: made.yaml };
    return c.json(view);
  });
  app.post('/v1/scopes/simulate', needs(Role.Admin), async (c) => {
    const query = SimulateQuery.safeParse(c.req.query());
    if (!query.success) throw adminError('admin.bad-request', z.prettifyError(query.error));
    const yaml = await c.req.text();
    const parsed = parseScope(yaml);
    if (!parsed.ok) throw adminError('admin.scope-invalid', scopeProblems(parsed.error));
    const period = simulatedPeriod(query.data, house.clock.now());
    await recordReading(house, c.get('caller'), 'scope.simulate', period, parsed.value.agent);
    const made = await house.evidence.run({ kind: 'simulate', input: { yaml, period } });
    const view: SimulationView = { ...made, from: rfc3339(period.from), to: rfc3339(period.to), limits: LIMITS };
    return c.json(view);
  });
}

/** Who reads what, durable before anything is opened: without the record there is no reading. */
async function recordReading(
  house: House,
  by: Caller,
  what: 'scope.draft' | 'scope.simulate',
  { from, to }: Period,
  agent: string | undefined,
): Promise<void> {
  const { size } = house.ledger.head();
  const range = { ...(agent === undefined ? {} : { agent }), from: rfc3339(from), to: rfc3339(to), size };
  await house.ledger.record({ t: 'breakglass', who: whoOf(by), brk: { what, fields: ['args'], ...range } }).durable;
}

/** Either the last days until now, or a period that is named. */
function simulatedPeriod({ days, from, to }: z.infer<typeof SimulateQuery>, now: number): Period {
  if (from === undefined && to === undefined) return { from: now - (days ?? DEFAULT_DAYS) * DAY_MS, to: now + 1 };
  if (days !== undefined) throw adminError('admin.bad-request', 'name either days, or from and to');
  if (from === undefined || to === undefined) throw adminError('admin.bad-request', 'name both from and to');
  return periodOf(from, to);
}

function periodOf(from: string, to: string): Period {
  const period = parsePeriod(from, to);
  if (!period.ok) throw adminError('admin.bad-request', period.error);
  return period.value;
}
