/**
 * tools/call: resolve the name, let the gateway decide and record, forward, answer. Everything that reaches this file
 * with a readable tool name goes through the gateway, so that every exit leaves its record (F18).
 */
import type { CallRequest, Forward, Gateway, StopSignal } from '@remit/gateway';
import { RefusalCode } from '@remit/gateway';
import type { McpLimits } from '../limits.ts';
import type { Deadline } from '../upstream/deadline.ts';
import { startDeadline } from '../upstream/deadline.ts';
import type { UpstreamPool } from '../upstream/pool.ts';
import { checkParamHeaders } from '../wire/2026-07-28/param-headers.ts';
import { errorMessage, RpcCode } from '../wire/json-rpc.ts';
import { answerCall } from './answer-call.ts';
import type { CallParams } from './call-params.ts';
import { readCallParams } from './call-params.ts';
import { createCallProgress } from './call-progress.ts';
import { forwardCall } from './forward-call.ts';
import type { RequestContext } from './request-context.ts';
import type { ResolvedTool } from './resolve-tool.ts';
import { resolveTool } from './resolve-tool.ts';
import { toldKeys } from './told-keys.ts';
import { originOf } from './trace-context.ts';

/** What tools/call needs. */
export interface CallDeps {
  readonly gateway: Pick<Gateway, 'visible' | 'call'>;
  readonly pool: UpstreamPool;
  readonly limits: McpLimits;
  /** True when the gateway follows calls. */
  readonly tracing: boolean;
}

/** Answers the request. */
export async function callTool(deps: CallDeps, context: RequestContext): Promise<void> {
  const { exchange, idText } = context;
  const params = readCallParams(context);
  if (!params.ok) {
    context.refused(RefusalCode.Malformed);
    return exchange.answer(200, errorMessage(idText, { code: RpcCode.InvalidParams, message: params.error }));
  }
  exchange.keepAlive();
  const resolved = await resolve(deps, context, params.value.name);
  const mismatch = headerMismatch(context, resolved, params.value);
  if (mismatch !== undefined) {
    context.refused(RefusalCode.Malformed);
    return exchange.answer(400, errorMessage(idText, { code: RpcCode.HeaderMismatch, message: mismatch }));
  }
  // Invariant: a decision that names a definition stands behind the record of that definition. Already settled but for the
  // first call of a tool that nobody has listed; when it failed, the ledger fails the decision too.
  if (resolved.kind === 'found') await resolved.tool.defined.recorded;
  const progress = createCallProgress(context, params.value.progressToken);
  const result = await deps.gateway.call(
    callRequest(context, resolved, params.value, progress.onWaiting, deps.tracing),
    createForward(deps, resolved, params.value, progress.relay),
  );
  answerCall(context, resolved, params.value.name, result);
}

async function resolve(deps: CallDeps, context: RequestContext, name: string): Promise<ResolvedTool> {
  let deadline: Deadline | undefined;
  const signal = (): StopSignal => {
    deadline ??= startDeadline(context.signal, deps.limits.connectTimeoutMs + deps.limits.listTimeoutMs);
    return deadline.signal;
  };
  const resolved = await resolveTool(deps, context.view, context.caller, name, signal);
  deadline?.release();
  return resolved;
}

function headerMismatch(context: RequestContext, resolved: ResolvedTool, params: CallParams): string | undefined {
  if (context.header === undefined || resolved.kind !== 'found') return undefined;
  const problem = checkParamHeaders(resolved.tool.paramHeaders, params.args, context.header);
  return problem === undefined ? undefined : `Header mismatch: ${problem}`;
}

function callRequest(
  context: RequestContext,
  resolved: ResolvedTool,
  params: CallParams,
  onWaiting: CallRequest['onWaiting'],
  tracing: boolean,
): CallRequest {
  const found = resolved.kind === 'found';
  const sha = definitionSha(resolved);
  const told = toldKeys(context.params, context.traceHeader);
  return {
    caller: context.caller,
    ...(context.session === undefined ? {} : { session: context.session }),
    ...(context.client === undefined ? {} : { client: context.client }),
    server: found ? resolved.server.name : resolved.server,
    tool: found ? resolved.tool.name : resolved.tool,
    method: 'tools/call',
    ...(sha === undefined ? {} : { definition: { sha } }),
    args: params.args,
    argsRaw: params.argsRaw,
    ...(told === undefined ? {} : { told }),
    signal: context.signal,
    ...(tracing ? { origin: originOf(context) } : {}),
    ...(onWaiting === undefined ? {} : { onWaiting }),
  };
}

function definitionSha(resolved: ResolvedTool): string | undefined {
  if (resolved.kind === 'found') return resolved.tool.defined.sha;
  return resolved.kind === 'failed' ? resolved.lastSha : undefined;
}

function createForward(
  deps: CallDeps,
  resolved: ResolvedTool,
  params: CallParams,
  onProgress: Parameters<typeof forwardCall>[0]['onProgress'],
): Forward {
  if (resolved.kind === 'found') {
    const input = { ...resolved, params, limits: deps.limits, onProgress };
    return (signal, trace) => forwardCall(input, signal, trace);
  }
  // Not listed, or no list: there is nothing that could be called, whatever was decided.
  const why = resolved.kind === 'failed' ? 'upstream.unreachable' : 'upstream.not-listed';
  return () => Promise.resolve({ status: 'errored', why, raw: new Uint8Array(), value: undefined });
}
