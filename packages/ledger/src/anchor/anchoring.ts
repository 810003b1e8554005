/**
 * When heads are anchored: once in an interval and only when the log holds something new, again after a growing pause
 * when there was no token. Each token is a blob and a record of type anchor.
 */
import type { Logger } from '@remit/core';
import { isRefusal, parseStrictJson, rfc3339, utf8 } from '@remit/core';
import type { Blobs, Recorder } from '@remit/record';
import { createSerial } from '../serial.ts';
import type { Anchor, AnchorHead } from './anchor.ts';
import { ownNote } from './own-note.ts';

/** A head that may be anchored: size and signed note. */
export interface AnchorableHead {
  readonly size: number;
  readonly note: string;
}

/** The running schedule. */
export interface Anchoring {
  heads(): AnchorHead[];
  /** Anchors the newest head now, at every anchor that has not attested it. Resolves when each has answered. */
  now(): Promise<void>;
  stop(): Promise<void>;
}

const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 600_000;
/** More new records than this are never only the ones that anchoring itself leaves. */
const QUIET_AT_MOST = 64;
/** Records that follow from anchoring and say nothing new: an idle log is not anchored for its own anchors. */
const QUIET: ReadonlySet<string> = new Set(['anchor', 'writer.seal']);

/** What {@link startAnchoring} needs. */
export interface AnchoringDeps {
  readonly anchors: readonly Anchor[];
  readonly origin: string;
  readonly everyMs: number;
  readonly logger: Logger;
  readonly blobs: Pick<Blobs, 'put'>;
  readonly recorder: Recorder;
  /** The newest signed head; undefined before the first. */
  head(): AnchorableHead | undefined;
  /** Entries `first` to `end` of the log. */
  entries(first: number, end: number): Iterable<{ readonly entry: Uint8Array }>;
  /** What earlier processes have anchored, by name: the newest. */
  readonly held: ReadonlyMap<string, { readonly size: number; readonly at: number }>;
}

/** Starts the schedule. Each anchor has its own. */
export function startAnchoring(deps: AnchoringDeps): Anchoring {
  const lanes = deps.anchors.map((anchor) => createLane(deps, anchor));
  return {
    heads: () => lanes.map((lane) => lane.head()),
    now: async () => {
      await Promise.all(lanes.map((lane) => lane.now()));
    },
    stop: async () => {
      await Promise.all(lanes.map((lane) => lane.stop()));
    },
  };
}

function createLane(deps: AnchoringDeps, anchor: Anchor) {
  const held = deps.held.get(anchor.name);
  let state: AnchorHead = {
    name: anchor.name,
    size: held?.size ?? 0,
    ...(held === undefined ? {} : held),
    state: 'ok',
  };
  const serial = createSerial();
  let timer: NodeJS.Timeout | undefined;
  let pause = FIRST_PAUSE_MS;
  let stopped = false;

  const attempt = async (always: boolean): Promise<void> => {
    const head = deps.head();
    const note = head === undefined ? undefined : ownNote(head.note, deps.origin);
    if (head === undefined || note === undefined || head.size <= state.size) return;
    if (!always && onlyQuiet(deps, state.size, head.size)) return;
    const answer = await anchor.attest(utf8(note));
    if (!answer.ok) return failed(answer.error);
    try {
      await keep(deps, anchor, { size: head.size, note }, answer.value);
    } catch (error) {
      return failed(`its token could not be recorded: ${error instanceof Error ? error.message : String(error)}`);
    }
    pause = FIRST_PAUSE_MS;
    state = { name: anchor.name, size: head.size, at: answer.value.at, state: 'ok' };
  };

  const failed = (reason: string): void => {
    if (state.reason !== reason) deps.logger.warn({ anchor: anchor.name, reason }, 'the log could not be anchored');
    state = { ...state, state: 'failing', reason };
  };

  const plan = (ms: number): void => {
    if (stopped) return;
    clearTimeout(timer);
    timer = setTimeout(() => void turn(), ms);
    timer.unref();
  };
  const turn = async (): Promise<void> => {
    // A database that is away for a while must not end the process.
    await serial(() => attempt(false)).catch((error: unknown) => failed(`the log could not be read: ${String(error)}`));
    next();
  };
  const next = (): void => {
    if (state.state === 'ok') return plan(deps.everyMs);
    plan(Math.min(pause, deps.everyMs));
    pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
  };
  // What is overdue at the start is done soon, not at once: the first head of this process is better than the last one.
  plan(Math.min(deps.everyMs, FIRST_PAUSE_MS));

  return {
    head: () => state,
    async now() {
      await serial(() => attempt(true));
      next();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await serial(() => Promise.resolve());
      await anchor.close();
    },
  };
}

async function keep(
  deps: AnchoringDeps,
  anchor: Anchor,
  head: AnchorableHead,
  { token, at }: { token: Uint8Array; at: number },
): Promise<void> {
  const [noteSha, tokenSha] = [await deps.blobs.put(utf8(head.note)), await deps.blobs.put(token)];
  const anc = { kind: anchor.kind, by: anchor.name, size: head.size, note: noteSha, token: tokenSha, at: rfc3339(at) };
  await deps.recorder.record({ t: 'anchor', anc }).durable;
}

/** True when all that came since is what anchoring left behind. */
function onlyQuiet(deps: AnchoringDeps, first: number, end: number): boolean {
  if (end - first > QUIET_AT_MOST || first === 0) return false;
  for (const { entry } of deps.entries(first, end)) {
    const json = parseStrictJson(Buffer.from(entry).toString('utf8'));
    const { t } = isRefusal(json) ? { t: undefined } : (Object(json.value) as { t?: unknown });
    if (typeof t !== 'string' || !QUIET.has(t)) return false;
  }
  return true;
}
