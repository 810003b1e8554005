/**
 * Sends one attempt and reads what comes: an answer whole, or a stream that goes on to the caller event by event with
 * back-pressure (stack reference §4, T6). Every ending has a name; an ending that is not complete is never taken for one
 * that is.
 */
import { Buffer } from 'node:buffer';
import type { ServerResponse } from 'node:http';
import type { Dispatcher } from 'undici';
import type { StreamReader } from '../dialects/dialect.ts';
import type { AnswerEnd, Headers } from './answer-end.ts';
import { AttemptCode } from './answer-end.ts';
import type { DrainPool } from './drain-pool.ts';
import type { KeptContent } from './kept-content.ts';
import { createKeptContent } from './kept-content.ts';
import { beginStream, writeStream } from './stream-body.ts';
import { codeOf, neverSent } from './upstream-error.ts';

/** Bounds of one attempt, in milliseconds and bytes. */
export interface AttemptLimits {
  readonly firstByteMs: number;
  readonly idleMs: number;
  readonly totalMs: number;
  readonly maxAnswerBytes: number;
  /** How long an answer is still read for its usage after the caller has gone. */
  readonly drainMs: number;
  /** How long a caller may take nothing of what is there for it, before it is cut off. */
  readonly callerIdleMs: number;
}

export interface Attempt {
  readonly dispatcher: Dispatcher;
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Set for a streamed request: reads the stream as it passes. */
  readonly reader: StreamReader | undefined;
  /** Media type of a stream as the provider sends it. */
  readonly streamType: string;
  readonly res: ServerResponse;
  /** Headers of the upstream's answer to give on, for a stream that begins. */
  readonly returned: (headers: Headers) => Record<string, string | string[]>;
  /** Called when the first byte of the answer's body is there. */
  readonly firstByte: () => void;
  readonly limits: AttemptLimits;
  /** Bounds how many answers are read on at once for callers who have gone. */
  readonly drains: DrainPool;
}

/** Resolves once, when nothing more will come. Never rejects. */
export function sendAttempt(attempt: Attempt): Promise<AnswerEnd> {
  return new Promise((resolve) => {
    const run = createAttemptRun(attempt, resolve);
    attempt.dispatcher.dispatch(
      {
        origin: attempt.origin,
        path: attempt.path,
        method: 'POST',
        // undici adds the length of the body.
        headers: attempt.headers,
        body: Buffer.from(attempt.body.buffer, attempt.body.byteOffset, attempt.body.length),
        headersTimeout: attempt.limits.firstByteMs,
        bodyTimeout: attempt.limits.idleMs,
      },
      run,
    );
  });
}

function createAttemptRun(attempt: Attempt, resolve: (end: AnswerEnd) => void): Dispatcher.DispatchHandler {
  const { res, reader, limits } = attempt;
  let controller: Dispatcher.DispatchController | undefined;
  let started = false;
  let begun = false;
  let streaming = false;
  let status = 0;
  let headers: Headers = {};
  let body: Buffer[] = [];
  let size = 0;
  let ended = false;
  let aborted: string | undefined;
  const kept: KeptContent = createKeptContent();

  let drain: NodeJS.Timeout | undefined;
  let callerGone = false;
  const finish = (end: AnswerEnd): void => {
    if (ended) return;
    ended = true;
    clearTimeout(total);
    clearTimeout(drain);
    if (drain !== undefined) attempt.drains.leave();
    res.off('close', gone).off('drain', flow);
    resolve(end);
  };

  const abort = (why: string): void => {
    aborted ??= why;
    // Still waiting for a socket: it will find itself aborted when it gets one.
    if (controller === undefined) finish({ kind: 'not-sent', why });
    else controller.abort(new Error(why));
  };
  const total = setTimeout(() => abort(AttemptCode.TotalTimeout), limits.totalMs);
  // The provider may bill the whole answer, so it is read on for its usage, for a while (BerriAI/litellm#34147).
  const gone = (): void => {
    if (res.writableFinished || ended || callerGone) return;
    callerGone = true;
    if (!attempt.drains.enter()) return abort(AttemptCode.CallerGone);
    drain = setTimeout(() => abort(AttemptCode.CallerGone), limits.drainMs);
    controller?.resume();
  };
  const flow = (): void => {
    res.socket?.setTimeout(0);
    controller?.resume();
  };
  res.on('close', gone).on('drain', flow);

  const streamEnd = (why: string | undefined): AnswerEnd => {
    const { complete, facts } = reader?.end() ?? { complete: false, facts: NO_FACTS };
    const fault = reader?.fault() === undefined ? AttemptCode.Truncated : AttemptCode.Garbage;
    const code = why ?? (complete ? undefined : fault);
    return {
      kind: 'streamed',
      complete,
      facts,
      ...(code === undefined || complete ? {} : { why: code }),
      ...(callerGone ? { gone: true as const } : {}),
      released: kept.bytes(),
      content: kept.content(),
    };
  };

  return {
    onRequestStart(given) {
      controller = given;
      started = true;
      if (aborted !== undefined) given.abort(new Error(aborted));
    },
    onResponseStart(_, code, given) {
      if (code < 200) return;
      status = code;
      headers = given;
      streaming =
        reader !== undefined && code < 300 && String(given['content-type'] ?? '').startsWith(attempt.streamType);
      if (streaming && !res.destroyed) beginStream(res, code, attempt.returned(given));
    },
    onResponseData(given, chunk) {
      if (!begun) attempt.firstByte();
      begun = true;
      if (!streaming) {
        size += chunk.length;
        if (size > limits.maxAnswerBytes) abort(AttemptCode.TooLarge);
        else body.push(chunk);
        return;
      }
      const out = reader?.push(chunk) ?? chunk;
      if (reader?.fault() !== undefined) {
        abort(AttemptCode.Garbage);
        return;
      }
      if (out.length === 0 || res.destroyed) return;
      kept.add(out);
      if (writeStream(res, out)) return;
      given.pause();
      // Threat: a caller who reads nothing holds a socket at the provider too. Node ends a connection that is idle for so long.
      res.socket?.setTimeout(limits.callerIdleMs);
    },
    onResponseEnd() {
      if (streaming) return finish(streamEnd(undefined));
      const whole = { status, headers, body: Buffer.concat(body) };
      body = [];
      if (status >= 300) return finish({ kind: 'refused', ...whole });
      finish({ kind: 'answered', ...whole, ...(callerGone ? { gone: true as const } : {}) });
    },
    onResponseError(_, error) {
      const why = aborted ?? codeOf(error, status > 0);
      if (streaming) return finish(streamEnd(why));
      finish(!started || neverSent(error) ? { kind: 'not-sent', why } : { kind: 'lost', why });
    },
  };
}

const NO_FACTS = { models: [], finish: { how: 'truncated', raw: [] }, calls: [] } as const;
