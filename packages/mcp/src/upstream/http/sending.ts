/**
 * One request on its way, as undici's dispatcher drives it: the answer goes to a reader piece by piece as it comes. Not
 * undici's `request`, whose answer is a stream: the stream costs more than everything that is done with a short answer.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { StopSignal } from '@remit/gateway';
import type { Dispatcher } from 'undici';

/** Takes one answer. One of `end` and `fail` is called at the end, unless `data` has said that it has enough. */
export interface AnswerReader {
  head(status: number, headers: IncomingHttpHeaders): void;
  /** `enough`: the rest is read away, so that the socket can be used again. `stop`: it is not worth that. */
  data(chunk: Buffer): 'more' | 'enough' | 'stop';
  end(): void;
  fail(error: unknown): void;
}

/** More than this is not worth reading away: the socket is closed instead. */
const REST_BYTES = 64 * 1024;
const REST_MS = 1_000;

/** Sends at once. A stop ends the request, and tells the reader, unless it has enough, at once. */
export function dispatch(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  signal: StopSignal,
  reader: AnswerReader,
): void {
  dispatcher.dispatch(options, new Sending(signal, reader));
}

class Sending implements Dispatcher.DispatchHandler {
  readonly #signal: StopSignal;
  /** Undefined once it has been told the end. */
  #reader: AnswerReader | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #restBytes = 0;
  #restTimer: NodeJS.Timeout | undefined;

  constructor(signal: StopSignal, reader: AnswerReader) {
    this.#signal = signal;
    this.#reader = reader;
    signal.addEventListener('abort', this.#stop);
  }

  readonly #stop = (): void => {
    const stopped = new Error('stopped');
    this.#settle()?.fail(stopped);
    this.#controller?.abort(stopped);
  };

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Stopped while it waited for a socket: nothing of it is sent.
    if (this.#reader === undefined) controller.abort(new Error('stopped'));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    // 1xx announces the answer; it is none.
    if (status >= 200) this.#reader?.head(status, headers);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#reader === undefined) {
      this.#restBytes += chunk.length;
      if (this.#restBytes > REST_BYTES) controller.abort(new Error('too much is left'));
      return;
    }
    const next = this.#reader.data(chunk);
    if (next === 'more') return;
    this.#settle();
    if (next === 'stop') controller.abort(new Error('too long'));
    else this.#restTimer = setTimeout(() => controller.abort(new Error('too slow')), REST_MS).unref();
  }

  onResponseEnd(): void {
    clearTimeout(this.#restTimer);
    this.#settle()?.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    clearTimeout(this.#restTimer);
    this.#settle()?.fail(error);
  }

  /** The reader, if it has not been told the end yet; it hears nothing more after this call. */
  #settle(): AnswerReader | undefined {
    const reader = this.#reader;
    this.#reader = undefined;
    this.#signal.removeEventListener('abort', this.#stop);
    return reader;
  }
}
