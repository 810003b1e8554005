/** The part of a stream reader that is the same for all APIs over server-sent events: whole events pass, one by one. */
import { Buffer } from 'node:buffer';
import { createAlike } from '../sse/alike.ts';
import { createEventSplitter, eventData, plainData } from '../sse/event-splitter.ts';
import { parseAnswer } from './read-json.ts';

/** What an API's reader does with an event. */
export interface EventTaker {
  /** True when the data must be parsed; else it is text that nothing here acts on. Looks for ASCII only: see plainData. */
  notable(data: string): boolean;
  /** Where the text of a chunk begins, as in `"content":"`. Whether an event is notable must not depend on that text. */
  readonly text?: string;
  /** Takes a parsed event. False: it is not given to the caller. */
  take(value: unknown): boolean;
}

export interface PassingStream {
  push(chunk: Uint8Array): Uint8Array;
  fault(): string | undefined;
  /** True when the last event has not ended. */
  midEvent(): boolean;
}

const EMPTY = new Uint8Array();

/** Cuts the stream into events, shows the notable ones to `taker`, and gives on what passes in its own bytes. */
export function createPassingStream(taker: EventTaker): PassingStream {
  const splitter = createEventSplitter();
  const alike = taker.text === undefined ? undefined : createAlike(taker.text);
  let fault: string | undefined;

  const passes = (event: Buffer): boolean => {
    if (alike?.is(event) === true) return true;
    const plain = plainData(event);
    if (plain !== undefined && (plain === '[DONE]' || !taker.notable(plain))) {
      alike?.learn(event);
      return true;
    }
    const data = eventData(event);
    if (data === undefined || data === '[DONE]' || !taker.notable(data)) return true;
    const value = parseAnswer(data);
    if (value !== undefined) return taker.take(value);
    fault ??= 'an event of the stream is not JSON';
    return true;
  };

  return {
    push(chunk) {
      const events = splitter.push(chunk);
      if (splitter.overlong()) fault ??= 'an event of the stream is too long';
      let passed: Buffer[] | undefined;
      let size = 0;
      for (const [at, event] of events.entries()) {
        size += event.length;
        if (passes(event)) passed?.push(event);
        else passed ??= events.slice(0, at);
      }
      if (passed === undefined && size === chunk.length) return chunk;
      const given = passed ?? events;
      return given.length < 2 ? (given[0] ?? EMPTY) : Buffer.concat(given);
    },
    fault: () => fault,
    midEvent: () => splitter.pending() > 0,
  };
}
