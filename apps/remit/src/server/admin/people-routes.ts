/** Persons with several names: which names in sources the operator declares to be one person. */
import { utf8 } from '@remit/core';
import { readRecords } from '@remit/gateway';
import { Role, whoOf } from '@remit/registry';
import { parsePeople, peopleBlob, readPeopleBlob } from '@remit/verify';
import { adminError } from '../admin-errors.ts';
import type { DeclaredPeople } from '../admin-types.ts';
import type { House } from '../house-types.ts';
import type { AdminApp } from './route-kit.ts';
import { needs } from './route-kit.ts';
import { scopeProblems } from './scope-routes.ts';

export function addPeopleRoutes(app: AdminApp, house: House): void {
  app.post('/v1/people', needs(Role.Admin), async (c) => {
    const parsed = parsePeople(await c.req.text());
    if (!parsed.ok) throw adminError('admin.people-invalid', scopeProblems(parsed.error));
    // Threat: a blob is public and never erased. The names stay here; what is recorded are their handles.
    const groups = parsed.value.map((names) => names.map((name) => house.ledger.handle('person', name)));
    const text = peopleBlob(groups);
    const sha = await house.ledger.put(utf8(text));
    const chg = { what: 'people.alias', ref: 'people', sha } as const;
    const who = whoOf(c.get('caller'));
    const subjects = [...new Set(groups.flat())];
    // What was declared can be opened until one of these persons is erased.
    const names = parsed.value.map((one) => [...one]);
    const committed =
      subjects.length === 0 ? undefined : ({ fields: { names: { kind: 'value', value: names } }, subjects } as const);
    const recorded = house.ledger.record({ t: 'registry.change', who, chg }, committed);
    await recorded.durable;
    return c.json(view(sha, recorded.id, who.sub, utf8(text)), 201);
  });
  app.get('/v1/people', needs(Role.Auditor, Role.Admin), (c) => {
    const reader = house.ledger.reader();
    try {
      let newest: DeclaredPeople | undefined;
      for (const { record } of readRecords(reader, ['registry.change'])) {
        const { what, sha } = record.chg;
        if (what !== 'people.alias' || sha === undefined) continue;
        newest = view(sha, record.id, record.who?.sub ?? '', reader.blob(sha) ?? new Uint8Array());
      }
      if (newest === undefined)
        throw adminError('admin.not-found', 'no list of persons is declared; `remit people alias FILE` makes one');
      return c.json(newest);
    } finally {
      reader.close();
    }
  });
}

function view(sha: string, record: string, declaredBy: string, bytes: Uint8Array): DeclaredPeople {
  return { sha, record, declaredBy, people: (readPeopleBlob(bytes) ?? []).map((handles) => [...handles]) };
}
