/**
 * Output schema of a 2026-07-28 tool for a client of 2025-11-25, which takes objects only: the schema becomes the
 * property `result` of an object schema, and references inside it are moved along. mcp reference §1, row
 * "structuredContent, outputSchema".
 */
import { isObject } from '../json-rpc.ts';

/** Keywords whose values are data: a `$ref` inside them is a value like any other. */
const DATA_KEYWORDS: ReadonlySet<string> = new Set(['const', 'enum', 'default', 'examples']);
/** Keywords whose values map author-chosen names to schemas. */
const NAME_MAPS: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  '$defs',
  'definitions',
  'dependentSchemas',
  'dependencies',
]);

/** True when the root of the schema says that the value is an object. */
export function isObjectSchema(schema: unknown): boolean {
  return isObject(schema) && schema['type'] === 'object';
}

/** `{type: object, properties: {result: schema}, required: [result]}` with the local references of `schema` moved. */
export function wrapOutputSchema(schema: unknown): Record<string, unknown> {
  const dialect = isObject(schema) && typeof schema['$schema'] === 'string' ? { $schema: schema['$schema'] } : {};
  return { ...dialect, type: 'object', properties: { result: moveReferences(schema, false) }, required: ['result'] };
}

// Invariant: a subtree with a base of its own ($id other than a fragment) keeps its references: they resolve there.
function moveReferences(node: unknown, isNameMap: boolean): unknown {
  if (Array.isArray(node)) return node.map((item) => moveReferences(item, false));
  if (!isObject(node)) return node;
  if (!isNameMap && hasOwnBase(node['$id'])) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, moveMember(key, value, isNameMap)]));
}

function moveMember(key: string, value: unknown, isNameMap: boolean): unknown {
  if (isNameMap) return moveReferences(value, false);
  if ((key === '$ref' || key === '$dynamicRef') && typeof value === 'string') return movedPointer(value);
  if (DATA_KEYWORDS.has(key)) return value;
  return moveReferences(value, NAME_MAPS.has(key));
}

function movedPointer(pointer: string): string {
  if (pointer === '#') return '#/properties/result';
  return pointer.startsWith('#/') ? `#/properties/result${pointer.slice(1)}` : pointer;
}

function hasOwnBase(id: unknown): boolean {
  return id !== undefined && !(typeof id === 'string' && id.startsWith('#'));
}
