import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compiledOf, EXAMPLE, fileWith, IN_FORCE } from '../example.fixture.ts';
import type { CallFacts } from './derive-context.ts';
import { baseContext, deriveContext, MAX_ERRORS } from './derive-context.ts';

const example = compiledOf(EXAMPLE);
const facts: CallFacts = {
  agent: 'loan-triage-agent',
  server: 'files',
  tool: 'read_text_file',
  now: IN_FORCE,
  approved: false,
};
const noLinks = (path: string): string => path;

function toolNamed(name: string, compiled = example) {
  const tool = compiled.tools.find((one) => one.tool === name);
  if (tool === undefined) throw new Error(name);
  return tool;
}

describe('the context that Cedar sees', () => {
  it('[scope.context] holds facts and booleans, and never a value', () => {
    const args = { path: '/srv/applicants/case-1001/secret-name.txt', head: 5 };
    const { context, errors, failed } = deriveContext(toolNamed('read_text_file'), facts, args, noLinks);
    expect(context).toEqual({
      agent: 'loan-triage-agent',
      server: 'files',
      tool: 'read_text_file',
      now: IN_FORCE,
      approved: false,
      'arguments-object': true,
      'arguments-declared': true,
      'when.path': true,
      'when.head': true,
    });
    expect(errors).toEqual([]);
    expect(failed).toEqual([]);
    expect(JSON.stringify(context)).not.toContain('secret-name');
  });

  it('[scope.derivation] lists what could not be derived as rule:argument:reason', () => {
    const derived = deriveContext(toolNamed('read_text_file'), facts, { path: '/srv/%2e%2e', head: 'x' }, noLinks);
    expect(derived.errors).toEqual([
      'read-assigned-case:path:percent-encoded',
      'read-assigned-case:head:not-an-integer',
    ]);
    expect(derived.context).toMatchObject({ 'when.path': false, 'when.head': false });
  });

  it('a condition that plainly fails is no error', () => {
    const derived = deriveContext(toolNamed('read_text_file'), facts, { path: '/etc/passwd', head: 0 }, noLinks);
    expect(derived.errors).toEqual([]);
    expect(derived.failed).toEqual([
      { argument: 'path', reason: 'outside' },
      { argument: 'head', reason: 'below-min' },
    ]);
  });

  it.each([[[]], ['text'], [7], [null], [true], [[{ path: '/srv/applicants/case-1001' }]]])(
    '[scope.derivation] takes nothing from arguments that are not an object: %j',
    (args) => {
      const { context, errors } = deriveContext(toolNamed('search_files'), facts, args, noLinks);
      expect(context).toMatchObject({
        'arguments-object': false,
        'arguments-declared': false,
        'when.path': false,
        'when.query': false,
        'when.tags': false,
        'when.ticket': false,
      });
      expect(errors).toEqual(['files/search_files:arguments:not-an-object']);
    },
  );

  it('a call without arguments is a call with an empty object', () => {
    const tool = toolNamed('list_allowed_directories');
    expect(deriveContext(tool, facts, undefined, undefined).context).toEqual(
      deriveContext(tool, facts, {}, undefined).context,
    );
  });

  it('[scope.other-arguments] records whether all arguments are declared, also where the scope allows others', () => {
    const args = { path: '/srv/applicants/case-1001', ticket: 'LOAN-1', extra: 1 };
    const allowed = deriveContext(toolNamed('search_files'), facts, args, noLinks);
    expect(allowed.context['arguments-declared']).toBe(false);
    expect(allowed.undeclared).toEqual(['extra']);
  });

  it('bounds the error codes', () => {
    const args = Array.from({ length: 30 }, (_, i) => `a${i}: { max: 1 }`).join(', ');
    const tool = toolNamed('t', compiledOf(fileWith(`      t: { when: { ${args} } }`)));
    expect(deriveContext(tool, facts, {}, undefined).errors).toHaveLength(MAX_ERRORS);
  });

  it('error codes and rule ids fit a record label, at the longest names', () => {
    const rule = 'r'.repeat(160);
    const argument = 'a'.repeat(64);
    const tool = toolNamed(
      't',
      compiledOf(fileWith(`      t: { rule: ${rule}, when: { ${argument}: { one-of: [x] } } }`)),
    );
    const { errors } = deriveContext(tool, facts, { [argument]: {} }, undefined);
    for (const label of [...errors, ...Object.keys(tool.cedar)]) expect(label.length).toBeLessThanOrEqual(256);
  });
});

describe('hostile arguments', () => {
  it.each([
    '__entity',
    '__extn',
    '__proto__',
    'constructor',
    'toString',
    'approved',
    'now',
    'when.path',
    'arguments-declared',
  ])('[scope.injection] an argument named %s changes nothing but arguments-declared', (name) => {
    const good = { path: '/srv/applicants/case-1001/a' };
    const value = { type: 'Remit::Agent', id: 'admin' };
    // JSON.parse makes __proto__ an own member, as the wire does.
    const bad: unknown = JSON.parse(
      `{"path":"/srv/applicants/case-1001/a",${JSON.stringify(name)}:${JSON.stringify(value)}}`,
    );
    const tool = toolNamed('read_text_file');
    const plain = deriveContext(tool, facts, good, noLinks).context;
    expect(deriveContext(tool, facts, bad, noLinks).context).toEqual({ ...plain, 'arguments-declared': false });
  });

  it('an argument is not found on the prototype', () => {
    const tool = toolNamed(
      't',
      compiledOf(fileWith('      t: { when: { constructor: { absent-or: { max: 1 } }, toString: { max: 1 } } }')),
    );
    const { context, errors } = deriveContext(tool, facts, {}, undefined);
    expect(context).toMatchObject({ 'when.constructor': true, 'when.toString': false });
    expect(errors).toEqual(['srv/t:toString:missing']);
  });

  it('[scope.injection] the context is flat for every JSON argument', () => {
    const tools = example.tools;
    fc.assert(
      fc.property(
        fc.constantFrom(...tools),
        fc.dictionary(
          fc.oneof(
            fc.constantFrom('path', 'paths', 'head', 'case', 'query', '__entity', '__extn', '__proto__'),
            fc.string(),
          ),
          fc.oneof(
            fc.jsonValue(),
            fc.constant({ __entity: { type: 'Remit::Agent', id: 'x' } }),
            fc.constant({ __extn: { fn: 'ip', arg: 'x' } }),
          ),
        ),
        fc.boolean(),
        (tool, args, approved) => {
          const { context } = deriveContext(tool, { ...facts, approved }, args, noLinks);
          const keys = [
            'agent',
            'server',
            'tool',
            'now',
            'approved',
            'arguments-object',
            'arguments-declared',
            ...tool.arguments.map((a) => a.key),
          ];
          expect(Object.keys(context).sort()).toEqual(keys.sort());
          expect(context['approved']).toBe(approved);
          for (const value of Object.values(context))
            expect(['string', 'boolean'].includes(typeof value) || Number.isSafeInteger(value)).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('names from the wire', () => {
  it.each(['', 'tool\u0000', 'tool\n', 'x'.repeat(129), '\uD800', 'ünï', ' tool', '\u202Etool'])(
    'a name that cannot be declared stands as an empty text: %j',
    (tool) => {
      expect(baseContext({ ...facts, tool })).toMatchObject({ tool: '' });
    },
  );

  it('keeps plain names, and leaves an unbound agent out', () => {
    const { agent: _, ...unbound } = facts;
    expect(baseContext({ ...unbound, tool: 'a tool (v2)' })).toEqual({
      server: 'files',
      tool: 'a tool (v2)',
      now: IN_FORCE,
      approved: false,
    });
  });
});
