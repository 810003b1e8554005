/** What is taken out of one file: handles of persons everywhere; in traces also sessions, clients and decision contexts. */
import { canonicalize, fromUtf8, utf8 } from '@remit/core';
import type { Redactor } from './redaction-key.ts';

/** Handles of persons and of affected persons, as records write them. */
const HANDLE = /\bp_[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])/g;

/** Members of a trace that are replaced by a commitment, by name. Paths are printed in the statement of the redaction. */
export const COMMITTED_MEMBERS: readonly string[] = ['context', 'client', 'session'];

/** A redacted file and how often something was replaced in it. */
export interface RedactedFile {
  readonly bytes: Uint8Array;
  readonly handles: number;
  readonly members: number;
}

/** Redacts a text file. Files of traces, a JSON object a line, also lose {@link COMMITTED_MEMBERS}. */
export function redactFile(path: string, bytes: Uint8Array, redactor: Redactor): RedactedFile {
  const text = fromUtf8(bytes);
  if (text === undefined) return { bytes, handles: 0, members: 0 };
  const counted = { handles: 0, members: 0 };
  const lines = /^07_.*\.jsonl$/.test(path)
    ? text.split('\n').map((line) => redactLine(line, redactor, counted))
    : [text];
  const replaced = lines.join('\n').replace(HANDLE, (handle) => {
    counted.handles += 1;
    return redactor.handle(handle);
  });
  return { bytes: utf8(replaced), ...counted };
}

function redactLine(line: string, redactor: Redactor, counted: { members: number }): string {
  if (line === '') return line;
  // A line of the pack's own: canonical JSON.
  const trace: unknown = JSON.parse(line);
  const redacted = redactValue(trace, '', redactor, counted);
  return canonicalize(redacted);
}

function redactValue(value: unknown, path: string, redactor: Redactor, counted: { members: number }): unknown {
  if (Array.isArray(value)) return value.map((item, n) => redactValue(item, `${path}[${n}]`, redactor, counted));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, unknown]) => {
      const at = path === '' ? name : `${path}.${name}`;
      if (name === 'schema' && path === '') return [name, `${String(member)}+redacted`];
      if (!COMMITTED_MEMBERS.includes(name) || at.startsWith('absent'))
        return [name, redactValue(member, at, redactor, counted)];
      counted.members += 1;
      return [name, redactor.commit(at, member)];
    }),
  );
}
