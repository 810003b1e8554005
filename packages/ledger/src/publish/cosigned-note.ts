/** A note with the cosignatures of several witnesses, at most one for each key. */
import { parseNote } from '@remit/tlog';

/** The note with `line` in place of an older line of the same key, and how many signatures it carries beside the log's. */
export function withCosignature(note: string, line: string): { note: string; cosigners: number } | undefined {
  const held = parseNote(note);
  if (!held.ok) return undefined;
  const key = keyOf(line);
  const lines = held.value.signatures.map((signature) => signature.line.trimEnd());
  // While the log changes its key, two lines are its own. All are under its name, which the first one has.
  const name = lines[0]?.split(' ')[1];
  const own = lines.filter((held) => held.split(' ')[1] === name);
  const others = lines.filter((held) => !own.includes(held));
  if (own.length === 0 || own.some((held) => keyOf(held) === key)) return undefined;
  const cosignatures = [...others.filter((other) => keyOf(other) !== key), line.trimEnd()];
  // signed-note: text, an empty line, then the signature lines.
  return {
    note: `${held.value.text}\n${[...own, ...cosignatures].join('\n')}\n`,
    cosigners: cosignatures.length,
  };
}

/** Name and key id of a signature line: `— <name> <base64(keyID[4] || sig)>`. */
function keyOf(line: string): string {
  const [, name = '', encoded = ''] = line.split(' ');
  return `${name} ${Buffer.from(encoded, 'base64').subarray(0, 4).toString('hex')}`;
}
