/** The part of a checkpoint that an anchor attests: its text and the log's own signatures. */
import { parseNote } from '@remit/tlog';

/** The note with the lines of keys that are named like the log, so without cosignatures; undefined when it is no note. */
export function ownNote(note: string, origin: string): string | undefined {
  const parsed = parseNote(note);
  if (!parsed.ok) return undefined;
  const own = parsed.value.signatures.filter(({ name }) => name === origin);
  return own.length === 0 ? undefined : `${parsed.value.text}\n${own.map(({ line }) => `${line}\n`).join('')}`;
}
