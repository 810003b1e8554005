/**
 * Reads the YAML of a scope file into plain values, and remembers where each value stands.
 *
 * Threat: two readers of one file must see one scope. Everything that YAML readers disagree on (anchors, merge keys,
 * tags, directives, duplicate keys, yes/no, numbers that are not decimal) is refused, so that the officer, the auditor's
 * own YAML library and Remit read the same.
 */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { Document, Pair, Scalar } from 'yaml';
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { ScopeProblem } from './problem.ts';
import { pathText } from './problem.ts';
import { hiddenCharacterAt } from './text.ts';
import { refuseYamlText } from './yaml-text.ts';

type Path = readonly PropertyKey[];

export interface YamlSource {
  readonly value: unknown;
  /** Builds a problem at the value that `path` leads to (or at its key); at the nearest parent when it does not exist. */
  problemAt(
    path: Path,
    says: { readonly message: string; readonly expected?: string; readonly atKey?: boolean },
  ): ScopeProblem;
}

/** Parses, or says every refusal with its line and column. */
export function readYaml(text: string): Result<YamlSource, ScopeProblem[]> {
  const refused = refuseYamlText(text);
  if (refused !== undefined) return err([refused]);
  const lines = new LineCounter();
  const doc = parseDocument(text, {
    lineCounter: lines,
    strict: true,
    uniqueKeys: true,
    stringKeys: true,
    merge: false,
    prettyErrors: false,
    version: '1.2',
  });
  const walk: Walk = { problems: [], starts: new Map(), keys: new Map(), lines };
  for (const error of doc.errors) report(walk, error.pos[0], [], syntaxMessage(error.code, error.message));
  // A broken tree is not walked: its other findings would be echoes of the syntax error.
  if (walk.problems.length > 0) return err(walk.problems);
  refuseDirectives(doc, walk);
  const value = readNode(doc.contents, [], walk);
  if (walk.problems.length > 0) return err(walk.problems);
  return ok({
    value,
    problemAt: (path, { atKey, ...says }) => ({ ...locate(walk, path, atKey), path: pathText(path), ...says }),
  });
}

interface Walk {
  readonly problems: ScopeProblem[];
  readonly starts: Map<string, number>;
  readonly keys: Map<string, number>;
  readonly lines: LineCounter;
}

function syntaxMessage(code: string, message: string): string {
  if (code === 'DUPLICATE_KEY') return 'This key stands twice in the same place. Remove one of the two.';
  if (code === 'MULTIPLE_DOCS') return 'The file holds more than one YAML document. Keep one.';
  if (code === 'NON_STRING_KEY') return 'A key must be plain text.';
  if (code === 'TAG_RESOLVE_FAILED') return 'YAML tags are refused. Write the plain value.';
  return `The YAML cannot be read: ${message.split('\n')[0]?.replace(/\.$/, '')}. Put text that holds ": " or " #" in quotes.`;
}

function refuseDirectives(doc: Document, walk: Walk): void {
  const { directives } = doc;
  if (directives !== undefined && (directives.yaml.explicit === true || Object.keys(directives.tags).length > 1))
    report(walk, 0, [], 'YAML directives (%YAML, %TAG) are refused. Remove the line.');
}

function readNode(node: unknown, path: Path, walk: Walk): unknown {
  if (!isNode(node)) return null;
  const at = node.range?.[0] ?? 0;
  walk.starts.set(placeKey(path), at);
  if (isAlias(node)) return report(walk, at, path, 'YAML aliases (*name) are refused. Repeat the value.');
  if (node.anchor !== undefined) return report(walk, at, path, 'YAML anchors (&name) are refused. Repeat the value.');
  if (node.tag !== undefined) return report(walk, at, path, 'YAML tags (!name) are refused. Write the plain value.');
  if (isScalar(node)) return readScalar(node, at, path, walk);
  if (isSeq(node)) return node.items.map((item, i) => readNode(item, [...path, i], walk));
  if (isMap(node)) return Object.fromEntries(node.items.map((pair) => readPair(pair, path, walk)));
  return null;
}

function readPair(pair: Pair, parent: Path, walk: Walk): [string, unknown] {
  const { key } = pair;
  // stringKeys has refused every other kind of key.
  const name = isScalar(key) ? String(key.value) : '';
  const path = [...parent, name];
  const at = isScalar(key) ? (key.range?.[0] ?? 0) : 0;
  walk.keys.set(placeKey(path), at);
  if (isScalar(key) && key.anchor !== undefined)
    report(walk, at, path, 'YAML anchors (&name) are refused. Repeat the value.');
  if (name === '<<') report(walk, at, path, 'YAML merge keys (<<) are refused. Repeat the keys.');
  if (name === '__proto__') report(walk, at, path, 'The name __proto__ is refused.');
  if (isScalar(key) && key.type === 'PLAIN' && isYamlOneBoolean(name)) report(walk, at, path, ambiguous(name));
  if (hiddenCharacterAt(name) !== undefined) report(walk, at, path, 'The key holds a control or hidden character.');
  return [name, readNode(pair.value, path, walk)];
}

function readScalar(node: Scalar, at: number, path: Path, walk: Walk): unknown {
  const { value, source } = node;
  if (value === null)
    return report(walk, at, path, 'The value is empty. Write a value, {} for an empty mapping, or remove the key.');
  if (typeof value === 'string') {
    if (node.type === 'PLAIN' && isYamlOneBoolean(value)) return report(walk, at, path, ambiguous(value));
    if (hiddenCharacterAt(value) !== undefined)
      return report(walk, at, path, 'The text holds a control or hidden character (written as an escape). Remove it.');
    return value;
  }
  if (typeof value === 'boolean') return value;
  if (Number.isSafeInteger(value) && source !== undefined && /^(?:0|-?[1-9][0-9]*)$/.test(source)) return value;
  return report(
    walk,
    at,
    path,
    'Numbers are decimal integers up to 2^53. Put anything else in quotes to compare it as text.',
  );
}

/** YAML 1.1 readers take these for booleans, YAML 1.2 readers for text. */
function isYamlOneBoolean(text: string): boolean {
  return /^(?:yes|no|on|off)$/i.test(text);
}

function ambiguous(text: string): string {
  return `Some YAML readers take ${text} for a boolean. Put it in quotes.`;
}

/** Notes a problem; the null that it returns stands in for the refused value and is never used. */
function report(walk: Walk, offset: number, path: Path, message: string): null {
  walk.problems.push({ ...position(walk.lines, offset), path: pathText(path), message });
  return null;
}

function locate(walk: Walk, path: Path, atKey: boolean | undefined): { line: number; column: number } {
  for (let length = path.length; length > 0; length--) {
    const text = placeKey(path.slice(0, length));
    // Where the value itself is missing, its parent's key tells the reader where to write.
    const preferKey = atKey === true || length < path.length;
    const offset = preferKey
      ? (walk.keys.get(text) ?? walk.starts.get(text))
      : (walk.starts.get(text) ?? walk.keys.get(text));
    if (offset !== undefined) return position(walk.lines, offset);
  }
  return { line: 1, column: 1 };
}

function placeKey(path: Path): string {
  return JSON.stringify(path.map((key) => (typeof key === 'number' ? key : String(key))));
}

function position(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}
