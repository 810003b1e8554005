/**
 * The answer side of one POST: a JSON body when that is all there is to say, an event stream once a notification or
 * a long wait needs one. MCP Streamable HTTP; mcp reference §2.1 (keep-alive comments, X-Accel-Buffering).
 */

import type { ServerResponse } from 'node:http';
import type { StopSignal } from '@remit/gateway';
import { Stopper } from '@remit/gateway';
import { AbortReason } from '../upstream/abort-reason.ts';

/** The way back to the client of one POST. Every exchange is ended once, by answer, empty or abandon. */
export interface Exchange {
  /** Aborts when the client is gone before the answer was complete. */
  readonly signal: StopSignal;
  /** Ends the exchange with one message. The status counts only while nothing was sent. */
  answer(status: number, message: string, headers?: Readonly<Record<string, string>>): void;
  /** Ends the exchange with a status and no body. */
  empty(status: number, headers?: Readonly<Record<string, string>>): void;
  /** Ends the exchange without a message, where the client expects none any more. */
  abandon(): void;
  /** Sends a notification; dropped when the client takes no stream or reads too slowly. */
  notify(message: string): void;
  /** Opens the stream now, if the client takes one. Called when a long wait begins. */
  stream(): void;
  /** From now on silence is filled with comments, for which a stream is opened: a call may take long. */
  keepAlive(): void;
  /** Called at every keep-alive interval, once the stream is open. */
  onBeat(listener: () => void): void;
}

/** What the client takes, and how long it may hear nothing (milliseconds). */
export interface ExchangeOptions {
  readonly acceptsJson: boolean;
  readonly acceptsSse: boolean;
  readonly keepAliveMs: number;
}

/** Beyond this, unread notifications are dropped rather than kept in memory. */
const MAX_UNREAD = 1024 * 1024;

/** Binds an exchange to the response of a node:http server. Nothing is written yet. */
export function createExchange(res: ServerResponse, options: ExchangeOptions): Exchange {
  const gone = new Stopper();
  let streaming = false;
  let beat: () => void = () => undefined;

  const open = (): void => {
    if (streaming || !options.acceptsSse || res.headersSent || res.destroyed) return;
    streaming = true;
    res.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    res.flushHeaders();
  };
  let timer: NodeJS.Timeout | undefined;
  const onClose = (): void => {
    clearInterval(timer);
    if (!res.writableFinished) gone.abort(AbortReason.ClientGone);
  };
  if (res.destroyed) onClose();
  else res.on('close', onClose);
  // A reset connection is reported by close.
  res.on('error', () => undefined);

  const end = (status: number, body: string | undefined, headers: Readonly<Record<string, string>> = {}): void => {
    clearInterval(timer);
    if (res.destroyed || res.writableEnded) return;
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const text = body ?? '';
    res.writeHead(status, { ...headers, ...type, 'content-length': Buffer.byteLength(text) });
    // As text: node:http sends headers and a string in one piece, and a buffer in a second one.
    res.end(text, 'utf8');
  };

  return {
    signal: gone,
    answer(status, message, headers) {
      if (!options.acceptsJson && status === 200) open();
      if (!streaming) return end(status, message, headers);
      clearInterval(timer);
      if (!res.destroyed) res.end(sseEvent(message));
    },
    empty: (status, headers) => end(status, undefined, headers),
    abandon() {
      open();
      clearInterval(timer);
      if (streaming) res.end();
      else end(204, undefined);
    },
    notify(message) {
      open();
      // Progress may come after the answer: nothing is written then.
      const writable = streaming && !res.destroyed && !res.writableEnded;
      if (writable && res.writableLength < MAX_UNREAD) res.write(sseEvent(message));
    },
    stream: open,
    keepAlive() {
      timer ??= setInterval(() => {
        open();
        if (!streaming) return;
        res.write(': keep-alive\n\n');
        beat();
      }, options.keepAliveMs);
    },
    onBeat(listener) {
      beat = listener;
    },
  };
}

/** One event. A line break inside the message starts a data line of its own (WHATWG HTML §9.2.6). */
export function sseEvent(message: string): string {
  return `event: message\ndata: ${message.replaceAll(/\r\n|\r|\n/g, '\ndata: ')}\n\n`;
}
