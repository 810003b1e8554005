/** Reads the configuration file and the environment, and answers exact problems: file, line, path, what was expected. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import { refuseYamlText } from '@remit/scope';
import { isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import type { Environment } from './environment.ts';
import type { FileConfig } from './schema.ts';
import { ConfigSchema } from './schema.ts';

/** The configuration as the process uses it: absolute paths, secrets still as references. */
export interface Config {
  readonly file: FileConfig;
  /** Where relative paths of the file start: the file's folder, or the working folder without a file. */
  readonly base: string;
  readonly dataDir: string;
  readonly adminSocket: string;
  /** URL of the database that the environment names; wins over the file's. */
  readonly storeUrl: string | undefined;
  /** Proxies that the environment names. */
  readonly proxies: Environment['proxies'];
  /** Path of the file that was read; undefined when defaults are used. */
  readonly path: string | undefined;
}

export const DEFAULT_CONFIG_FILE = 'remit.yaml';

/** Loads `path`, else remit.yaml in the working folder if there is one, else defaults. Errors are finished sentences. */
export function loadConfig(path: string | undefined, env: Environment, cwd: string): Result<Config, string[]> {
  const wanted = path ?? env.config;
  const source = readSource(wanted, cwd);
  if (!source.ok) return source;
  const parsed = parseConfig(source.value.text, source.value.path ?? DEFAULT_CONFIG_FILE);
  if (!parsed.ok) return parsed;
  const base = source.value.path === undefined ? cwd : dirname(source.value.path);
  const dataDir = env.data === undefined ? resolve(base, parsed.value.data) : resolve(cwd, env.data);
  const socket = parsed.value.admin.socket;
  return ok({
    file: parsed.value,
    base,
    dataDir,
    adminSocket: socket === undefined ? resolve(dataDir, 'run', 'admin.sock') : resolve(base, socket),
    storeUrl: env.storeUrl,
    proxies: env.proxies,
    path: source.value.path,
  });
}

function readSource(
  wanted: string | undefined,
  cwd: string,
): Result<{ text: string; path: string | undefined }, string[]> {
  const path = resolve(cwd, wanted ?? DEFAULT_CONFIG_FILE);
  try {
    return ok({ text: readFileSync(path, 'utf8'), path });
  } catch (error) {
    if (wanted === undefined && isNotFound(error)) return ok({ text: '', path: undefined });
    return err([`${path}: cannot be read (${error instanceof Error ? error.message : 'unknown error'}).`]);
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Parses and validates the text of a configuration file. */
export function parseConfig(text: string, name: string): Result<FileConfig, string[]> {
  const unsafe = refuseYamlText(text);
  if (unsafe !== undefined) return err([`${name}:${unsafe.line}: ${unsafe.message}`]);
  const lines = new LineCounter();
  const doc = parseDocument(text, { lineCounter: lines, uniqueKeys: true, stringKeys: true, strict: true });
  if (doc.errors.length > 0)
    return err(doc.errors.map((e) => `${name}:${e.linePos?.[0].line ?? 1}: ${e.message.split('\n')[0] ?? e.code}`));
  const aliases: string[] = [];
  visit(doc, {
    Alias(_key, node) {
      const { line } = lines.linePos(node.range?.[0] ?? 0);
      aliases.push(`${name}:${line}: YAML aliases (*name) are refused. Repeat the value.`);
    },
  });
  if (aliases.length > 0) return err(aliases);
  const value: unknown = doc.toJS({ maxAliasCount: 0 }) ?? {};
  const checked = ConfigSchema.safeParse(value);
  if (checked.success) return ok(checked.data);
  return err(
    flatten(checked.error.issues).map(({ path, message }) => {
      const line = lineOf(doc.contents, path, lines);
      return `${name}:${line}: ${path.length === 0 ? 'the file' : path.join('.')}: ${message}.`;
    }),
  );
}

interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** A union reports all its branches; the branch that got furthest says what the reader needs. */
function flatten(issues: readonly z.core.$ZodIssue[], prefix: readonly PropertyKey[] = []): Problem[] {
  return issues.flatMap((issue): Problem[] => {
    const path = [...prefix, ...issue.path];
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ path, message: sentence(issue) }];
    const branches = issue.errors.map((branch) => flatten(branch, path));
    return branches.sort((a, b) => a.length - b.length || depth(b) - depth(a))[0] ?? [];
  });
}

function depth(problems: readonly Problem[]): number {
  return Math.max(...problems.map((p) => p.path.length));
}

function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys')
    return `unknown ${issue.keys.length === 1 ? 'key' : 'keys'} ${issue.keys.map((k) => `"${k}"`).join(', ')}`;
  if (issue.code === 'invalid_key') return issue.issues.map(sentence).join(', ');
  return issue.message.replace(/^Invalid input: /, '').replace(/\.$/, '');
}

/** Line of the deepest node that exists on the path. */
function lineOf(root: unknown, path: readonly PropertyKey[], lines: LineCounter): number {
  let node: unknown = root;
  let offset = 0;
  for (const key of path) {
    if (!isMap(node)) break;
    const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
    if (pair === undefined) break;
    if (isScalar(pair.key) && pair.key.range) offset = pair.key.range[0];
    node = pair.value;
  }
  return lines.linePos(offset).line;
}
