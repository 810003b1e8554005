import { utf8 } from '@remit/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBody } from './parse-body.ts';

const deep = `${'['.repeat(70)}${']'.repeat(70)}`;

const refusals: readonly (readonly [string, string | Uint8Array, number, string])[] = [
  ['no JSON', 'hello', -32700, 'null'],
  ['an empty body', '', -32700, 'null'],
  ['a cut message', '{"jsonrpc":"2.0","id":1', -32700, 'null'],
  ['a byte order mark', '\uFEFF{"id":1}', -32700, 'null'],
  ['bad UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), -32700, 'null'],
  ['an overlong encoding', new Uint8Array([0x22, 0xc0, 0xaf, 0x22]), -32700, 'null'],
  ['a UTF-8 surrogate', new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22]), -32700, 'null'],
  ['a repeated argument', '{"id":7,"params":{"arguments":{"path":"/a","path":"/b"}}}', -32600, '7'],
  ['a repeated argument, one escaped', '{"id":"x","params":{"arguments":{"a":1,"\\u0061":2}}}', -32600, '"x"'],
  ['a repeated id', '{"id":1,"id":2}', -32600, 'null'],
  ['a repeated method', '{"id":3,"method":"ping","method":"tools/call"}', -32600, '3'],
  ['an integer beyond 2^53', '{"id":4,"params":{"arguments":{"n":9007199254740993}}}', -32600, '4'],
  ['an id beyond 2^53', '{"id":9007199254740993}', -32600, 'null'],
  ['deep nesting', `{"id":5,"params":{"arguments":{"a":${deep}}}}`, -32600, '5'],
  ['half a surrogate pair', '{"id":6,"params":{"arguments":{"a":"\\ud800"}}}', -32600, '6'],
  ['a null id beside a repeated key', '{"id":null,"a":1,"a":2}', -32600, 'null'],
];

describe('parseBody', () => {
  it.each(refusals)('[mcp.hostile-json] refuses %s', (_what, body, code, idText) => {
    const parsed = parseBody(typeof body === 'string' ? utf8(body) : body);
    expect(parsed).toMatchObject({ kind: 'refused', code, idText });
  });

  it('does not repeat the text in its message', () => {
    const parsed = parseBody(utf8('{"name":"Ada Lovelace", }'));
    expect(parsed).toMatchObject({ kind: 'refused', message: 'Parse error: the body is not valid JSON' });
  });

  it('[mcp.raw-arguments] gives the arguments as they were written', () => {
    const args = '{ "path" : "/srv/\\u00e4",\n "n": 1.0 }';
    const parsed = parseBody(
      utf8(`{"jsonrpc":"2.0","id": 12,"params":{"name":"t","arguments":${args},"_meta":{"k":1}}}`),
    );
    expect(parsed).toMatchObject({ kind: 'parsed', idText: '12', argumentsText: args, metaText: '{"k":1}' });
  });

  it('takes only the arguments of params, not a dotted key that looks like them', () => {
    const parsed = parseBody(utf8('{"params.arguments":{"x":1},"params":{"arguments":{"y":2}}}'));
    expect(parsed).toMatchObject({ argumentsText: '{"y":2}' });
  });

  it('never throws', () => {
    const bodies = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.json().map(utf8));
    fc.assert(
      fc.property(bodies, (bytes) => {
        expect(() => parseBody(bytes)).not.toThrow();
      }),
    );
  });
});
