/** Budgets on language models: the list that is declared, and what is spent, held and left. */
import type { BudgetState } from '@remit/budget';
import { BudgetFile, declaredBudgets } from '@remit/budget';
import { rfc3339 } from '@remit/core';
import { Role } from '@remit/registry';
import { readYaml } from '@remit/scope';
import { adminError } from '../admin-errors.ts';
import type { BudgetView, DeclaredBudgetList } from '../admin-types.ts';
import type { House } from '../house-types.ts';
import type { LlmRoom } from '../llm/llm-room.ts';
import type { AdminApp } from './route-kit.ts';
import { needs } from './route-kit.ts';
import { scopeProblems } from './scope-routes.ts';

export function addBudgetRoutes(app: AdminApp, house: House): void {
  app.post('/v1/budgets', needs(Role.Admin), async (c) => {
    const room = roomOf(house);
    const file = parseBudgets(await c.req.text());
    const budgets = declaredBudgets(file, (reference) => house.ledger.handle('person', reference));
    const clash = budgets.limits.find(({ id }) => id.includes('/'));
    if (clash !== undefined)
      throw adminError('admin.budgets-invalid', `${clash.id}: names with a slash stand for budgets of scopes`);
    const declared = await room.declare(c.get('caller'), budgets);
    return c.json({ ...declared, limits: budgets.limits.map(({ id }) => id) } satisfies DeclaredBudgetList, 201);
  });
  app.get('/v1/budgets', async (c) => {
    const room = roomOf(house);
    const caller = c.get('caller');
    const entitled = caller.roles.includes(Role.Admin) || caller.roles.includes(Role.Auditor);
    const persons = c.req.query('persons') === 'true';
    if (persons && !entitled)
      throw adminError('admin.forbidden', 'accounts of other persons are for the roles admin and auditor');
    const now = house.clock.now();
    const states = (await room.budgets(now)).filter((state) => isShown(state, { persons, entitled, own: caller.sub }));
    return c.json({ at: rfc3339(now), budgets: states.map(view) });
  });
}

/** What each person spent is nobody's business but their own, unless somebody entitled asks for it. Never a score. */
function isShown({ limit, account }: BudgetState, who: { persons: boolean; entitled: boolean; own: string }): boolean {
  const personal =
    limit.scope === 'person' || limit.each === 'person' || limit.scope === 'key' || limit.scope === 'session';
  if (!personal) return who.entitled;
  return who.persons || account === who.own || account.endsWith(`/${who.own}`);
}

function view({ limit, account, window, allowed, settled, held, overrun, resetsAt }: BudgetState): BudgetView {
  return {
    limit: limit.id,
    scope: limit.scope,
    account,
    window,
    unit: limit.unit,
    mode: limit.mode,
    allowed,
    settled,
    held,
    overrun,
    left: Math.max(0, allowed - settled - held),
    ...(resetsAt === undefined ? {} : { resetsAt: rfc3339(resetsAt) }),
  };
}

function roomOf(house: House): LlmRoom {
  if (house.llm !== undefined) return house.llm;
  throw adminError('admin.no-models', 'llm.providers in the configuration names no account');
}

/** The file as YAML, held against its format. */
function parseBudgets(text: string): BudgetFile {
  const source = readYaml(text);
  if (!source.ok) throw adminError('admin.budgets-invalid', scopeProblems(source.error));
  const file = BudgetFile.safeParse(source.value.value);
  if (file.success) return file.data;
  const problems = file.error.issues.map((issue) =>
    source.value.problemAt(issue.path, { message: 'This value cannot be used.', expected: issue.message }),
  );
  throw adminError('admin.budgets-invalid', scopeProblems(problems));
}
