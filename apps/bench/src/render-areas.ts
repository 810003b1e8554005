/** A profile by area: which package, which part of Node, which native work. Pure. */
import type { TopFunction } from './top-functions.ts';

/** One area's own time. */
export interface AreaTime {
  readonly area: string;
  /** Milliseconds. */
  readonly self: number;
  /** Of the busy time, 0 to 1. */
  readonly share: number;
}

/** Functions without a script of their own: V8 and native code, by name. */
const NATIVE: readonly (readonly [RegExp, string])[] = [
  [/^\(garbage collector\)$/, 'garbage collection'],
  [/^(writev|write\w*String|writeBuffer|shutdown|readStart|readStop)$/, 'writes to sockets and pipes'],
  [/^(fdatasync|fsync|open|openFileHandle|close|rename|read|write|unlink|stat|lstat|fstat)$/, 'files'],
  [/^(oneShotDigest|digest|hash|update|init|initiv|final|setAAD|sign|randomFillSync)$/, 'hashes and ciphers'],
  [/^(run|get|all|iterate|exec|transaction|prepare|next|pragma)$/, 'SQLite'],
];

/** All functions of a profile, added up by area, the largest first. */
export function byArea(functions: readonly TopFunction[]): AreaTime[] {
  const areas = new Map<string, { self: number; share: number }>();
  for (const { name, where, self, share } of functions) {
    const area = areaOf(name, where);
    const held = areas.get(area) ?? { self: 0, share: 0 };
    areas.set(area, { self: held.self + self, share: held.share + share });
  }
  return [...areas].map(([area, { self, share }]) => ({ area, self, share })).sort((a, b) => b.self - a.self);
}

function areaOf(name: string, where: string): string {
  if (where === '') return NATIVE.find(([pattern]) => pattern.test(name))?.[1] ?? 'V8 and other native code';
  if (where.startsWith('wasm:')) return 'policy engine (WebAssembly)';
  if (where.startsWith('node:')) return where.startsWith('node:_http') ? 'node: http' : 'node: other';
  const [first = '', second = ''] = where.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}
