/** System card file to card. Problems are reported together, each with its line (style guide rule 8). */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { ScopeProblem, YamlSource } from '@remit/scope';
import { readYaml } from '@remit/scope';
import type { z } from 'zod';
import { CardFile } from './card-file.ts';
import { checkCard } from './check-card.ts';

/** What an operator declares about a system, as the file says it. */
export type SystemCard = CardFile;
/** What is wrong with a card, and where. */
export type CardProblem = ScopeProblem;

const MAX_PROBLEMS = 50;

/** Reads the text of a card. On failure: the problems found (the first 50), in the order of the file. */
export function parseSystemCard(yaml: string): Result<SystemCard, CardProblem[]> {
  const source = readYaml(yaml);
  if (!source.ok) return err(inOrder(source.error));
  const file = CardFile.safeParse(source.value.value);
  if (!file.success) return err(inOrder(file.error.issues.flatMap((issue) => problemsOf(source.value, issue))));
  const problems = checkCard(source.value, file.data);
  return problems.length > 0 ? err(inOrder(problems)) : ok(file.data);
}

function inOrder(problems: readonly CardProblem[]): CardProblem[] {
  const seen = new Set<string>();
  return problems
    .filter(({ path }) => !seen.has(path) && seen.add(path))
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .slice(0, MAX_PROBLEMS);
}

function problemsOf(source: YamlSource, issue: z.core.$ZodIssue): CardProblem[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) =>
      source.problemAt([...issue.path, key], {
        message: `A system card has no key ${JSON.stringify(key.slice(0, 64))} here. Remove it, or correct its spelling.`,
        expected: `one of ${knownKeys(issue.path).join(', ')}`,
        atKey: true,
      }),
    );
  const missing = valueAt(source.value, issue.path) === undefined;
  const says: unknown = issue.code === 'custom' ? issue.params?.['says'] : undefined;
  const message = missing ? 'This key is missing.' : typeof says === 'string' ? says : 'This value cannot be used.';
  return [source.problemAt(issue.path, { message, expected: issue.message })];
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** Keys that may stand at a place, read from the schema itself. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  let schema: unknown = CardFile;
  for (const key of path) {
    schema = bare(schema);
    const shape = shapeOf(schema);
    schema = shape === undefined ? elementOf(schema) : shape[String(key)];
  }
  return Object.keys(shapeOf(bare(schema)) ?? {});
}

/** The schema inside `optional()`. */
function bare(schema: unknown): unknown {
  const inner: unknown = defOf(schema)?.['innerType'];
  return inner === undefined ? schema : bare(inner);
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  const shape: unknown = defOf(schema)?.['shape'];
  // zod: the shape of an object schema is a record of schemas by key.
  return typeof shape === 'object' && shape !== null ? (shape as Record<string, unknown>) : undefined;
}

function elementOf(schema: unknown): unknown {
  return defOf(schema)?.['element'];
}

function defOf(schema: unknown): Record<string, unknown> | undefined {
  if (typeof schema !== 'object' || schema === null || !('def' in schema)) return undefined;
  // zod 4: `def` is the plain definition of a schema.
  return schema.def as Record<string, unknown>;
}
