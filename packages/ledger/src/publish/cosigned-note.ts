/** A note with the cosignatures of several witnesses, at most one for each key. */
import { parseNote } from '@remit/tlog';

/** The note with `line` in place of an older line of the same key, and how many signatures it carries beside the log's. */
export function withCosignature(note: string, line: string): { note: string; cosigners: number } | undefined {
  const held = parseNote(note);
  if (!held.ok) return undefined;
  const key = keyOf(line);
  const lines = held.value.signatures.map((signature) => signature.line.trimEnd());
  const [log, ...others] = lines;
  if (log === undefined || keyOf(log) === key) return undefined;
  const cosignatures = [...others.filter((other) => keyOf(other) !== key), line.trimEnd()];
  // signed-note: text, an empty line, then the signature lines.
  return {
    note: `${held.value.text}\n${[log, ...cosignatures].join('\n')}\n`,
    cosigners: cosignatures.length,
  };
}

/** Name and key id of a signature line: `— <name> <base64(keyID[4] || sig)>`. */
function keyOf(line: string): string {
  const [, name = '', encoded = ''] = line.split(' ');
  return `${name} ${Buffer.from(encoded, 'base64').subarray(0, 4).toString('hex')}`;
}
