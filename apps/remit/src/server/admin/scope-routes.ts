/** Declared scopes: declare one, show those in force. */
import { rfc3339 } from '@remit/core';
import type { ScopeRefusal } from '@remit/gateway';
import { Role } from '@remit/registry';
import type { ScopeProblem } from '@remit/scope';
import { describeScope, parseScope, scopeWarnings } from '@remit/scope';
import { adminError } from '../admin-errors.ts';
import type { ScopeView } from '../admin-types.ts';
import type { House } from '../house-types.ts';
import type { AdminApp } from './route-kit.ts';
import { needs } from './route-kit.ts';

export function addScopeRoutes(app: AdminApp, house: House): void {
  app.post('/v1/scopes', needs(Role.Admin), async (c) => {
    const declared = await house.gateway.declareScope(c.get('caller'), await c.req.text());
    if (!declared.ok) throw refusal(declared.error);
    house.llm?.refresh();
    const view = scopeViews(house).find((s) => s.sha === declared.value.sha);
    if (view === undefined) throw adminError('admin.conflict', 'another scope replaced it at the same moment');
    return c.json(view, 201);
  });
  app.get('/v1/scopes', (c) => c.json({ scopes: scopeViews(house) }));
}

function scopeViews(house: House): ScopeView[] {
  return house.scopesInForce().map(({ compiled, source }) => {
    const parsed = parseScope(source);
    return {
      id: compiled.id,
      sha: compiled.sha,
      bundleSha: compiled.bundleSha,
      mode: compiled.mode,
      agent: compiled.agent,
      system: compiled.systemId,
      from: rfc3339(compiled.from),
      to: rfc3339(compiled.to),
      description: parsed.ok ? describeScope(parsed.value) : [],
      warnings: parsed.ok ? scopeWarnings(parsed.value) : [],
    };
  });
}

function refusal(error: ScopeRefusal): Error {
  switch (error.kind) {
    case 'unavailable':
      return error.error;
    case 'not-allowed':
      return adminError('admin.forbidden', error.message);
    case 'conflict':
      return adminError('admin.conflict', error.message);
    case 'invalid':
      return adminError('admin.scope-invalid', scopeProblems(error.problems));
  }
}

/** One line for each problem, for people. */
export function scopeProblems(problems: readonly ScopeProblem[]): string {
  return problems
    .map(
      (p) =>
        `line ${p.line}, column ${p.column}: ${p.path}: ${p.message}${p.expected === undefined ? '' : ` Expected ${p.expected}.`}`,
    )
    .join('\n');
}
