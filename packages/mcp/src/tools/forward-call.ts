/** Sends a decided call to its upstream and says what became of it. */
import { ok, utf8 } from '@remit/core';
import type { Forwarded, StopSignal, TraceContext } from '@remit/gateway';
import type { McpErrorCode } from '../errors.ts';
import type { RawMember } from '../json/raw-json.ts';
import type { McpLimits } from '../limits.ts';
import type { ServerConfig } from '../server-config.ts';
import { AbortReason } from '../upstream/abort-reason.ts';
import type { CatalogTool } from '../upstream/catalog.ts';
import type { UpstreamFailure } from '../upstream/connection.ts';
import { startDeadline } from '../upstream/deadline.ts';
import type { LinkReply } from '../upstream/link.ts';
import type { Upstream } from '../upstream/pool.ts';
import { buildParamHeaders } from '../wire/2026-07-28/param-headers.ts';
import type { UpstreamResult } from '../wire/codec.ts';
import { RpcCode } from '../wire/json-rpc.ts';
import type { CallParams } from './call-params.ts';
import { withTraceContext } from './trace-context.ts';

/** What goes back through the gateway to the answering code, as `Forwarded.value`. */
export type ForwardedAnswer =
  | { readonly kind: 'result'; readonly result: UpstreamResult; readonly outputSchema: unknown }
  | { readonly kind: 'rpc-error'; readonly text: string; readonly code: number }
  | { readonly kind: 'failure'; readonly failure: UpstreamFailure };

/** A decided call and where it goes. */
export interface ForwardInput {
  readonly server: ServerConfig;
  readonly upstream: Upstream;
  readonly tool: CatalogTool;
  readonly params: CallParams;
  readonly limits: McpLimits;
  readonly onProgress: ((params: readonly RawMember[]) => void) | undefined;
}

type Traced = ForwardInput & { readonly trace: TraceContext | undefined };

/** Never rejects. `trace`: sent along when the call is traced. */
export async function forwardCall(
  decided: ForwardInput,
  callerSignal: StopSignal,
  trace?: TraceContext,
): Promise<Forwarded> {
  const input: Traced = { ...decided, trace };
  const { limits, server } = input;
  const wait = server.timeoutMs ?? limits.callTimeoutMs;
  const deadline = startDeadline(callerSignal, wait, Math.max(wait, limits.maxCallMs));
  try {
    // Invariant: the definition that was decided on is the one that is called. A person may have taken minutes.
    const changed = await definitionChanged(input, deadline.signal);
    if (changed !== undefined) return failedOutcome(changed);
    const reply = await send(input, input.tool, deadline);
    if (reply.kind !== 'error' || reply.code !== RpcCode.HeaderMismatch) return outcomeOf(reply, input.tool);
    return await retryWithNewHeaders(input, reply, deadline);
  } finally {
    deadline.release();
  }
}

async function definitionChanged(input: Traced, signal: StopSignal): Promise<UpstreamFailure | undefined> {
  // Connected first: a new connection makes the list stale, and its server may be another version.
  const ready = await input.upstream.link.ready(signal);
  if (!ready.ok) return ready.error;
  const known = input.upstream.catalog.fresh('call');
  const catalog = known === undefined ? await input.upstream.catalog.get('call', signal) : ok(known);
  if (!catalog.ok) return catalog.error;
  const same = catalog.value.tools.get(input.tool.name)?.defined.sha === input.tool.defined.sha;
  return same ? undefined : toolChanged;
}

const toolChanged: UpstreamFailure = {
  code: 'mcp.upstream-tool-changed',
  mayHaveRun: false,
  detail: 'the definition is not the one that was decided on',
};

function send(
  { upstream, params, onProgress, trace }: Traced,
  tool: CatalogTool,
  deadline: ReturnType<typeof startDeadline>,
): Promise<LinkReply> {
  return upstream.link.request(
    {
      method: 'tools/call',
      params: [{ key: 'name', text: JSON.stringify(tool.name) }, ...params.passed],
      // Invariant: only `_meta` changes. The arguments, which the record commits to, go on as received.
      meta: trace === undefined ? params.meta : withTraceContext(params.meta, trace),
      ...(trace === undefined ? {} : { trace }),
      name: tool.name,
      paramHeaders: buildParamHeaders(tool.paramHeaders, params.args),
      ...(onProgress === undefined
        ? {}
        : {
            onProgress(members: readonly RawMember[]) {
              deadline.extend();
              onProgress(members);
            },
          }),
    },
    deadline.signal,
  );
}

// mcp reference §3.2 (2): on -32020 list again and retry once. The upstream refused the call before running it.
async function retryWithNewHeaders(
  input: Traced,
  refused: LinkReply,
  deadline: ReturnType<typeof startDeadline>,
): Promise<Forwarded> {
  input.upstream.catalog.invalidate();
  const catalog = await input.upstream.catalog.get('call', deadline.signal);
  const tool = catalog.ok ? catalog.value.tools.get(input.tool.name) : undefined;
  if (tool === undefined) return outcomeOf(refused, input.tool);
  if (tool.defined.sha !== input.tool.defined.sha) return failedOutcome(toolChanged);
  return outcomeOf(await send(input, tool, deadline), tool);
}

function outcomeOf(reply: LinkReply, tool: CatalogTool): Forwarded {
  switch (reply.kind) {
    case 'failed':
      return failedOutcome(reply.failure);
    case 'unusable': {
      const value = answer({ kind: 'failure', failure: { ...reply.problem, mayHaveRun: true } });
      return { status: 'errored', why: whyOf(reply.problem.code), raw: utf8(reply.text), value };
    }
    case 'error':
      return { status: 'errored', why: 'upstream.rpc-error', raw: utf8(reply.text), value: errorAnswer(reply) };
    case 'complete': {
      const outputSchema = tool.definition['outputSchema'];
      const value = answer({ kind: 'result', result: reply.result, outputSchema });
      const raw = utf8(reply.text);
      return reply.result.value['isError'] === true
        ? { status: 'errored', why: 'tool.is-error', raw, value }
        : { status: 'executed', raw, value };
    }
  }
}

/** Errors about our own hop mean nothing to the client: it sent no such header and declared no such capability. */
function errorAnswer(reply: Extract<LinkReply, { kind: 'error' }>): ForwardedAnswer {
  const code = HOP_ERRORS.get(reply.code);
  if (code === undefined) return { kind: 'rpc-error', text: reply.text, code: reply.code };
  return { kind: 'failure', failure: { code, mayHaveRun: false, detail: `error ${reply.code}` } };
}

const HOP_ERRORS: ReadonlyMap<number, UpstreamFailure['code']> = new Map([
  [RpcCode.HeaderMismatch, 'mcp.upstream-bad-answer'],
  [RpcCode.UnsupportedVersion, 'mcp.upstream-bad-answer'],
  [RpcCode.MissingClientCapability, 'mcp.upstream-input-required'],
  [RpcCode.UrlElicitationRequired, 'mcp.upstream-input-required'],
]);

function failedOutcome(failure: UpstreamFailure): Forwarded {
  return {
    status: failure.mayHaveRun ? 'unknown' : 'errored',
    why: whyOf(failure.code, failure.detail),
    raw: new Uint8Array(),
    value: answer({ kind: 'failure', failure }),
  };
}

/** Reason code of a record: the error code without the name of this layer. */
function whyOf(code: McpErrorCode, detail = ''): string {
  if (code === 'mcp.cancelled') return detail === AbortReason.ClientCancelled ? 'caller-cancelled' : 'caller-gone';
  return code.replace(/^mcp\.upstream-/, 'upstream.').replace(/^mcp\./, '');
}

function answer(value: ForwardedAnswer): ForwardedAnswer {
  return value;
}
