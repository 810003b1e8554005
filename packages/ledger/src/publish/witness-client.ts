/**
 * Asks one witness to cosign the newest checkpoint (C2SP tlog-witness, client side). Never blocks appends: it works on
 * its own, always with the newest checkpoint, and tries again with growing pauses.
 */
import { sha256, toHex, utf8 } from '@remit/core';
import type { NoteVerifier } from '@remit/tlog';
import { addSignatureLines, formatAddCheckpoint, openNote, parseNote } from '@remit/tlog';
import type { Dispatcher } from 'undici';
import { request } from 'undici';
import type { WitnessHead, WitnessTarget } from '../types.ts';

/** Each attempt ends after this long, whatever the witness does. */
const TIMEOUT_MS = 1_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** An answer is a few signature lines. */
const MAX_ANSWER_BYTES = 16_384;
/** A 409 gives the size to prove from; a witness that keeps changing its mind is tried again later. */
const MAX_CONFLICTS = 3;

/** A checkpoint to be witnessed. */
export interface ToWitness {
  readonly size: number;
  /** Signed note without cosignatures. */
  readonly note: string;
}

/** The client of one witness. */
export interface WitnessClient {
  /** Offers the newest checkpoint; an older one that waits is dropped. */
  offer(checkpoint: ToWitness): void;
  head(): WitnessHead;
  /** Resolves when the newest offer of at least `size` was cosigned or failed. Tries at once, without the pause. */
  settled(size: number): Promise<void>;
  stop(): void;
}

type Cosigned = { readonly kind: 'cosigned'; readonly line: string };
type Attempt =
  | Cosigned
  | { readonly kind: 'behind'; readonly reason: string }
  | { readonly kind: 'conflict'; readonly reason: string };

/** Starts a client that is idle until something is offered. */
export function createWitnessClient(deps: {
  target: WitnessTarget;
  verifier: NoteVerifier;
  /** What carries the requests; ended with the client. Default: direct connections. */
  dispatcher?: Dispatcher;
  /** Consistency proof between two sizes of our log, hashes in order. */
  prove(oldSize: number, newSize: number): Uint8Array[];
  /** Stores a verified cosignature. When it throws, the witness is asked again. */
  onCosigned(size: number, line: string): Promise<void>;
  /** The head has changed. */
  onHead(): void;
  onProblem(reason: string): void;
  /**
   * The witness holds another past. `theirs`: the note that it shows at its monitoring address, undefined when it shows
   * none.
   */
  onConflict(ours: ToWitness, theirs: string | undefined): void;
}): WitnessClient {
  const { target } = deps;
  let head: WitnessHead = { name: target.name, size: 0, state: 'behind', reason: 'not asked yet' };
  let known = 0;
  let waiting: ToWitness | undefined;
  let running = false;
  let stopped = false;
  let pause = FIRST_PAUSE_MS;
  let timer: NodeJS.Timeout | undefined;
  let tried = 0;
  let waiters: { size: number; done(): void }[] = [];

  const settle = (size: number) => {
    tried = size;
    for (const waiter of waiters) if (waiter.size <= size) waiter.done();
    waiters = waiters.filter((waiter) => waiter.size > size);
  };

  const attempt = async (checkpoint: ToWitness): Promise<Attempt> => {
    for (let conflict = 0; conflict < MAX_CONFLICTS; conflict++) {
      if (known > checkpoint.size)
        return {
          kind: 'conflict',
          reason: `it has cosigned size ${known}, larger than our ${checkpoint.size}: our log was rolled back, or another process publishes under its name`,
        };
      const body = formatAddCheckpoint({
        oldSize: known,
        proof: known === 0 || known === checkpoint.size ? [] : deps.prove(known, checkpoint.size),
        checkpoint: checkpoint.note,
      });
      const answer = await ask('POST', `${target.url.replace(/\/$/, '')}/add-checkpoint`, body, deps.dispatcher);
      if (answer.status === 200) {
        const line = await ownLine(checkpoint.note, answer.body, deps.verifier);
        if (line === undefined)
          return { kind: 'behind', reason: 'it answered without a cosignature that its configured key verifies' };
        known = checkpoint.size;
        return { kind: 'cosigned', line };
      }
      if (answer.status === 422)
        return { kind: 'conflict', reason: `it finds our checkpoint inconsistent with the one it holds (${known})` };
      if (answer.status !== 409)
        return { kind: 'behind', reason: `it answered ${answer.status}${wordsAfter(answer.body)}` };
      const recorded = /^(0|[1-9]\d{0,15})\n$/.exec(answer.body)?.[1];
      if (recorded === undefined) return { kind: 'behind', reason: 'it answered 409 without a size' };
      known = Number(recorded);
    }
    return { kind: 'behind', reason: 'it named another size each time' };
  };

  /** What the witness shows of our log to anyone (C2SP tlog-witness, monitoring). */
  const shownBy = async (note: string): Promise<string | undefined> => {
    const origin = note.slice(0, note.indexOf('\n'));
    const path = `${toHex(sha256(utf8(origin)))}/checkpoint`;
    try {
      const answer = await ask('GET', `${target.url.replace(/\/$/, '')}/${path}`, undefined, deps.dispatcher);
      return answer.status === 200 ? answer.body : undefined;
    } catch {
      return undefined;
    }
  };

  const store = async (checkpoint: ToWitness, cosigned: Cosigned): Promise<Attempt> => {
    try {
      await deps.onCosigned(checkpoint.size, cosigned.line);
      return cosigned;
    } catch (error) {
      return { kind: 'behind', reason: `its cosignature could not be stored: ${String(error)}` };
    }
  };

  const run = async () => {
    running = true;
    while (waiting !== undefined && !stopped && timer === undefined) {
      const checkpoint: ToWitness = waiting;
      waiting = undefined;
      const outcome = await attempt(checkpoint)
        .catch((error: unknown): Attempt => ({ kind: 'behind', reason: words(error) }))
        .then((answered) => (answered.kind === 'cosigned' && !stopped ? store(checkpoint, answered) : answered));
      if (stopped) break;
      if (outcome.kind === 'cosigned') {
        head = { name: target.name, size: checkpoint.size, state: 'ok' };
        pause = FIRST_PAUSE_MS;
      } else {
        if (head.reason !== outcome.reason) {
          deps.onProblem(outcome.reason);
          if (outcome.kind === 'conflict') deps.onConflict(checkpoint, await shownBy(checkpoint.note));
        }
        head = { ...head, state: outcome.kind, reason: outcome.reason };
        waiting ??= checkpoint;
      }
      deps.onHead();
      settle(checkpoint.size);
      // Someone waits for a newer checkpoint: try that one now instead of after the pause.
      if (outcome.kind === 'cosigned' || waiters.length > 0) continue;
      timer = setTimeout(resume, pause);
      pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
    }
    running = false;
  };

  const resume = () => {
    clearTimeout(timer);
    timer = undefined;
    if (!running) void run();
  };

  return {
    offer(checkpoint) {
      waiting = checkpoint;
      if (!running && timer === undefined) void run();
    },
    head: () => head,
    settled(size) {
      if (head.size >= size || stopped) return Promise.resolve();
      const done = new Promise<void>((resolve) => {
        waiters.push({ size, done: resolve });
      });
      if (timer !== undefined || tried < size) resume();
      return done;
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      settle(Number.MAX_SAFE_INTEGER);
      void deps.dispatcher?.destroy();
    },
  };
}

async function ask(
  method: 'GET' | 'POST',
  url: string,
  body: string | undefined,
  dispatcher: Dispatcher | undefined,
): Promise<{ status: number; body: string }> {
  const answer = await request(url, {
    method,
    ...(dispatcher === undefined ? {} : { dispatcher }),
    ...(body === undefined ? {} : { body }),
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer.body as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) {
      answer.body.destroy();
      throw new Error(`its answer is longer than ${MAX_ANSWER_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return { status: answer.statusCode, body: Buffer.concat(chunks).toString('utf8') };
}

/** The line of the answer that the configured key verifies over our checkpoint. Others are not stored. */
async function ownLine(note: string, body: string, verifier: NoteVerifier): Promise<string | undefined> {
  for (const line of body.split('\n').filter((text) => text !== '')) {
    const withLine = parseNote(addSignatureLines(note, [line]));
    if (!withLine.ok) continue;
    const opened = await openNote(addSignatureLines(note, [line]), [verifier]);
    if (opened.ok && opened.value.verified.length > 0) return line;
  }
  return undefined;
}

/** What it says about it, on one line. Threat: the text comes from the witness and goes to the operator's logs and terminal. */
function wordsAfter(body: string): string {
  const [line = ''] = body.split('\n');
  return /^[\x20-\x7e]{1,300}$/.test(line) ? `: ${line}` : '';
}

function words(error: unknown): string {
  if (!(error instanceof Error)) return 'it could not be reached';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return `it could not be reached (${code})`;
}
