/** Finds the persons that a call concerns, as the scope says where to look (`about`). */
import type { CompiledTool } from '../compiled-scope.ts';
import type { AboutSource } from '../declared-scope.ts';
import { isLine } from '../parse/text.ts';
import { MAX_ITEMS } from './check-value.ts';
import { argumentsOf } from './derive-context.ts';
import { isWithin, readPosixPath } from './posix-path.ts';

/** References of affected persons, sorted and without repeats; or why none is known, in words for the record. */
export type About = { readonly references: readonly string[] } | { readonly absent: string };

/** Longest reference that is taken from a call. */
const MAX_REFERENCE = 256;

/** `paths`: what path conditions found the argument to name; used instead of the letters, so a link cannot point at another person. */
export function findAbout(tool: CompiledTool, args: unknown, paths: ReadonlyMap<string, readonly string[]>): About {
  const source = tool.about;
  if (source === undefined) return { absent: 'the scope names no argument of this tool that identifies a person' };
  const value = argumentsOf(args)?.get(source.argument);
  if (value === undefined) return { absent: `the call has no argument ${source.argument}` };
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (items.length === 0) return { absent: `argument ${source.argument} is an empty list` };
  if (items.length > MAX_ITEMS)
    return { absent: `argument ${source.argument} holds more than ${MAX_ITEMS} references` };
  const references = referencesOf(items, source, paths.get(source.argument) ?? []);
  if (references.includes(undefined)) return { absent: `argument ${source.argument} holds no readable reference` };
  return { references: [...new Set(references.filter((one) => one !== undefined))].sort() };
}

function referencesOf(
  items: readonly unknown[],
  source: AboutSource,
  paths: readonly string[],
): readonly (string | undefined)[] {
  const folder = source.segmentAfter;
  if (folder === undefined) return items.map(scalarReference);
  if (paths.length === items.length) return paths.map((path) => segmentAfter(path, folder));
  return items.map((item) => {
    const read = readPosixPath(item, undefined);
    return typeof read === 'string' ? undefined : segmentAfter(read.normal, folder);
  });
}

function scalarReference(value: unknown): string | undefined {
  if (Number.isSafeInteger(value)) return String(value);
  return typeof value === 'string' && isLine(value, MAX_REFERENCE) ? value : undefined;
}

function segmentAfter(path: string, folder: string): string | undefined {
  if (!isWithin(path, folder) || path === folder) return undefined;
  const [segment] = path.slice(folder === '/' ? 1 : folder.length + 1).split('/');
  return segment !== undefined && segment.length <= MAX_REFERENCE ? segment : undefined;
}
