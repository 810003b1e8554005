/** What is kept of the values of one argument while calls are read: counts and a few distinct values, never all of them. */
import { isWithin, parentOf, readPosixPath } from '../derive/posix-path.ts';

/** Distinct values that are told apart; one more means "many". */
export const MAX_DISTINCT = 8;
/** Distinct folders that are told apart while reading. Beyond it they are joined in their parents. */
const MAX_FOLDERS = 64;

/** Counts of single values: of an argument, or of the items of a list. */
export interface ValueCounts {
  seen: number;
  strings: number;
  integers: number;
  booleans: number;
  /** Objects, nested lists, fractions, null. */
  others: number;
  /** Strings that are readable absolute paths. */
  paths: number;
  min: number;
  max: number;
  /** Distinct strings and booleans; at most {@link MAX_DISTINCT} + 1. */
  readonly distinct: Set<string | boolean>;
  /** Folders of the paths, none inside another. */
  folders: readonly string[];
}

/** Counts of one argument over the calls of a tool. */
export interface ArgumentCounts {
  /** Calls that carry the argument. */
  present: number;
  /** Calls in which it is a list. */
  lists: number;
  emptyLists: number;
  longLists: number;
  readonly values: ValueCounts;
}

const LONG_LIST = 64;

export function noValues(): ValueCounts {
  return {
    seen: 0,
    strings: 0,
    integers: 0,
    booleans: 0,
    others: 0,
    paths: 0,
    min: Infinity,
    max: -Infinity,
    distinct: new Set(),
    folders: [],
  };
}

export function noArgument(): ArgumentCounts {
  return { present: 0, lists: 0, emptyLists: 0, longLists: 0, values: noValues() };
}

/** Adds the argument of one call. */
export function addArgument(counts: ArgumentCounts, value: unknown): void {
  counts.present += 1;
  if (!Array.isArray(value)) return addValue(counts.values, value);
  counts.lists += 1;
  if (value.length === 0) counts.emptyLists += 1;
  if (value.length > LONG_LIST) counts.longLists += 1;
  for (const item of value as readonly unknown[]) addValue(counts.values, item);
}

function addValue(counts: ValueCounts, value: unknown): void {
  counts.seen += 1;
  if (typeof value === 'string') addString(counts, value);
  else if (typeof value === 'boolean') {
    counts.booleans += 1;
    addDistinct(counts, value);
  } else if (typeof value === 'number' && Number.isSafeInteger(value)) {
    counts.integers += 1;
    counts.min = Math.min(counts.min, value);
    counts.max = Math.max(counts.max, value);
  } else counts.others += 1;
}

function addString(counts: ValueCounts, text: string): void {
  counts.strings += 1;
  addDistinct(counts, text);
  const read = readPosixPath(text, undefined);
  if (typeof read === 'string') return;
  counts.paths += 1;
  counts.folders = outermost([...counts.folders, folderOf(read.normal)]);
  if (counts.folders.length > MAX_FOLDERS) counts.folders = joinFolders(counts.folders, MAX_FOLDERS / 2);
}

function addDistinct(counts: ValueCounts, value: string | boolean): void {
  if (counts.distinct.size <= MAX_DISTINCT) counts.distinct.add(value);
}

/** A last segment with a dot inside is taken for a file, whose folder counts; anything else for a folder. */
function folderOf(path: string): string {
  return path.lastIndexOf('.') > path.lastIndexOf('/') + 1 ? parentOf(path) : path;
}

/** The folders that lie in no other of them, sorted. */
export function outermost(folders: readonly string[]): string[] {
  const unique = [...new Set(folders)].sort();
  return unique.filter((one) => !unique.some((other) => other !== one && isWithin(one, other)));
}

/** Replaces the deepest folder by its parent until at most `most` are left. */
export function joinFolders(folders: readonly string[], most: number): string[] {
  let joined = outermost(folders);
  while (joined.length > most) {
    const depth = Math.max(...joined.map(depthOf));
    joined = outermost(joined.map((one) => (depthOf(one) === depth ? parentOf(one) : one)));
  }
  return joined;
}

function depthOf(path: string): number {
  return path === '/' ? 0 : path.split('/').length - 1;
}
