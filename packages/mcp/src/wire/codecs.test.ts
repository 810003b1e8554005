import { describe, expect, it } from 'vitest';
import { objectMembers } from '../json/raw-json.ts';
import { codecOf } from './codecs.ts';
import { Era } from './versions.ts';

const legacy = codecOf(Era.Legacy);
const modern = codecOf(Era.Modern);

const read = (codec: typeof legacy, text: string) => codec.readResult(text, JSON.parse(text));
const complete = (codec: typeof legacy, text: string) => {
  const result = read(codec, text);
  if (!result.ok) throw new TypeError(result.error.detail);
  return result.value;
};

describe('results', () => {
  const legacyText =
    '{"content":[{"type":"text","text":"x","annotations":{"new":1.0}}],"_meta":{"a/b":[1e2]},"later":{}}';
  const modernText = `{"resultType":"complete","ttlMs":5,"cacheScope":"public",${legacyText.slice(1)}`;

  it('[mcp.result-type] legacy to legacy goes on unchanged', () => {
    expect(legacy.callResult(complete(legacy, legacyText), undefined)).toBe(legacyText);
  });
  it('[mcp.result-type] modern to legacy loses resultType and the cache fields, nothing else', () => {
    expect(legacy.callResult(complete(modern, modernText), undefined)).toBe(legacyText);
  });
  it('[mcp.result-type] legacy to modern gains resultType, nothing else', () => {
    expect(modern.callResult(complete(legacy, legacyText), undefined)).toBe(
      `{"resultType":"complete",${legacyText.slice(1)}`,
    );
  });
  it('[mcp.result-type] modern to modern keeps what it has', () => {
    expect(modern.callResult(complete(modern, modernText), undefined)).toBe(modernText);
  });
  it('a resultType that a legacy server made up does not reach a modern client', () => {
    const result = complete(legacy, '{"resultType":"task","content":[]}');
    expect(modern.callResult(result, undefined)).toBe('{"resultType":"complete","content":[]}');
  });

  it.each([
    ['input_required', '{"resultType":"input_required"}', 'mcp.upstream-input-required'],
    ['an unknown type', '{"resultType":"task"}', 'mcp.upstream-bad-answer'],
    ['no type', '{"content":[]}', 'mcp.upstream-bad-answer'],
    ['a type that is no text', '{"resultType":1}', 'mcp.upstream-bad-answer'],
    ['no object', '[]', 'mcp.upstream-bad-answer'],
    ['a repeated member', '{"resultType":"complete","content":[],"content":[1]}', 'mcp.upstream-bad-answer'],
  ])('[mcp.result-type] a modern upstream result with %s is an error', (_what, text, code) => {
    expect(read(modern, text)).toMatchObject({ ok: false, error: { code } });
  });
});

describe('towards an upstream', () => {
  const members = objectMembers('{"name":"t"}');

  it('[mcp.envelope] a modern request carries the whole envelope and offers no capability', () => {
    const params = JSON.parse(modern.requestParams(members, [{ key: 'traceparent', text: '"00-x"' }])) as Record<
      string,
      unknown
    >;
    expect(params).toEqual({
      name: 't',
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientInfo': { name: 'remit', version: '0.1.0' },
        'io.modelcontextprotocol/clientCapabilities': {},
        traceparent: '00-x',
      },
    });
  });
  it('a legacy request carries `_meta` only when there is something to say', () => {
    expect(legacy.requestParams(members, [])).toBe('{"name":"t"}');
    expect(legacy.requestParams(members, [{ key: 'k', text: '1' }])).toBe('{"name":"t","_meta":{"k":1}}');
  });
});

describe('towards a client', () => {
  it('[mcp.cache-fields] filtered lists are private and not kept', () => {
    expect(JSON.parse(modern.listResult([{ key: 'tools', text: '[]' }]))).toEqual({
      resultType: 'complete',
      tools: [],
      _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'remit', version: '0.1.0' } },
      ttlMs: 0,
      cacheScope: 'private',
    });
    expect(legacy.listResult([{ key: 'tools', text: '[]' }])).toBe('{"tools":[]}');
  });
  it('[mcp.structured-content] an output schema that is no object is wrapped for legacy clients only', () => {
    const text = '{"name":"t","x":1.0,"outputSchema":{"type":"array"}}';
    const tool = { era: Era.Modern, members: objectMembers(text), outputSchema: { type: 'array' } };
    expect(modern.toolDefinition(tool)).toBe(text);
    expect(legacy.toolDefinition(tool)).toBe(
      '{"name":"t","x":1.0,"outputSchema":{"type":"object","properties":{"result":{"type":"array"}},"required":["result"]}}',
    );
    expect(legacy.toolDefinition({ ...tool, era: Era.Legacy })).toBe(text);
  });
  it('the code of a missing resource follows the client', () => {
    expect([modern.errorCode(-32002), legacy.errorCode(-32002), modern.errorCode(-32603)]).toEqual([
      -32602, -32002, -32603,
    ]);
  });
});
