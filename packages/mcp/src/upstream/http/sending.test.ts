import { Stopper } from '@remit/gateway';
import type { Dispatcher } from 'undici';
import { describe, expect, it } from 'vitest';
import type { AnswerReader } from './sending.ts';
import { dispatch } from './sending.ts';

/** A request in the hands of a dispatcher that the test plays. `next`: what the reader says to each piece. */
function send(next: ReturnType<AnswerReader['data']> = 'more') {
  const told: string[] = [];
  const aborted: string[] = [];
  const stop = new Stopper();
  let handler: Dispatcher.DispatchHandler = {};
  const dispatcher = { dispatch: (_options: unknown, given: Dispatcher.DispatchHandler) => void (handler = given) };
  const reader: AnswerReader = {
    head: (status) => void told.push(`head ${status}`),
    data(chunk) {
      told.push(`data ${chunk.length}`);
      return next;
    },
    end: () => void told.push('end'),
    fail: (error) => void told.push(`fail ${error instanceof Error ? error.message : ''}`),
  };
  // The test plays the one method and the one controller function that are used.
  const controller = { abort: (error: Error) => void aborted.push(error.message) } as Dispatcher.DispatchController;
  dispatch(dispatcher as unknown as Dispatcher, { path: '/', method: 'POST' }, stop, reader);
  return {
    told,
    aborted,
    stop,
    start: () => handler.onRequestStart?.(controller, {}),
    head: (status: number) => handler.onResponseStart?.(controller, status, {}, ''),
    data: (size: number) => handler.onResponseData?.(controller, Buffer.alloc(size)),
    end: () => handler.onResponseEnd?.(controller, {}),
    error: () => handler.onResponseError?.(controller, new Error('broken')),
  };
}

describe('a request on its way', () => {
  it('hands the answer on, without what only announces it', () => {
    const { told, start, head, data, end } = send();
    start();
    head(103);
    head(200);
    data(3);
    data(4);
    end();
    expect(told).toEqual(['head 200', 'data 3', 'data 4', 'end']);
  });

  it('[mcp.cancel] that is stopped tells its reader once, whether it was sent or waits for a socket', () => {
    const sent = send();
    sent.start();
    sent.stop.abort('timeout');
    sent.error();
    expect([sent.told, sent.aborted]).toEqual([['fail stopped'], ['stopped']]);
    const waiting = send();
    waiting.stop.abort('timeout');
    expect([waiting.told, waiting.aborted]).toEqual([['fail stopped'], []]);
    waiting.start();
    expect([waiting.told, waiting.aborted]).toEqual([['fail stopped'], ['stopped']]);
  });

  it('[mcp.bounds] reads the rest away up to a limit, and nothing of what is too long', () => {
    const enough = send('enough');
    enough.start();
    enough.head(200);
    enough.data(10);
    enough.data(64 * 1024);
    expect([enough.told, enough.aborted]).toEqual([['head 200', 'data 10'], []]);
    enough.data(1);
    enough.error();
    expect([enough.told, enough.aborted]).toEqual([['head 200', 'data 10'], ['too much is left']]);
    const stopped = send('stop');
    stopped.start();
    stopped.data(1);
    expect([stopped.told, stopped.aborted]).toEqual([['data 1'], ['too long']]);
  });

  it('that has its answer is not stopped any more', () => {
    const { told, aborted, stop, start, head, data, end } = send('enough');
    start();
    head(200);
    data(1);
    stop.abort('client-gone');
    end();
    expect([told, aborted]).toEqual([['head 200', 'data 1'], []]);
  });

  it('says that it broke', () => {
    const { told, start, head, error } = send();
    start();
    head(200);
    error();
    expect(told).toEqual(['head 200', 'fail broken']);
  });
});
