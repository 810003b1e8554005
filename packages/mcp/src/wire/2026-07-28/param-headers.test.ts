import { describe, expect, it } from 'vitest';
import { buildParamHeaders, checkParamHeaders } from './param-headers.ts';
import { scanParamHeaders } from './scan-param-headers.ts';

const annotated = (schema: object, name = 'Region') => ({ ...schema, 'x-mcp-header': name });
const object = (properties: object) => ({ type: 'object', properties });
const text = { type: 'string' };

describe('scanParamHeaders', () => {
  it('[mcp.param-headers] finds annotations at any depth of properties', () => {
    const schema = object({
      region: annotated(text),
      inner: object({ depth: annotated({ type: 'integer' }, 'Depth') }),
    });
    expect(scanParamHeaders(schema)).toEqual({
      ok: true,
      value: [
        { header: 'Region', path: ['region'], type: 'string' },
        { header: 'Depth', path: ['inner', 'depth'], type: 'integer' },
      ],
    });
  });

  it.each([
    ['on the root', annotated(object({}))],
    ['under items', object({ list: { type: 'array', items: annotated(text) } })],
    ['under oneOf', object({ one: { oneOf: [annotated(text)] } })],
    ['under if', { ...object({}), if: { properties: { a: annotated(text) } } }],
    ['in $defs', { ...object({}), $defs: { a: annotated(text) } }],
    ['under additionalProperties', { type: 'object', additionalProperties: annotated(text) }],
    ['on a number', object({ n: annotated({ type: 'number' }) })],
    ['on an object', object({ o: annotated(object({})) })],
    ['without a type', object({ o: annotated({}) })],
    ['with a space in the name', object({ o: annotated(text, 'a b') })],
    ['with an empty name', object({ o: annotated(text, '') })],
    ['twice, in another case', object({ a: annotated(text, 'X'), b: annotated(text, 'x') })],
  ])('[mcp.param-headers] refuses an annotation %s', (_where, schema) => {
    expect(scanParamHeaders(schema).ok).toBe(false);
  });

  it('takes data and a property of that name for what they are', () => {
    const schema = object({
      'x-mcp-header': text,
      a: { ...text, default: { 'x-mcp-header': 'no' }, enum: [{ 'x-mcp-header': 1 }] },
    });
    expect(scanParamHeaders(schema)).toEqual({ ok: true, value: [] });
  });
});

describe('headers and arguments', () => {
  const declared = [
    { header: 'Region', path: ['region'], type: 'string' as const },
    { header: 'Depth', path: ['inner', 'depth'], type: 'integer' as const },
    { header: 'Dry', path: ['dry'], type: 'boolean' as const },
  ];

  it('[mcp.param-headers] builds what the arguments hold and nothing for what is absent or null', () => {
    expect(buildParamHeaders(declared, { region: 'Zürich', inner: { depth: 42 }, dry: false })).toEqual({
      'mcp-param-region': '=?base64?WsO8cmljaA==?=',
      'mcp-param-depth': '42',
      'mcp-param-dry': 'false',
    });
    expect(buildParamHeaders(declared, { region: null, inner: 'x' })).toEqual({});
  });

  it.each([
    ['all right', { region: 'eu', inner: { depth: 3 }, dry: true }, { region: 'eu', depth: '3', dry: 'true' }, true],
    ['integers as numbers', { inner: { depth: 3 } }, { depth: '3.0' }, true],
    ['absent on both sides', {}, {}, true],
    ['null and no header', { region: null }, {}, true],
    ['an empty text', { region: '' }, { region: '=?base64??=' }, true],
    ['header missing', { region: 'eu' }, {}, false],
    ['header without argument', {}, { region: 'eu' }, false],
    ['header for null', { region: null }, { region: 'eu' }, false],
    ['another value', { region: 'eu' }, { region: 'us' }, false],
    ['another case', { region: 'eu' }, { region: 'EU' }, false],
    ['bad base64', { region: 'eu' }, { region: '=?base64?ZXU?=' }, false],
  ])('[mcp.param-headers] %s', (_what, args, given, fits) => {
    const header = (name: string) => (given as Record<string, string>)[name.replace('mcp-param-', '')];
    expect(checkParamHeaders(declared, args, header) === undefined).toBe(fits);
  });
});
