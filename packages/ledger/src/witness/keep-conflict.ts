/** What a log's own server keeps when a witness answers that it holds another past: both heads, as they were signed. */
import { rfc3339, systemClock } from '@remit/core';
import { parseCheckpoint, parseNote } from '@remit/tlog';
import { kindOf } from './evidence-file.ts';
import { keepLogEvidence } from './evidence-folder.ts';

/** Keeps our head beside the one that the witness shows. Returns the path; undefined when theirs is no head of this log. */
export function keepConflict(folder: string, witness: string, ours: string, theirs: string): string | undefined {
  const origin = ours.slice(0, ours.indexOf('\n'));
  // Threat: the answer comes from the witness. What is no head of this log is not kept.
  if (originOf(theirs) !== origin) return undefined;
  const kind = kindOf(theirs, ours);
  if (kind === undefined) return undefined;
  const found = rfc3339(systemClock.now());
  return keepLogEvidence(folder, { kind, origin, found, by: `${origin} at ${witness}`, held: theirs, came: ours });
}

function originOf(note: string): string | undefined {
  const parsed = parseNote(note);
  const checkpoint = parsed.ok ? parseCheckpoint(parsed.value.text) : parsed;
  return checkpoint.ok ? checkpoint.value.origin : undefined;
}
