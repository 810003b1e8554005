/** What a caller hears when nothing was sent. */
import type { RemitError } from '@remit/core';
import type { AccountId } from './dialects/account-ids.ts';
import type { Refusal } from './dialects/dialect.ts';
import type { LlmExit } from './pipeline/stages.ts';

/** What a caller hears of a surprise. */
export const internal: Refusal = {
  status: 500,
  code: 'internal_error',
  kind: 'unavailable',
  message: 'The gateway failed unexpectedly. Nothing more is known of this call than its records say.',
};

/** No record, so no call. */
export function unavailable(error: RemitError): Refusal {
  const status = error.row.status;
  return {
    status,
    code: error.code,
    kind: 'unavailable',
    message: `No record could be made, so nothing was sent. ${error.message}`,
  };
}

/** The same whether there is none, or none that the caller's scope shows. */
export function noSuchModel(model: string): Refusal {
  const message = `There is no model ${JSON.stringify(model.slice(0, 128))} on this gateway for this API.`;
  return { status: 404, code: 'model_not_found', kind: 'not_found', message };
}

/** Only for a model that the caller's scope shows: it is there, and no provider of its route speaks this API. */
export function otherApi(model: string, endpoints: readonly string[]): Refusal {
  const name = JSON.stringify(model.slice(0, 128));
  const message = `No provider of the model ${name} serves this API, and this gateway does not translate. Use ${endpoints.join(' or ')}, or ask the operator for a route to a provider that serves it.`;
  return { status: 404, code: 'api_not_served', kind: 'not_found', message };
}

/** The same whether it is somebody else's or nobody's: who asks must not learn which. */
export function noSuchId({ pointer }: AccountId): Refusal {
  const message = `${pointer} names something that no answer of this gateway gave to this caller. If one has just come through another gateway, ask again in a second.`;
  return { status: 404, code: 'unknown_id', kind: 'not_found', message };
}

/** What the gateway refuses whatever the scope says. */
export function invalid(message: string): Refusal {
  return { status: 400, code: 'not_supported', kind: 'invalid_request', message };
}

/** A denial of scope, budget or rate limit. */
export function refusalOf(exit: Exclude<LlmExit, { kind: 'unavailable' }>): Refusal {
  const { code, message } = exit;
  if (exit.kind === 'denied')
    return code === 'model_not_found'
      ? noSuchModel(exit.at.call.request.model)
      : { status: 403, code, kind: 'permission', message };
  if (code === 'budget_unavailable') return { status: 503, code, kind: 'unavailable', message };
  const after = exit.retryAfterMs === undefined ? {} : { retryAfterMs: exit.retryAfterMs };
  if (code === 'rate_limited') return { status: 429, code, kind: 'rate_limit', message, ...after };
  if (code !== 'budget_exceeded') return { status: 403, code, kind: 'permission', message };
  return { status: 429, code, kind: 'quota', message, ...after };
}
