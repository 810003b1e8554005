/** Declared agents: which identities of other systems are which agent of the scope files. */
import { fromUtf8, utf8 } from '@remit/core';
import { readRecords } from '@remit/gateway';
import { Role, whoOf } from '@remit/registry';
import { parseAgents } from '@remit/verify';
import { adminError } from '../admin-errors.ts';
import type { DeclaredAgents } from '../admin-types.ts';
import type { House } from '../house-types.ts';
import type { AdminApp } from './route-kit.ts';
import { needs } from './route-kit.ts';
import { scopeProblems } from './scope-routes.ts';

export function addAgentRoutes(app: AdminApp, house: House): void {
  app.post('/v1/agents', needs(Role.Admin), async (c) => {
    const text = await c.req.text();
    const parsed = parseAgents(text);
    if (!parsed.ok) throw adminError('admin.agents-invalid', scopeProblems(parsed.error));
    // The blob first: a record that names content which is not there would be a list that nobody can read.
    const sha = await house.ledger.put(utf8(text));
    const chg = { what: 'agents.declare', ref: 'agents', sha } as const;
    const recorded = house.ledger.record({ t: 'registry.change', who: whoOf(c.get('caller')), chg });
    await recorded.durable;
    return c.json(view(sha, recorded.id, text), 201);
  });
  app.get('/v1/agents', needs(Role.Auditor, Role.Admin), (c) => {
    const reader = house.ledger.reader();
    try {
      let newest: DeclaredAgents | undefined;
      for (const { record } of readRecords(reader, ['registry.change'])) {
        const { what, sha } = record.chg;
        if (what !== 'agents.declare' || sha === undefined) continue;
        newest = view(sha, record.id, fromUtf8(reader.blob(sha) ?? new Uint8Array()) ?? '');
      }
      if (newest === undefined)
        throw adminError('admin.not-found', 'no list of agents is declared; `remit agents declare FILE` makes one');
      return c.json(newest);
    } finally {
      reader.close();
    }
  });
}

function view(sha: string, record: string, text: string): DeclaredAgents {
  const parsed = parseAgents(text);
  const agents = parsed.ok ? parsed.value : [];
  return {
    sha,
    record,
    agents: agents.map(({ agent, identities, servers }) => ({
      agent,
      identities,
      servers: Object.fromEntries(servers),
    })),
  };
}
