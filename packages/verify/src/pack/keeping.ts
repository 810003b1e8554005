/**
 * Work that makes large files one after the other. It hands each out and is given back how the file is held; whoever drives it
 * decides how that happens.
 */
import type { FileContent, KeepFile } from './file-content.ts';

/** A file that was made. */
export interface MadeFile {
  readonly bytes: Uint8Array;
  /** Makes the same bytes again. */
  again(): Uint8Array;
  /** Gives the memory of `bytes` back: they must not be looked at any more. */
  free(): void;
}

/** Work that gives T. */
export type Keeping<T> = Generator<MadeFile, T, FileContent>;

/** Does the work and holds each file on the spot. */
export function keepNow<T>(work: Keeping<T>, keep: KeepFile): T {
  let step = work.next();
  while (step.done !== true) {
    const { value } = step;
    const held = keep(value.bytes, () => value.again());
    if (held !== value.bytes) value.free();
    step = work.next(held);
  }
  return step.value;
}
