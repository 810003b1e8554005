/** Server-sent events from bytes (WHATWG HTML §9.2.6), with a bound on the size of one event. */

/** A parser in the middle of a stream. */
export interface SseParser {
  /** Feeds bytes; false when they are not UTF-8 or an event grew beyond the bound, after which nothing is delivered. */
  push(chunk: Uint8Array): boolean;
}

/** `onData` gets the data of each event of type `message`. Events without data (keep-alive, resume marks) are dropped. */
export function createSseParser(maxBytes: number, onData: (data: string) => void): SseParser {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  // The beginning of an unfinished line, in the pieces that came: joined once, or a long line would cost its square.
  let held: string[] = [];
  let heldSize = 0;
  let data: string[] = [];
  let size = 0;
  let type = '';
  let afterReturn = false;
  let broken = false;

  const dispatch = (): void => {
    const text = data.join('\n');
    const wanted = type === '' || type === 'message';
    data = [];
    size = 0;
    type = '';
    if (wanted && text !== '') onData(text);
  };
  const line = (text: string): void => {
    if (text === '') return dispatch();
    const colon = text.indexOf(':');
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? '' : text.slice(text[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') {
      data.push(value);
      size += value.length;
    } else if (field === 'event') type = value;
  };
  const consume = (text: string): void => {
    if (text === '') return;
    // The \r that ended the last line was half of \r\n.
    const pieces = (afterReturn && text.startsWith('\n') ? text.slice(1) : text).split(/\r\n|\n|\r/);
    afterReturn = text.endsWith('\r');
    const rest = pieces.pop() ?? '';
    for (const piece of pieces) {
      line(held.join('') + piece);
      held = [];
      heldSize = 0;
    }
    held.push(rest);
    heldSize += rest.length;
  };
  return {
    push(chunk) {
      if (broken) return false;
      try {
        consume(decoder.decode(chunk, { stream: true }));
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        broken = true;
      }
      if (size + heldSize > maxBytes) broken = true;
      return !broken;
    },
  };
}
