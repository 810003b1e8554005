/** First forgery: one byte of one record. Zip checksums are made anew, so that only the records themselves can tell. */
import { required } from '../show/demo-failure.ts';

/** A copy of the files with the last digit of the first time in the entry bundle changed. Answers what was changed. */
export function changeOneByte(files: ReadonlyMap<string, Uint8Array>): {
  readonly files: Map<string, Uint8Array>;
  readonly says: string;
} {
  const path = required(
    [...files.keys()].find((name) => name.startsWith('12_integrity/tile/entries/')),
    'an entry bundle in the pack',
  );
  const bytes = Uint8Array.from(files.get(path) ?? []);
  const at = Buffer.from(bytes).indexOf('Z"', Buffer.from(bytes).indexOf('"ts":"')) - 1;
  const was = required(bytes[at], 'a time in the first record');
  // Another digit: 0 becomes 1, 1 becomes 0, and so on.
  bytes[at] = was ^ 1;
  const says = `byte ${at} of ${path}: "${String.fromCharCode(was)}" became "${String.fromCharCode(was ^ 1)}"`;
  return { files: new Map([...files, [path, bytes]]), says };
}
