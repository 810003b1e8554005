/** Step 5: the request goes to the provider. Whatever comes of it becomes an ending that can be settled and recorded. */
import type { Clock } from '@remit/core';
import type { Step } from '@remit/gateway';
import { go, OutcomeCode } from '@remit/gateway';
import { LlmFinish } from '@remit/record';
import type { Dispatcher } from 'undici';
import type { AnswerFacts } from '../dialects/dialect.ts';
import type { AnswerEnd } from '../upstream/answer-end.ts';
import { createDrainPool } from '../upstream/drain-pool.ts';
import { requestHeaders, returnedHeaders } from '../upstream/headers.ts';
import type { AttemptLimits } from '../upstream/send-attempt.ts';
import { sendAttempt } from '../upstream/send-attempt.ts';
import type { Answered, Committed, LlmExit } from './stages.ts';

/** Answers that are read on at once for callers who have gone. */
const MAX_DRAINS = 256;

/** Sends once. A caller who is gone by now sends nothing. */
export function createForward(deps: {
  readonly clock: Clock;
  readonly dispatcherFor: (url: string) => Dispatcher;
  readonly limits: AttemptLimits;
}): Step<Committed, Answered, LlmExit> {
  const { clock, limits } = deps;
  const drains = createDrainPool(MAX_DRAINS);
  return {
    name: 'forward',
    onError: 'deny',
    async run(at) {
      const { call, target, prepared, trail } = at;
      const { request, dialect, res } = call;
      if (res.destroyed) return go({ ...at, end: GONE, facts: undefined, sentAt: clock.now(), ms: 0 });
      const { account } = target;
      const started = clock.now();
      const path = account.manifest.paths[dialect.id]?.(target.model, request.stream) ?? '';
      const base = new URL(account.url);
      trail.sent = true;
      const end = await sendAttempt({
        dispatcher: deps.dispatcherFor(account.url),
        origin: base.origin,
        path: `${base.pathname === '/' ? '' : base.pathname}${path}`,
        headers: requestHeaders(account, call.headers),
        body: prepared.body,
        reader: request.stream ? dialect.stream(request) : undefined,
        res,
        returned: (headers) => returnedHeaders(account.manifest, headers),
        limits,
        drains,
      });
      trail.sent = end.kind !== 'not-sent';
      return go({
        ...at,
        end,
        facts: factsIn(end, dialect.answer),
        sentAt: started,
        ms: Math.max(0, clock.now() - started),
      });
    },
  };
}

const GONE: AnswerEnd = { kind: 'not-sent', why: OutcomeCode.CallerGone };

function factsIn(end: AnswerEnd, read: (body: Uint8Array) => AnswerFacts | undefined): AnswerFacts | undefined {
  if (end.kind !== 'streamed' && end.kind !== 'answered') return undefined;
  const facts = end.kind === 'streamed' ? end.facts : read(end.body);
  // What its caller did not wait for is no success, however whole it is.
  if (facts === undefined || end.gone !== true) return facts;
  return { ...facts, finish: { how: LlmFinish.Aborted, raw: facts.finish.raw } };
}
