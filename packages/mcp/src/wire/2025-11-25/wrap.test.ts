import { describe, expect, it } from 'vitest';
import { objectMembers, objectText } from '../../json/raw-json.ts';
import { isObjectSchema, wrapOutputSchema } from './wrap-output-schema.ts';
import { wrapStructuredContent } from './wrap-structured-content.ts';

describe('wrapOutputSchema', () => {
  it('[mcp.structured-content] puts the schema under result and moves its references along', () => {
    const tree = { $schema: 's', type: 'array', items: { $ref: '#' }, $defs: { a: { $ref: '#/$defs/b' } } };
    expect(wrapOutputSchema(tree)).toEqual({
      $schema: 's',
      type: 'object',
      properties: {
        result: {
          $schema: 's',
          type: 'array',
          items: { $ref: '#/properties/result' },
          $defs: { a: { $ref: '#/properties/result/$defs/b' } },
        },
      },
      required: ['result'],
    });
  });

  it('leaves data, foreign documents and subtrees with a base of their own alone', () => {
    const schema = {
      anyOf: [
        { const: { $ref: '#/x' } },
        { $ref: 'https://example.com/s#/x' },
        { $id: 'https://example.com/o', $ref: '#/x' },
      ],
      properties: { default: { $ref: '#/x' } },
    };
    expect(wrapOutputSchema(schema)['properties']).toEqual({
      result: { ...schema, properties: { default: { $ref: '#/properties/result/x' } } },
    });
  });

  it('knows object roots', () => {
    expect([isObjectSchema({ type: 'object' }), isObjectSchema({ anyOf: [] }), isObjectSchema(true)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('wrapStructuredContent', () => {
  const wrap = (text: string, schema?: unknown) =>
    objectText(wrapStructuredContent(objectMembers(text), JSON.parse(text) as Record<string, unknown>, schema));

  it.each([
    [
      'an object',
      '{"content":[],"structuredContent":{"a":1.0}}',
      undefined,
      '{"content":[],"structuredContent":{"a":1.0}}',
    ],
    ['nothing', '{"content":[]}', undefined, '{"content":[]}'],
    [
      'an array',
      '{"content":[],"structuredContent":[1.0]}',
      undefined,
      '{"content":[{"type":"text","text":"[1.0]"}],"structuredContent":{"result":[1.0]}}',
    ],
    [
      'null',
      '{"structuredContent":null}',
      undefined,
      '{"structuredContent":{"result":null},"content":[{"type":"text","text":"null"}]}',
    ],
    [
      'an array beside text',
      '{"content":[{"type":"text","text":"t"}],"structuredContent":[1]}',
      undefined,
      '{"content":[{"type":"text","text":"t"}],"structuredContent":{"result":[1]}}',
    ],
    [
      'an object of a union schema',
      '{"structuredContent":{"a":1}}',
      { anyOf: [] },
      '{"structuredContent":{"result":{"a":1}}}',
    ],
  ])('[mcp.structured-content] %s', (_what, text, schema, expected) => {
    expect(wrap(text, schema)).toBe(expected);
  });
});
