/** Turns what the gateway says about a call into the client's answer. */
import type { CallResult } from '@remit/gateway';
import { objectMembers, objectText, withMember } from '../json/raw-json.ts';
import { AbortReason } from '../upstream/abort-reason.ts';
import { errorMessage, rawErrorMessage, resultMessage } from '../wire/json-rpc.ts';
import { failureError, limitedError, rowError, unavailableError, unknownTool } from './error-answers.ts';
import type { ForwardedAnswer } from './forward-call.ts';
import type { RequestContext } from './request-context.ts';
import type { ResolvedTool } from './resolve-tool.ts';

/** Key of a denial in the `_meta` of a tool result. */
export const META_DENIAL = 'remit/denial';

/** Ends the exchange of a tools/call. `name` is the tool as the client named it. */
export function answerCall(context: RequestContext, resolved: ResolvedTool, name: string, result: CallResult): void {
  const { exchange, idText, signal } = context;
  // MCP, Cancellation: no response to a request that the client cancelled.
  if (signal.reason === AbortReason.ClientCancelled) return exchange.abandon();
  switch (result.kind) {
    case 'unavailable':
      return exchange.answer(result.error.row.status, errorMessage(idText, unavailableError(result.error)));
    case 'limited': {
      const retryAfter = { 'retry-after': String(Math.ceil(result.retryAfterMs / 1000)) };
      return exchange.answer(result.error.row.status, errorMessage(idText, limitedError(result)), retryAfter);
    }
    case 'denied':
      return exchange.answer(200, resultMessage(idText, denialText(context, result)));
    case 'unknown-tool':
      return exchange.answer(200, errorMessage(idText, missingTool(resolved, name)));
    case 'forwarded':
      return exchange.answer(200, forwardedText(context, resolved, name, result.forwarded.value));
  }
}

// The caller may see the tool, so that its server gave no list is no secret and more useful to know.
function missingTool(resolved: ResolvedTool, name: string) {
  return resolved.kind === 'failed' ? failureError(resolved.failure) : unknownTool(name);
}

function forwardedText(context: RequestContext, resolved: ResolvedTool, name: string, value: unknown): string {
  const { codec, idText } = context;
  if (resolved.kind !== 'found') return errorMessage(idText, missingTool(resolved, name));
  if (value === undefined) return errorMessage(idText, rowError('mcp.upstream-lost'));
  const answer = value as ForwardedAnswer; // forward-call.ts made it; the gateway hands it back untouched
  switch (answer.kind) {
    case 'result':
      return resultMessage(idText, codec.callResult(answer.result, answer.outputSchema));
    case 'rpc-error': {
      const code = codec.errorCode(answer.code);
      if (code === answer.code) return rawErrorMessage(idText, answer.text);
      return rawErrorMessage(idText, objectText(withMember(objectMembers(answer.text), 'code', String(code))));
    }
    case 'failure':
      return errorMessage(idText, failureError(answer.failure));
  }
}

function denialText(context: RequestContext, denied: Extract<CallResult, { kind: 'denied' }>): string {
  const { rule, because, decisionId, message } = denied;
  const text = `${message} (Remit decision ${decisionId}${rule === undefined ? '' : `, rule ${rule}`})`;
  const denial = { ...(rule === undefined ? {} : { rule }), because, decisionId };
  return context.codec.ownResult([
    { key: 'content', text: JSON.stringify([{ type: 'text', text }]) },
    { key: 'isError', text: 'true' },
    { key: '_meta', text: JSON.stringify({ [META_DENIAL]: denial }) },
  ]);
}
