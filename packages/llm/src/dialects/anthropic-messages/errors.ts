/** Errors as the Messages API writes them, and as Anthropic's SDK reads them. */
import type { Refusal } from '../dialect.ts';

const TYPES: Readonly<Record<Refusal['kind'], string>> = {
  authentication: 'authentication_error',
  permission: 'permission_error',
  not_found: 'not_found_error',
  invalid_request: 'invalid_request_error',
  quota: 'rate_limit_error',
  rate_limit: 'rate_limit_error',
  upstream: 'api_error',
  unavailable: 'overloaded_error',
};

/** Body of an error answer. `code` stands beside the type: this API has no codes, and readers pass it over. */
export function messagesErrorBody({ kind, code, message }: Refusal): string {
  return JSON.stringify({ type: 'error', error: { type: TYPES[kind], message, code } });
}
