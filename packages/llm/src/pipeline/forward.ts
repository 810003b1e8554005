/** Step 5: the request goes to the provider. Whatever comes of it becomes an ending that can be settled and recorded. */
import type { Clock } from '@remit/core';
import type { Step, TraceContext } from '@remit/gateway';
import { go, OutcomeCode } from '@remit/gateway';
import { LlmFinish } from '@remit/record';
import type { Dispatcher } from 'undici';
import type { AnswerFacts, StreamReader } from '../dialects/dialect.ts';
import { createFramedStream } from '../dialects/framed-stream.ts';
import type { ProviderManifest } from '../providers/manifest.ts';
import type { RouteTarget } from '../routing/accounts.ts';
import type { AnswerEnd } from '../upstream/answer-end.ts';
import { createDrainPool } from '../upstream/drain-pool.ts';
import { requestHeaders, returnedHeaders } from '../upstream/headers.ts';
import type { AttemptLimits } from '../upstream/send-attempt.ts';
import { sendAttempt } from '../upstream/send-attempt.ts';
import { toAnswered } from './advance.ts';
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
  // By configured URL, of which there are few.
  const bases = new Map<string, { readonly origin: string; readonly path: string }>();
  const baseOf = (url: string) => {
    const known = bases.get(url);
    if (known !== undefined) return known;
    const { origin, pathname } = new URL(url);
    const base = { origin, path: pathname === '/' ? '' : pathname };
    bases.set(url, base);
    return base;
  };
  return {
    name: 'forward',
    onError: 'deny',
    async run(at) {
      const { call, target, prepared, trail } = at;
      const { request, dialect, res } = call;
      if (res.destroyed) return go(toAnswered(at, { end: GONE, facts: undefined, sentAt: clock.now(), ms: 0 }));
      const { account } = target;
      const started = clock.now();
      const path = account.manifest.paths[dialect.id]?.(target.model, request.stream) ?? '';
      const base = baseOf(account.url);
      const { manifest } = account;
      const to = { origin: base.origin, path: base.path + path };
      const headers = within(requestHeaders(account, call.headers), at.watch.forwarding(at));
      const signed = account.sign === undefined ? headers : await account.sign({ ...to, headers, body: prepared.body });
      trail.sent = true;
      const end = await sendAttempt({
        origin: to.origin,
        path: to.path,
        dispatcher: deps.dispatcherFor(account.url),
        headers: signed,
        body: prepared.body,
        reader: request.stream ? readerOf(manifest, dialect.stream(request)) : undefined,
        streamType: manifest.frames?.type ?? SSE,
        res,
        firstByte: () => at.watch.firstByte(),
        returned: (given) => returnedHeaders(manifest, given, at.decision.id),
        limits,
        drains,
      });
      trail.sent = end.kind !== 'not-sent';
      const facts = factsIn(end, dialect.answer, target);
      return go(toAnswered(at, { end, facts, sentAt: started, ms: Math.max(0, clock.now() - started) }));
    },
  };
}

const SSE = 'text/event-stream';
const GONE: AnswerEnd = { kind: 'not-sent', why: OutcomeCode.CallerGone };

function readerOf({ frames }: ProviderManifest, reader: StreamReader): StreamReader {
  return frames === undefined ? reader : createFramedStream(frames.open(), reader);
}

function factsIn(
  end: AnswerEnd,
  read: (body: Uint8Array) => AnswerFacts | undefined,
  { account: { manifest }, model }: RouteTarget,
): AnswerFacts | undefined {
  if (end.kind !== 'streamed' && end.kind !== 'answered') return undefined;
  const said = end.kind === 'streamed' ? end.facts : read(end.body);
  const counted =
    said !== undefined && end.kind === 'answered' ? (manifest.counted?.(said, end.headers) ?? said) : said;
  const facts = manifest.pricedAsAsked === true ? pricedAs(counted, model) : counted;
  // What its caller did not wait for is no success, however whole it is.
  if (facts === undefined || end.gone !== true) return facts;
  return { ...facts, finish: { how: LlmFinish.Aborted, raw: facts.finish.raw } };
}

/** Usage counted under the model that was asked for, where it is counted under that of the answer. */
function pricedAs(facts: AnswerFacts | undefined, asked: string): AnswerFacts | undefined {
  if (facts?.usage === undefined) return facts;
  const models = facts.usage.models.map(({ model = asked, usage }) => ({ model, usage }));
  return { ...facts, usage: { ...facts.usage, models } };
}

/** With the headers of a trace context in place of the caller's (W3C Trace Context §3). */
function within(headers: Record<string, string>, context: TraceContext | undefined): Record<string, string> {
  if (context === undefined) return headers;
  // The caller's state belongs to the caller's parent.
  const { tracestate: _, ...rest } = headers;
  return { ...rest, ...context };
}
