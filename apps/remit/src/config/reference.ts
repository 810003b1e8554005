/** docs/configuration.md, made from the schema, so that it cannot say anything else than what the process accepts. */
import { z } from 'zod';
import { ConfigSchema } from './schema.ts';

interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly additionalProperties?: Node | boolean;
  readonly anyOf?: readonly Node[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
}

/** The page as Markdown. */
export function configurationReference(): string {
  // z.toJSONSchema answers JSON Schema 2020-12; Node names the part of it that is read here.
  const schema = z.toJSONSchema(ConfigSchema, { io: 'input' }) as Node;
  // Both kinds of servers share some keys: each is one row.
  const rows = [...new Set(rowsOf(schema, ''))];
  return [
    '# Configuration',
    '',
    'One YAML file, `remit.yaml` in the working folder or the one named by `--config` or `REMIT_CONFIG`.',
    'Without a file the defaults below hold. An unknown key or a wrong value stops the start with file, line and path.',
    "`REMIT_DATA` wins over `data`. Commands take the caller's key from `--key`, `REMIT_KEY` or `REMIT_KEY_FILE`.",
    '',
    'This page is made from the schema by `npm run gen`.',
    '',
    '| key | value | default | what it is for |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function rowsOf(node: Node, path: string): string[] {
  if (
    node.anyOf !== undefined &&
    node.anyOf.some((branch) => branch.properties !== undefined && path.endsWith('.NAME'))
  )
    return node.anyOf.flatMap((branch) => rowsOf(branch, path));
  const own = path === '' || node.properties !== undefined ? [] : [row(path, node)];
  const inner = Object.entries(node.properties ?? {}).flatMap(([name, child]) =>
    rowsOf(child, path === '' ? name : `${path}.${name}`),
  );
  const items = node.items?.properties === undefined ? [] : rowsOf(node.items, `${path}[]`);
  const values = isNamed(node.additionalProperties) ? rowsOf(node.additionalProperties, `${path}.NAME`) : [];
  // A value that may be a word or a map: the keys of the map.
  const choices = (node.anyOf ?? []).flatMap(({ properties = {} }) =>
    Object.entries(properties).flatMap(([name, child]) => rowsOf(child, `${path}.${name}`)),
  );
  return [...own, ...inner, ...items, ...values, ...choices];
}

/** True for maps by name whose values have keys of their own, such as servers. */
function isNamed(of: Node['additionalProperties']): of is Node {
  if (typeof of !== 'object') return false;
  const keyed = (part: Node) => part.properties?.['command'] ?? part.properties?.['url'];
  return of.properties !== undefined || of.anyOf?.some((part) => keyed(part) !== undefined) === true;
}

function row(path: string, node: Node): string {
  const cells = [
    `\`${path}\``,
    kind(node),
    node.default === undefined ? '' : `\`${JSON.stringify(node.default)}\``,
    node.description ?? '',
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function kind(node: Node): string {
  if (node.enum !== undefined) return node.enum.map((v) => `\`${String(v)}\``).join(' or ');
  if (node.anyOf !== undefined) return node.anyOf.map(kind).join(' or ');
  const range = node.minimum !== undefined && node.maximum !== undefined ? `, ${node.minimum} to ${node.maximum}` : '';
  if (node.type === 'array')
    return `list of ${node.items === undefined ? 'values' : node.items.properties === undefined ? kind(node.items) : 'maps'}`;
  if (node.type === 'object')
    return node.properties === undefined ? 'map' : `{ ${Object.keys(node.properties).join(', ')} }`;
  return `${node.type ?? 'value'}${range}`;
}
