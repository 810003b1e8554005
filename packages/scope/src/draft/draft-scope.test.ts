import { utf8 } from '@remit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileScope } from '../compile-scope.ts';
import { decideRecorded } from '../decide-recorded.ts';
import { EXAMPLE, scopeOf } from '../example.fixture.ts';
import { parseScope } from '../parse/parse-scope.ts';
import type { DraftInput, ObservedCall } from './draft-scope.ts';
import { createScopeDraft } from './draft-scope.ts';

const NONE = { denied: 0, unreadable: 0 };
const AGENT: DraftInput = { agent: 'agent-1', local: ['files'] };

function draftOf(calls: readonly Partial<ObservedCall>[], input: DraftInput = AGENT): string {
  const draft = createScopeDraft(input);
  for (const call of calls) draft.observe({ server: 'files', tool: 'read', args: {}, references: [], ...call });
  return draft.text(NONE);
}

/** What a person does with a draft. */
function filledIn(text: string): string {
  return text
    .replace(/"<FILL IN: an id[^>]*>"/g, 'an-id')
    .replace(/from: "<[^>]*>", to: "<[^>]*>"/, 'from: 2026-01-01, to: 2026-12-31')
    .replace(/"<FILL IN: a name for the rule>"/g, 'r')
    .replace(/"<FILL IN[^>]*>"/g, 'Somebody');
}

/** The lines below `tools:` of the only server, without indentation. */
const linesOf = (text: string) =>
  text
    .slice(text.indexOf('    tools:') + 11)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

describe('a draft from observed calls', () => {
  it('[adoption.draft.conditions] proposes folders, listed words, bounds and lists, with the number of calls of each line', () => {
    const text = draftOf([
      { args: { path: '/srv/docs/a/x.txt', mode: 'fast', head: 3, deep: true } },
      { args: { path: '/srv/docs/a/y.txt', mode: 'fast', head: 9, deep: false, tags: ['red', 'red'] } },
      { args: { path: '/srv/docs/b/z.txt', mode: 'slow', deep: true, tags: [] } },
      { args: { path: '/srv/docs/b/z.txt', mode: 'slow', deep: true } },
      { tool: 'list' },
    ]);
    expect(linesOf(text)).toEqual([
      'list: # 1 call',
      'when: {}',
      'read: # 4 calls',
      'when:',
      'deep: { one-of: [false, true] } # 4 calls',
      'head: { absent-or: { min: 3, max: 9 } } # 2 of 4 calls',
      'mode: { one-of: ["fast", "slow"] } # 4 calls',
      'path: { path-within: { roots: ["/srv/docs/a", "/srv/docs/b"], links: resolve } } # 4 calls',
      'tags: { absent-or: { each: { one-of: ["red"] }, allow-empty: true } } # 2 of 4 calls',
    ]);
    expect(text).toContain('# It rests on 5 calls that went through.');
  });

  it('[adoption.draft.any] says any: true, and why, where no condition can be read from the values', () => {
    const text = draftOf([
      { args: { a: { x: 1 }, b: 1, c: ['x'], d: '/etc/passwd', e: 1.5 } },
      { args: { a: 1, b: 'x', c: 'x', d: '/srv/x/y.txt', e: 2 } },
    ]);
    expect(linesOf(text).slice(2)).toEqual([
      'a: { any: true } # 2 calls; objects, fractions or null',
      'b: { any: true } # 2 calls; values of several kinds',
      'c: { any: true } # 2 calls; sometimes a list, sometimes not',
      'd: { path-within: { roots: ["/etc/passwd", "/srv/x"], links: resolve } } # 2 calls',
      'e: { any: true } # 2 calls; objects, fractions or null',
    ]);
  });

  it('[adoption.draft.personal] lists no free text, no name, no long number, no known person, and cuts folders above one', () => {
    const secret = ['Anna', 'case-1001', 'hello world', 'a@b.example', '4711', 'mallory', 'müller'];
    const texts = secret.map((value) =>
      draftOf(
        Array.from({ length: 4 }, () => ({
          args: { text: value, path: `/srv/applicants/${value}/letter.txt`, size: 4_711_000 },
          references: ['mallory'],
        })),
      ),
    );
    for (const [i, text] of texts.entries()) {
      expect(text).not.toContain(secret[i]);
      expect(text).not.toContain('4711');
      expect(linesOf(text)).toContain(
        'text: { any: true } # 4 calls; free text, or values that may name a person; no value is listed',
      );
      expect(linesOf(text)).toContain(
        'size: { any: true } # 4 calls; large numbers may name a person; no value is listed',
      );
    }
    const cut =
      'path: { path-within: { roots: ["/srv/applicants"], links: resolve } } # 4 calls; cut above folder names that may name a person';
    for (const text of texts) expect(linesOf(text)).toContain(cut);
    const names = draftOf([{ args: { 'anna@b.example': 1, 'case-1001': 2, plain: 3 } }]);
    expect(names).not.toMatch(/anna|1001/);
    expect(linesOf(names)).toContain('other-arguments: allow # 1 call with arguments not named here');
  });

  it('[adoption.draft.about] never lists what stands where the scope in force reads the person concerned', () => {
    const current = scopeOf(EXAMPLE);
    const calls = Array.from({ length: 6 }, () => ({
      server: 'decisions',
      tool: 'propose_decision',
      args: { case: 'alpha', decision: 'approve' },
    }));
    const reads = ['/srv/applicants/alpha/a.txt', '/srv/applicants/beta/b.txt'].map((path) => ({
      tool: 'read_text_file',
      args: { path },
    }));
    const text = draftOf([...calls, ...reads], { agent: 'loan-triage-agent', current, local: ['files'] });
    expect(text).not.toMatch(/alpha|beta/);
    expect(text).toContain('case: { any: true } # 6 calls; names the person concerned; no value is listed');
    expect(text).toContain('path: { path-within: { roots: ["/srv/applicants"], links: resolve } } # 2 calls');
    expect(text).toContain('about: { argument: "path", segment-after: "/srv/applicants" } # from the scope in force');
    expect(text).toContain(
      'needs-approval: { role: approver, reason: "Annex III 5(b): a person releases each decision" }',
    );
    expect(text).toContain('id: "loan-triage"');
  });

  it('[adoption.draft.unread] is refused until every blank is filled in', () => {
    const text = draftOf([{ args: { path: '/srv/docs/x.txt' } }]);
    const refused = parseScope(text);
    const paths = refused.ok ? [] : refused.error.map(({ path }) => path);
    expect(paths).toEqual([
      'id',
      'system.id',
      'system.name',
      'system.purpose',
      'declared-by',
      'approved-by',
      'valid.from',
      'valid.to',
    ]);
    const declaredBy = refused.ok ? undefined : refused.error.find(({ path }) => path === 'declared-by');
    expect(declaredBy?.message).toBe('This is still the placeholder of a draft. Fill it in.');
    const named = draftOf([{ args: {} }], { agent: 'loan-triage-agent', current: scopeOf(EXAMPLE), local: [] });
    const still = parseScope(named.replace(/from: "<[^>]*>", to: "<[^>]*>"/, 'from: 2026-01-01, to: 2026-12-31'));
    expect(still.ok ? [] : still.error.map(({ path }) => path)).toEqual(['declared-by', 'approved-by']);
    expect(parseScope(filledIn(text)).ok).toBe(true);
  });

  it('says where links cannot be followed, and how many calls could not be used', () => {
    const draft = createScopeDraft({ agent: 'a', local: [] });
    draft.observe({ server: 'far', tool: 'read', args: { path: '/srv/docs/x.txt' }, references: [] });
    draft.observe({ server: '*', tool: 'x', args: {}, references: [] });
    const text = draft.text({ denied: 2, unreadable: 1 });
    expect(text).toContain('links: unchecked } } # 1 call; this server is elsewhere');
    expect(text).toContain('# Not used: 2 calls denied or refused and not forwarded.');
    expect(text).toContain('# Not used: 1 call whose arguments were erased or cannot be read.');
    expect(text).toContain('# Not used: 1 call of a server or tool whose name');
    expect(draft.calls).toBe(2);
  });

  it('[adoption.draft.fits] a draft that was filled in allows every call it rests on, and is the same each time', () => {
    const value = fc.oneof(
      fc.constantFrom<unknown>('fast', 'EUR', 'Anna Meier', '/srv/docs/a.txt', '/srv/docs/b', '/', '/..', 7, -3, 1e9),
      fc.constantFrom<unknown>(
        true,
        null,
        1.5,
        '',
        'true',
        '#x',
        'a: b',
        [],
        ['red'],
        ['/srv/x/y.txt', '/tmp'],
        [[1]],
        {},
      ),
      fc.string({ maxLength: 6 }),
    );
    const name = fc.constantFrom('path', 'yes', 'x y', 'case-1001', 'on', '__proto__', 'constructor', 'ä', 'n.m');
    const call = fc.record({
      server: fc.constantFrom('files', 'other'),
      tool: fc.constantFrom('read', 'write: x', 'null', '#t'),
      args: fc.oneof({ weight: 9, arbitrary: fc.dictionary(name, value, { maxKeys: 4 }) }, fc.constant(undefined)),
      references: fc.constant([]),
    });
    fc.assert(
      fc.property(fc.array(call, { minLength: 1, maxLength: 12 }), (calls) => {
        const text = draftOf(calls);
        expect(draftOf(calls)).toBe(text);
        let rule = 0;
        const file = filledIn(text).replaceAll(/rule: r$/gm, () => `rule: r${rule++}`);
        const parsed = parseScope(file);
        if (!parsed.ok) throw new Error(`${JSON.stringify(parsed.error)}\n${file}`);
        const compiled = compileScope(parsed.value, utf8(file));
        for (const one of calls)
          expect([one, decideRecorded(compiled, { agent: 'agent-1', ...one }).dec]).toEqual([one, 'permit']);
      }),
      { numRuns: 300 },
    );
  });
});
