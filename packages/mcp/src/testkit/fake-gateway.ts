/** A gateway for tests: decides by a function, forwards what it permits, remembers what it was asked. */
import { err, ok, RemitError, sha256, toHex } from '@remit/core';
import type { CallRequest, CallResult, Forward, Forwarded, Gateway, SessionInput, TraceContext } from '@remit/gateway';
import type { Caller } from '@remit/registry';

/** What the fake decides about a call. */
export type FakeVerdict =
  | { readonly kind: 'permit' }
  | { readonly kind: 'deny'; readonly rule: string; readonly message: string }
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'limited'; readonly retryAfterMs: number }
  /** Waits until the test releases it. */
  | { readonly kind: 'wait'; readonly message: string; readonly until: Promise<void> };

/** One call that the fake was asked to run, and what came of it. */
export interface FakeCall {
  readonly request: CallRequest;
  readonly result: CallResult;
  readonly forwarded: Forwarded | undefined;
}

/** A gateway with what it was asked. */
export interface FakeGateway extends Gateway {
  readonly calls: FakeCall[];
  readonly sessions: { readonly input: SessionInput; closed?: string }[];
  readonly refusals: { readonly why: string; readonly source: string; readonly sub: string | undefined }[];
  readonly defined: { readonly server: string; readonly tool: string; readonly sha: string; readonly text: string }[];
}

/** How the fake decides. Default: everything is visible and permitted. */
export interface FakeOptions {
  readonly hidden?: (caller: Caller, server: string, tool: string) => boolean;
  readonly decide?: (request: CallRequest) => FakeVerdict;
  /** The outcome of recording a definition. */
  readonly recorded?: () => 'ok' | 'failed';
  readonly sessionFails?: boolean;
  /** Context that is sent along with every call. */
  readonly trace?: TraceContext;
}

/** Token `remit_{person}_{agent}_{anything}` is a key of that person and agent; any other token is unknown. */
export function createFakeGateway(options: FakeOptions = {}): FakeGateway {
  const calls: FakeCall[] = [];
  const sessions: FakeGateway['sessions'] = [];
  const refusals: FakeGateway['refusals'] = [];
  const defined: { server: string; tool: string; sha: string; text: string }[] = [];
  const visible = (caller: Caller, server: string, tool: string): boolean =>
    !(options.hidden?.(caller, server, tool) ?? false);

  async function decide(request: CallRequest, forward: Forward): Promise<Omit<FakeCall, 'request'>> {
    const decisionId = `decision-${calls.length + 1}`;
    const none = { forwarded: undefined };
    if (!visible(request.caller, request.server, request.tool) || request.definition === undefined)
      return { ...none, result: { kind: 'unknown-tool', decisionId } };
    const verdict = options.decide?.(request) ?? { kind: 'permit' };
    if (verdict.kind === 'unavailable') return { ...none, result: { kind: 'unavailable', error: notDurable() } };
    if (verdict.kind === 'limited') {
      const row = { status: 429, rpc: 71429, retry: true, operator: 'Too many calls.' };
      const error = new RemitError('gateway.rate-limited', row, 'retry in 2 s');
      const { retryAfterMs } = verdict;
      return { ...none, result: { kind: 'limited', rule: 'rate-limit/agent', retryAfterMs, error, decisionId } };
    }
    if (verdict.kind === 'deny') {
      const { rule, message } = verdict;
      return { ...none, result: { kind: 'denied', rule, message, decisionId, because: 'argument' } };
    }
    if (verdict.kind === 'wait') {
      request.onWaiting?.({ approvalId: decisionId, message: verdict.message, expiresAt: 0 });
      await verdict.until;
    }
    const forwarded = await forward(request.signal, options.trace);
    return { forwarded, result: { kind: 'forwarded', forwarded, decisionId } };
  }

  return {
    calls,
    sessions,
    refusals,
    defined,
    authenticate(token) {
      if (token === undefined) return err('missing');
      const match = /^remit_([a-z]+)_([a-z]+)_/.exec(token);
      if (match === null) return err('unknown');
      return ok({ keyId: token, sub: `p_${match[1]}`, agent: match[2] ?? '', roles: ['caller'] });
    },
    refused: (why, source, caller) => void refusals.push({ why, source, sub: caller?.sub }),
    visible,
    async call(request, forward) {
      const done = await decide(request, forward);
      calls.push({ request, ...done });
      return done.result;
    },
    openSession(input) {
      if (options.sessionFails === true) return Promise.resolve(err(notDurable()));
      const index = sessions.push({ input }) - 1;
      let n = 0;
      return Promise.resolve(
        ok({
          id: `session-${index}`,
          next: () => n++,
          caller: input.caller,
          ...(input.client ? { client: input.client } : {}),
        }),
      );
    },
    closeSession(session, why) {
      const entry = sessions[Number(session.id.replace('session-', ''))];
      if (entry !== undefined) entry.closed = why;
    },
    defineTool(server, tool, definition) {
      const sha = toHex(sha256(definition));
      defined.push({ server, tool, sha, text: Buffer.from(definition).toString('utf8') });
      return { sha, recorded: Promise.resolve(options.recorded?.() === 'failed' ? err(notDurable()) : ok(undefined)) };
    },
    declareScope: () => Promise.reject(new TypeError('not part of these tests')),
    followScopes: () => Promise.reject(new TypeError('not part of these tests')),
    scopesInForce: () => [],
    drain: () => Promise.resolve(),
  };
}

function notDurable(): RemitError {
  const row = { status: 503, rpc: 71503, retry: true, operator: 'The decision could not be made durable in time.' };
  return new RemitError('ledger.not-durable', row);
}
