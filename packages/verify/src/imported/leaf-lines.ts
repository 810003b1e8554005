/** The leaves of one file as text, a block after the other: a report holds a million of them, and one call decodes thousands. */
import { fromUtf8 } from '@remit/core';

const NEWLINE = 0x0a;
/** Small enough for the caches of a core, large enough that calls do not count. */
const BLOCK = 1 << 20;

/**
 * The leaves in order, each without its newline; undefined for one that is not UTF-8. A last line without a newline is a leaf
 * too, so that no byte is passed over.
 */
export function* leafTexts(file: Uint8Array): Generator<string | undefined, void, undefined> {
  for (let at = 0; at < file.length; ) {
    const newline = at + BLOCK < file.length ? file.indexOf(NEWLINE, at + BLOCK) : file.length - 1;
    const end = newline < 0 ? file.length : newline + 1;
    const block = file.subarray(at, end);
    const text = fromUtf8(block);
    yield* text === undefined ? oneByOne(block) : linesOf(text);
    at = end;
  }
}

function* linesOf(text: string): Generator<string, void, undefined> {
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    yield text.slice(at, end);
    at = end + 1;
  }
}

/** A block with a leaf that is not UTF-8: the others are read all the same. */
function* oneByOne(block: Uint8Array): Generator<string | undefined, void, undefined> {
  for (let at = 0; at < block.length; ) {
    const newline = block.indexOf(NEWLINE, at);
    const end = newline < 0 ? block.length : newline;
    yield fromUtf8(block.subarray(at, end));
    at = end + 1;
  }
}
