/** docs/reference/records.md, made from the schema of the records. */
import { AnyRecordSchema } from '@remit/record';
import { z } from 'zod';
import { GENERATED, markdownTable } from './markdown.ts';

interface Node {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly additionalProperties?: Node | boolean;
  readonly pattern?: string;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly oneOf?: readonly Node[];
}

/** The page as Markdown: the fields that all records share once, then each type with its own. */
export function recordReference(): string {
  // z.toJSONSchema answers JSON Schema 2020-12; Node names the part of it that is read here.
  const types = (z.toJSONSchema(AnyRecordSchema) as Node).oneOf ?? [];
  const names = types.map((node) => Object.keys(node.properties ?? {}).filter((key) => key !== 't'));
  const shared = new Set((names[0] ?? []).filter((key) => names.every((all) => all.includes(key))));
  return [
    '# Records',
    '',
    GENERATED,
    '',
    'A record is one leaf of the log: RFC 8785 JSON of at most 65,535 bytes, of strings, booleans and integers. It holds no',
    'personal data in clear. `record.schema.json` beside this page is the same as a JSON Schema. An unknown field is refused.',
    '',
    '## Fields of every record',
    '',
    ...fieldTable(types[0] ?? {}, (name) => shared.has(name)),
    '',
    ...types.flatMap((node) => section(node, shared)),
  ].join('\n');
}

function section(node: Node, shared: ReadonlySet<string>): string[] {
  const fields = fieldTable(node, (name) => name !== 't' && !shared.has(name));
  return [`## ${String(node.properties?.['t']?.const)}`, '', ...described(node.description), ...fields, ''];
}

function described(text: string | undefined): string[] {
  return text === undefined ? [] : [text, ''];
}

function fieldTable(node: Node, wanted: (name: string) => boolean): string[] {
  const rows = Object.entries(node.properties ?? {})
    .filter(([name]) => wanted(name))
    .flatMap(([name, child]) => rowsOf(name, child, node.required?.includes(name) === true));
  return markdownTable(['field', 'value', 'present', 'what it is'], rows);
}

function rowsOf(path: string, node: Node, required: boolean): string[][] {
  const own = [`\`${path}\``, kind(node), required ? 'always' : 'may be', node.description ?? ''];
  const inner = Object.entries(node.properties ?? {}).flatMap(([name, child]) =>
    rowsOf(`${path}.${name}`, child, node.required?.includes(name) === true),
  );
  return [own, ...inner];
}

function kind(node: Node): string {
  if (node.const !== undefined) return `\`${JSON.stringify(node.const)}\``;
  if (node.enum !== undefined) return node.enum.map((value) => `\`${String(value)}\``).join(' or ');
  if (node.type === 'array') return `list of ${node.items === undefined ? 'values' : kind(node.items)}`;
  if (node.type === 'object' && node.properties === undefined)
    return `map of ${typeof node.additionalProperties === 'object' ? kind(node.additionalProperties) : 'values'}`;
  if (node.pattern !== undefined && node.maxLength === undefined) return `${node.type ?? 'text'} \`${node.pattern}\``;
  return node.type ?? 'value';
}
