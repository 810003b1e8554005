/**
 * Two holdings of one log, compared record by record: what a mirror kept against what its operator shows now. Finds records
 * that were cut off, changed, or replaced under another signed past, and says at which record. One bundle of each in memory.
 */
import { equalBytes } from '@remit/core';
import type { NoteVerifier, ParsedCheckpoint } from '@remit/tlog';
import { createCompactRange, leafHash, openNote, parseCheckpoint, parseNote, TILE_WIDTH } from '@remit/tlog';
import type { LogSide } from './log-side.ts';

/**
 * `same`: the log holds every record of the copy. `truncated`: its end is missing. `altered`: a record is another one, and the
 * log's own head was not signed over what it shows. `fork`: another one, and a signed head covers it. `damaged`: the copy
 * is not what its own head says. `foreign`: not two holdings of one log.
 */
export type CopyFinding = 'same' | 'truncated' | 'altered' | 'fork' | 'damaged' | 'foreign';

/** What came out. `record`: the first one that is wrong. `notes`: the two heads, where they contradict each other. */
export interface CopyComparison {
  readonly ok: boolean;
  readonly finding: CopyFinding;
  readonly record?: number;
  readonly says: readonly string[];
  readonly notes?: { readonly copy: string; readonly log: string };
}

/** Compares. `keys`: of the log, from outside; without them signatures are not checked, and the result says so. */
export async function compareCopies(
  log: LogSide | undefined,
  copy: LogSide,
  keys?: readonly NoteVerifier[],
): Promise<CopyComparison> {
  const held = await headOf(copy, keys);
  if (typeof held === 'string') return bad('damaged', held);
  const shown = log === undefined ? undefined : await headOf(log, keys);
  if (typeof shown === 'string' && log?.size === undefined) return bad('foreign', shown);
  const head = typeof shown === 'string' ? undefined : shown;
  if (head !== undefined && head.origin !== held.origin)
    return bad('foreign', `${log?.name} is ${head.origin}, the copy is of ${held.origin}`);

  const walked = await walk(log, copy, held, head);
  const unchecked = keys === undefined ? ['No key was given, so no signature was checked (--trust FILE).'] : [];
  if (walked.copyEnds !== undefined)
    return bad('damaged', `the copy does not hold record ${walked.copyEnds}`, walked.copyEnds);
  if (!equalBytes(walked.copyRoot, held.root))
    return bad('damaged', `the records of the copy do not give the root of its head of size ${held.size}`);
  if (log === undefined) return { ok: true, finding: 'same', says: [wholeWords(held), ...unchecked] };
  const { differs } = walked;
  if (differs === undefined)
    return { ok: true, finding: 'same', says: [wholeWords(held), `The same ones are in ${log.name}.`, ...unchecked] };
  const notes = { copy: copy.note ?? '', log: log.note ?? '' };
  if (differs.missing) {
    const says = `records ${differs.record} to ${held.size - 1} are in the copy and not in ${log.name}: its end was cut off`;
    return { ...bad('truncated', says, differs.record), notes };
  }
  if (walked.logRootHolds)
    return {
      ...bad('fork', `from record ${differs.record} on there are two pasts, and both heads are signed`, differs.record),
      notes,
    };
  return {
    ...bad('altered', `record ${differs.record} of ${log.name} is not the one that was copied`, differs.record),
    notes,
  };
}

interface Walked {
  readonly copyRoot: Uint8Array;
  /** First record that the copy itself lacks. */
  readonly copyEnds: number | undefined;
  readonly differs: { readonly record: number; readonly missing: boolean } | undefined;
  /** True when the log's records give the root of the log's own head. */
  readonly logRootHolds: boolean;
}

async function walk(
  log: LogSide | undefined,
  copy: LogSide,
  held: ParsedCheckpoint,
  head: ParsedCheckpoint | undefined,
): Promise<Walked> {
  const copied = createCompactRange();
  const shown = createCompactRange();
  let differs: Walked['differs'];
  let logRootHolds = false;
  const logSize = log === undefined ? 0 : (log.size ?? head?.size ?? 0);
  const end = Math.max(held.size, head?.size ?? 0);
  let logEnded = log === undefined;
  for (let first = 0; first < end; first += TILE_WIDTH) {
    const n = first / TILE_WIDTH;
    const [theirs, ours] = await Promise.all([
      first < held.size ? copy.bundle(n, Math.min(TILE_WIDTH, held.size - first)) : [],
      log === undefined || logEnded || first >= logSize ? [] : log.bundle(n, Math.min(TILE_WIDTH, logSize - first)),
    ]);
    for (let i = 0; i < Math.min(TILE_WIDTH, end - first); i++) {
      const record = first + i;
      const [mine, kept] = [ours[i], theirs[i]];
      if (record < held.size) {
        if (kept === undefined) return { copyRoot: copied.root(), copyEnds: record, differs, logRootHolds };
        copied.append(leafHash(kept));
        if (log !== undefined && (mine === undefined || !equalBytes(mine, kept)))
          differs ??= { record, missing: mine === undefined };
      }
      logEnded ||= mine === undefined;
      if (mine !== undefined && !logEnded) shown.append(leafHash(mine));
      if (head !== undefined && shown.size === head.size) logRootHolds = equalBytes(shown.root(), head.root);
    }
    // What comes after the copy matters only for the question whose head covers the other past.
    if (first + TILE_WIDTH >= held.size && differs === undefined) break;
  }
  return { copyRoot: copied.root(), copyEnds: undefined, differs, logRootHolds };
}

/** The head that a side shows, or what is wrong with it. */
async function headOf(side: LogSide, keys: readonly NoteVerifier[] | undefined): Promise<ParsedCheckpoint | string> {
  if (side.note === undefined) return `${side.name} shows no signed head`;
  const opened = keys === undefined ? parseNote(side.note) : await openNote(side.note, keys);
  const checkpoint = opened.ok ? parseCheckpoint(opened.value.text) : opened;
  return checkpoint.ok ? checkpoint.value : `the head of ${side.name} does not open: ${checkpoint.error}`;
}

function wholeWords({ size, origin }: ParsedCheckpoint): string {
  return `The copy holds all ${size} records of ${origin} that its head covers.`;
}

function bad(finding: CopyFinding, says: string, record?: number): CopyComparison {
  return { ok: false, finding, says: [`${says}.`], ...(record === undefined ? {} : { record }) };
}
