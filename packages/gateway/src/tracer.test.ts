/** What a tracer hears of a call, and that nothing depends on it. */
import { describe, expect, it } from 'vitest';
import type { Forward } from './call.ts';
import { openDeclaredHouse, request, upstream } from './testkit/house.ts';
import type { TraceContext } from './trace-context.ts';
import type { CallTracer, TracedEnd } from './tracer.ts';

const CONTEXT = { traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01` };

function following() {
  const heard: string[] = [];
  const ends: TracedEnd[] = [];
  const tracer: CallTracer = {
    begin(request) {
      heard.push(`begin ${request.origin?.protocol ?? '-'}`);
      return {
        step: (name, from, to, code) => void heard.push(`${name} ${to >= from} ${code ?? '-'}`),
        forwarding() {
          heard.push('forwarding');
          return CONTEXT;
        },
        forwarded: ({ status, why }) => void heard.push(`forwarded ${status} ${why ?? '-'}`),
        end: (end) => void ends.push(end),
      };
    },
  };
  return { heard, ends, tracer };
}

describe('the tracer', () => {
  it('[otlp.steps] follows a call from its begin to its answer and gives the context that is sent along', async () => {
    const seen = following();
    const { gateway, ledger } = await openDeclaredHouse(seen);
    const sent: (TraceContext | undefined)[] = [];
    const forward: Forward = (signal, trace) => {
      sent.push(trace);
      return upstream()(signal, trace);
    };
    const origin = { protocol: '2025-11-25' };
    const answer = await gateway.call(request({ origin }), forward);
    expect(sent).toEqual([CONTEXT]);
    expect(seen.heard).toEqual([
      'begin 2025-11-25',
      'resolve true -',
      'limit-rate true -',
      'decide true -',
      'await-approval true -',
      'commit-decision true -',
      'forwarding',
      'forwarded executed -',
      'forward true -',
      'commit-outcome true -',
    ]);
    const [decisionId, outcomeId] = [ledger.one('mcp.decision').id, ledger.one('mcp.outcome').id];
    expect(seen.ends).toEqual([{ decision: 'permit', outcome: 'executed', decisionId, outcomeId }]);
    expect(answer).toMatchObject({ decisionId });
  });

  it('[otlp.steps] hears why a call left the path, and what the forward step made of a lost answer', async () => {
    const seen = following();
    const { gateway, ledger } = await openDeclaredHouse(seen);
    await gateway.call(request({ args: { path: '/etc/passwd' } }), upstream());
    expect(seen.heard.at(-1)).toBe('decide true policy.denied');
    expect(seen.ends).toEqual([
      { decision: 'deny', outcome: 'not_forwarded', decisionId: ledger.one('mcp.decision').id },
    ]);
    await gateway.call(request(), () => Promise.reject(new Error('lost')));
    expect(seen.heard).toContain('forwarded unknown forward.failed');
    await gateway.call(request({ signal: AbortSignal.abort() }), upstream());
    expect(seen.ends.at(-1)).toMatchObject({ decision: 'permit', outcome: 'refused' });
    expect(seen.ends.at(-1)).toHaveProperty('outcomeId');
  });

  it('[otlp.never-decides] what a client says about its trace changes no decision and stands in no record', async () => {
    const { gateway, ledger } = await openDeclaredHouse(following());
    const plain = openDeclaredHouse();
    const asserted = { traceparent: 'traceparent-of-the-client', tracestate: 'state-of-the-client' };
    const origin = { protocol: '2026-07-28', meta: asserted, header: asserted };
    const { decisionId: _, ...traced } = { decisionId: '', ...(await gateway.call(request({ origin }), upstream())) };
    const { decisionId: __, ...untraced } = {
      decisionId: '',
      ...(await (await plain).gateway.call(request(), upstream())),
    };
    expect(traced).toEqual(untraced);
    for (const record of [...ledger.all('mcp.decision'), ...ledger.all('mcp.outcome')])
      expect(JSON.stringify(record)).not.toContain('of-the-client');
  });
});
