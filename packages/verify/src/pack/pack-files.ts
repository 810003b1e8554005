/** The files of a pack by path, where some are held elsewhere than in memory: a map that gives their bytes when asked. */
import type { FileContent } from './file-content.ts';
import { bytesOf } from './file-content.ts';

const contents = Symbol('contents');

type Contents = ReadonlyMap<string, FileContent>;
type Holding = ReadonlyMap<string, Uint8Array> & { readonly [contents]: Contents };

/** Files in the order given; a later one of the same path replaces an earlier. A plain map when all of them are plain bytes. */
export function packFiles(entries: Iterable<readonly [string, FileContent]>): ReadonlyMap<string, Uint8Array> {
  const held: Contents = new Map(entries);
  const plain = new Map<string, Uint8Array>();
  for (const [path, content] of held) if (content instanceof Uint8Array) plain.set(path, content);
  return plain.size === held.size ? plain : holding(held);
}

/** Files with their contents as they are held, without reading them. */
export function contentsOf(files: ReadonlyMap<string, Uint8Array>): Contents {
  return isHolding(files) ? files[contents] : files;
}

function isHolding(files: ReadonlyMap<string, Uint8Array>): files is Holding {
  return contents in files;
}

function holding(held: Contents): Holding {
  function* entries(): Generator<[string, Uint8Array], undefined> {
    for (const [path, content] of held) yield [path, bytesOf(content)];
    return undefined;
  }
  function* values(): Generator<Uint8Array, undefined> {
    for (const content of held.values()) yield bytesOf(content);
    return undefined;
  }
  const files: Holding = {
    [contents]: held,
    get size() {
      return held.size;
    },
    get(path) {
      const content = held.get(path);
      return content === undefined ? undefined : bytesOf(content);
    },
    has: (path) => held.has(path),
    keys: () => held.keys(),
    values,
    entries,
    [Symbol.iterator]: entries,
    forEach(call, self) {
      for (const [path, bytes] of entries()) call.call(self, bytes, path, files);
    },
  };
  return files;
}
