/** Step 5: the request goes to the provider. Whatever comes of it becomes an ending that can be settled and recorded. */
import type { Clock } from '@remit/core';
import type { Step } from '@remit/gateway';
import { go, OutcomeCode } from '@remit/gateway';
import type { Dispatcher } from 'undici';
import type { AnswerFacts } from '../dialects/dialect.ts';
import type { AnswerEnd } from '../upstream/answer-end.ts';
import { requestHeaders, returnedHeaders } from '../upstream/headers.ts';
import type { AttemptLimits } from '../upstream/send-attempt.ts';
import { sendAttempt } from '../upstream/send-attempt.ts';
import type { Answered, Committed, LlmExit } from './stages.ts';

/** Sends once. A caller who is gone by now sends nothing. */
export function createForward(deps: {
  readonly clock: Clock;
  readonly dispatcherFor: (url: string) => Dispatcher;
  readonly limits: AttemptLimits;
}): Step<Committed, Answered, LlmExit> {
  const { clock, limits } = deps;
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
  if (end.kind === 'streamed') return end.facts;
  return end.kind === 'answered' ? read(end.body) : undefined;
}
