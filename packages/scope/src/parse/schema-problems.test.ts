import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { knownKeys } from './schema-problems.ts';
import { ScopeFile } from './scope-file.ts';

/** Every mapping of the format with its path, read from the schema itself. */
function mappings(schema: unknown, path: readonly string[]): [readonly string[], string[]][] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return mappings(schema.unwrap(), path);
  if (schema instanceof z.ZodRecord) return mappings(schema.valueType, [...path, 'NAME']);
  if (!(schema instanceof z.ZodObject)) return [];
  const shape: Readonly<Record<string, unknown>> = schema.shape;
  return [
    [path, Object.keys(shape)],
    ...Object.entries(shape).flatMap(([key, inner]) => mappings(inner, [...path, key])),
  ];
}

describe('the keys that a problem offers', () => {
  const all = mappings(ScopeFile, []);

  it('are the keys of the schema, at every place', () => {
    expect(all.length).toBeGreaterThan(12);
    for (const [path, keys] of all) expect([path, [...knownKeys(path)].sort()]).toEqual([path, keys.sort()]);
    console.log(`${all.length} mappings of the scope file compared`);
  });
});
