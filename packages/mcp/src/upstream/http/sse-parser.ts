/** Server-sent events from bytes (WHATWG HTML §9.2.6), with a bound on the size of one event. */

export interface SseParser {
  /** Feeds bytes; false when they are not UTF-8 or an event grew beyond the bound, after which nothing is delivered. */
  push(chunk: Uint8Array): boolean;
}

/** `onData` gets the data of each event of type `message`. Events without data (keep-alive, resume marks) are dropped. */
export function createSseParser(maxBytes: number, onData: (data: string) => void): SseParser {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let held = '';
  let data: string[] = [];
  let size = 0;
  let type = '';
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
    held += text;
    let start = 0;
    for (;;) {
      const end = /\r\n|\n|\r/g;
      end.lastIndex = start;
      const match = end.exec(held);
      // A lone \r at the very end may be half of \r\n.
      if (match === null || (match[0] === '\r' && match.index === held.length - 1)) break;
      line(held.slice(start, match.index));
      start = match.index + match[0].length;
    }
    held = held.slice(start);
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
      if (size + held.length > maxBytes) broken = true;
      return !broken;
    },
  };
}
