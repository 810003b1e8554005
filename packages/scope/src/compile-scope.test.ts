import { createHash } from 'node:crypto';
import { utf8 } from '@remit/core';
import { describe, expect, it } from 'vitest';
import { compileScope } from './compile-scope.ts';
import { compiledOf, EXAMPLE, fileWith, scopeOf } from './example.fixture.ts';

describe('compiling', () => {
  const compiled = compiledOf(EXAMPLE);

  it('[scope.compile] names the scope by the digest of the file as it was written', () => {
    expect(compiled.sha).toBe(createHash('sha256').update(EXAMPLE).digest('hex'));
    expect(compileScope(scopeOf(EXAMPLE), utf8(`${EXAMPLE}# one comment more\n`)).sha).not.toBe(compiled.sha);
  });

  it('[scope.compile] gives the same bundle for the same rules, whatever the comments', () => {
    const commented = `# a comment\n${EXAMPLE}`;
    expect(compileScope(scopeOf(commented), utf8(commented)).bundleSha).toBe(compiled.bundleSha);
    expect(JSON.parse(JSON.stringify(compiled))).toEqual(compiled);
  });

  it.each<[string, string, string]>([
    ['a root', '/srv/applicants/case-1002]', '/srv/applicants/case-1003]'],
    ['a listed value', '[approve, decline, refer]', '[approve, decline]'],
    ['the way links are handled', 'links: unchecked', 'links: resolve'],
    ['the validity', 'to: 2027-12-31', 'to: 2027-12-30'],
    ['the agent', 'agent: loan-triage-agent', 'agent: other-agent'],
    ['other-arguments', 'other-arguments: allow', 'other-arguments: deny'],
    ['an approval', /needs-approval.*\n/.exec(EXAMPLE)?.[0] ?? '', '\n'],
  ])('[scope.compile] gives another bundle when %s changes', (_, from, to) => {
    expect(EXAMPLE).toContain(from);
    expect(compiledOf(EXAMPLE.replace(from, to)).bundleSha).not.toBe(compiled.bundleSha);
  });

  it('pins the example: a change here changes recorded decisions and needs a new compiler version', () => {
    expect(compiled).toMatchObject({
      id: 'loan-triage',
      compiler: 'remit-scope/1 cedar/4.5',
      agent: 'loan-triage-agent',
      systemId: 'loan-triage-eu',
      from: Date.UTC(2026, 0, 1),
      to: Date.UTC(2027, 11, 31, 23, 59, 59, 999),
    });
    expect(compiled.bundleSha).toBe('3380b343127a9141660998483d6fb1281a4f4372915fcf8d56f8f2b07fb71904');
    expect(Object.keys(compiled.tools[0]?.cedar ?? {})).toEqual([
      'read-assigned-case',
      'read-assigned-case#validity',
      'read-assigned-case#arguments-object',
      'read-assigned-case#arguments-declared',
      'read-assigned-case#when.path',
      'read-assigned-case#when.head',
    ]);
  });

  it('[scope.compile] writes a permit that holds every condition, and a forbid for each', () => {
    const { cedar } = compiledOf(
      fileWith('      t: { rule: r, when: { a: { max: 1 } }, needs-approval: { role: admin, reason: R } }'),
    ).tools[0] ?? { cedar: {} };
    const head =
      '  principal == Remit::Agent::"agent-1",\n  action == Remit::Action::"call",\n  resource == Remit::Tool::"srv/t"\n';
    expect(cedar).toEqual({
      r: `permit (\n${head}) when {\n  context["now"] >= 1767225600000 && context["now"] <= 1798761599999 &&\n  context["arguments-object"] &&\n  context["arguments-declared"] &&\n  context["when.a"] &&\n  context["approved"]\n};`,
      'r#validity': `forbid (\n${head}) unless {\n  context["now"] >= 1767225600000 && context["now"] <= 1798761599999\n};`,
      'r#arguments-object': `forbid (\n${head}) unless {\n  context["arguments-object"]\n};`,
      'r#arguments-declared': `forbid (\n${head}) unless {\n  context["arguments-declared"]\n};`,
      'r#when.a': `forbid (\n${head}) unless {\n  context["when.a"]\n};`,
    });
  });

  it('[scope.other-arguments] other-arguments: allow leaves the gate out', () => {
    const tool = compiledOf(fileWith('      t: { other-arguments: allow }')).tools[0];
    expect(tool?.gates).toEqual([{ id: 'srv/t#arguments-object', key: 'arguments-object' }]);
  });
});
