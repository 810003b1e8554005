/**
 * Reads a root log through, for whoever watches it: its witnesses hold it to its past, but do not read what is in it. An operator
 * of both could enter two pasts of one region; both then stand in the root log for good, and this finds them. With the log of
 * a region at hand, each of its heads is held against its records.
 */
import { equalBytes, fromUtf8 } from '@remit/core';
import type { NoteVerifier, ParsedCheckpoint } from '@remit/tlog';
import { createCompactRange, leafHash, openNote, parseCheckpoint, parseNote, TILE_WIDTH } from '@remit/tlog';
import { compareCopies } from '../check/compare-copies.ts';
import type { LogSide } from '../check/log-side.ts';

/** One entry that must not be there. `entry`: its index in the root log; undefined when it is about the root log as a whole. */
export interface RootProblem {
  readonly region: string;
  readonly entry?: number;
  readonly says: string;
}

/** What the root log shows. */
export interface RootCheck {
  readonly ok: boolean;
  readonly entries: number;
  readonly regions: readonly {
    readonly origin: string;
    readonly heads: number;
    readonly size: number;
    readonly held: boolean;
  }[];
  readonly problems: readonly RootProblem[];
}

interface Entered {
  readonly index: number;
  readonly head: ParsedCheckpoint;
}

/** More problems tell nothing new. */
const MAX_PROBLEMS = 100;

/**
 * Checks a root log. `keys`: those of the root log and of the regions, from outside; without them signatures are not checked.
 * `logs`: the log of a region, by its origin.
 */
export async function checkRoot(deps: {
  readonly root: LogSide;
  readonly keys?: readonly NoteVerifier[];
  readonly logs?: ReadonlyMap<string, LogSide>;
}): Promise<RootCheck> {
  const whole = await compareCopies(undefined, deps.root, deps.keys);
  if (!whole.ok) return { ok: false, entries: 0, regions: [], problems: [{ region: '', says: whole.says.join(' ') }] };
  const problems: RootProblem[] = [];
  const entered = new Map<string, Entered[]>();
  const size = sizeOf(deps.root.note ?? '');
  for (let first = 0; first < size; first += TILE_WIDTH) {
    const entries = await deps.root.bundle(first / TILE_WIDTH, Math.min(TILE_WIDTH, size - first));
    for (const [i, entry] of entries.entries()) {
      const index = first + i;
      const head = await headIn(entry, deps.keys);
      if (head === undefined) continue;
      if (typeof head === 'string') {
        problems.push({ region: '', entry: index, says: head });
        continue;
      }
      const heads = entered.get(head.origin) ?? [];
      const says = contradiction(heads.at(-1), head);
      if (says !== undefined) problems.push({ region: head.origin, entry: index, says });
      heads.push({ index, head });
      entered.set(head.origin, heads);
    }
  }
  for (const [origin, log] of deps.logs ?? [])
    problems.push(...(await againstLog(origin, log, entered.get(origin) ?? [])));
  return {
    ok: problems.length === 0,
    entries: size,
    regions: [...entered].map(([origin, heads]) => ({
      origin,
      heads: heads.length,
      size: heads.at(-1)?.head.size ?? 0,
      held: deps.logs?.has(origin) === true,
    })),
    problems: problems.slice(0, MAX_PROBLEMS),
  };
}

/** The head that an entry is; undefined for the records of the root log itself; why it is none otherwise. */
async function headIn(
  entry: Uint8Array,
  keys: readonly NoteVerifier[] | undefined,
): Promise<ParsedCheckpoint | string | undefined> {
  const text = fromUtf8(entry);
  if (text?.startsWith('{') === true) return undefined;
  const opened = keys === undefined ? parseNote(text ?? '') : await openNote(text ?? '', keys);
  const head = opened.ok ? parseCheckpoint(opened.value.text) : opened;
  return head.ok ? head.value : `no signed head of a known region: ${head.error}`;
}

/** Why a head cannot follow the one before it. Whether a larger one continues it, its own log tells. */
function contradiction(last: Entered | undefined, head: ParsedCheckpoint): string | undefined {
  if (last === undefined || head.size > last.head.size) return undefined;
  if (head.size < last.head.size)
    return `a head of size ${head.size} after one of size ${last.head.size} in entry ${last.index}: the region was rolled back`;
  return equalBytes(head.root, last.head.root)
    ? undefined
    : `another root for size ${head.size} than in entry ${last.index}: the region forked`;
}

/** Holds every head against the root over the first records of the log that is shown. */
async function againstLog(origin: string, log: LogSide, heads: readonly Entered[]): Promise<RootProblem[]> {
  const waiting = [...heads].sort((a, b) => a.head.size - b.head.size);
  const problems: RootProblem[] = [];
  const range = createCompactRange();
  const settle = (missing: boolean) => {
    for (let next = waiting[0]; next !== undefined && (missing || next.head.size === range.size); next = waiting[0]) {
      waiting.shift();
      const { index, head } = next;
      if (missing)
        problems.push({
          region: origin,
          entry: index,
          says: `a head of size ${head.size}, but the log shows ${range.size} records`,
        });
      else if (!equalBytes(head.root, range.root()))
        problems.push({
          region: origin,
          entry: index,
          says: `the head of size ${head.size} is not over the records that the log shows`,
        });
    }
  };
  settle(false);
  while (waiting.length > 0) {
    const rest = (waiting.at(-1)?.head.size ?? 0) - range.size;
    const entries = await log.bundle(range.size / TILE_WIDTH, Math.min(TILE_WIDTH, rest));
    for (const entry of entries) {
      range.append(leafHash(entry));
      settle(false);
    }
    if (entries.length < Math.min(TILE_WIDTH, rest)) settle(true);
  }
  return problems;
}

function sizeOf(note: string): number {
  const parsed = parseNote(note);
  const head = parsed.ok ? parseCheckpoint(parsed.value.text) : parsed;
  return head.ok ? head.value.size : 0;
}
