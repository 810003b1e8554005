/**
 * Work that makes large files one after the other. It hands each out and is given back how the file is held; whoever drives it
 * decides how that happens.
 */
import type { FileContent, KeepFile } from './file-content.ts';
import { bytesOf } from './file-content.ts';

/** A file that was made. */
export interface MadeFile {
  readonly bytes: Uint8Array;
  /** Makes the same bytes again. */
  again(): Uint8Array;
  /** Gives the memory of `bytes` back: they must not be looked at any more. */
  free(): void;
}

/** A file that the work reads, and the one after it, which may be made ready while it does. It is given its bytes. */
export interface WantedFile {
  readonly wanted: FileContent;
  readonly next: FileContent | undefined;
}

/** Work that gives T. */
export type Keeping<T> = Generator<MadeFile | WantedFile, T, FileContent>;

/** Does the work and holds each file on the spot. */
export function keepNow<T>(work: Keeping<T>, keep: KeepFile): T {
  let step = work.next();
  while (step.done !== true) {
    const { value } = step;
    if ('wanted' in value) {
      step = work.next(bytesOf(value.wanted));
      continue;
    }
    const held = keep(value.bytes, () => value.again());
    // Small files are kept as they are, in memory of their own.
    step = work.next(held === value.bytes ? value.bytes.slice() : held);
    value.free();
  }
  return step.value;
}

/** Holds a file beside the work and frees its memory: `done` when its digest can be asked for. */
export type KeepLater = (file: MadeFile) => { readonly held: FileContent; readonly done: Promise<void> };

/** Files that may be on their way to being held while the next is made: more would only fill memory. */
const AHEAD = 1;

/** Does the work while the files before are being held. */
export async function keepBeside<T>(work: Keeping<T>, keep: KeepLater): Promise<T> {
  const pending: Promise<void>[] = [];
  const fetch = createFetcher();
  let step = work.next();
  while (step.done !== true) {
    if ('wanted' in step.value) {
      step = work.next(await fetch(step.value));
      continue;
    }
    const { held, done } = keep(step.value);
    pending.push(done);
    // It is waited for below, unless the work or a file before it fails first: then that is what is told.
    done.catch(() => undefined);
    if (pending.length > AHEAD) await pending.shift();
    step = work.next(held);
  }
  await Promise.all(pending);
  return step.value;
}

/** Gives wanted files, and has the one after each made ready. */
function createFetcher(): (file: WantedFile) => Promise<Uint8Array> {
  let ready: { readonly file: FileContent; readonly bytes: Promise<Uint8Array> } | undefined;
  const begin = (file: FileContent | undefined) => {
    if (file === undefined || file instanceof Uint8Array || file.fetch === undefined) return undefined;
    const bytes = file.fetch();
    // Whoever wants the file is told.
    bytes.catch(() => undefined);
    return { file, bytes };
  };
  return async ({ wanted, next }) => {
    const own = ready?.file === wanted ? ready : begin(wanted);
    ready = begin(next);
    return own === undefined ? bytesOf(wanted) : await own.bytes;
  };
}
