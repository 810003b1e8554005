/** Errors as the OpenAI APIs write them, and as their SDKs read them. */
import type { Refusal } from './dialect.ts';

const TYPES: Readonly<Record<Refusal['kind'], string>> = {
  authentication: 'authentication_error',
  permission: 'permission_error',
  not_found: 'invalid_request_error',
  invalid_request: 'invalid_request_error',
  quota: 'insufficient_quota',
  rate_limit: 'rate_limit_exceeded',
  upstream: 'upstream_error',
  unavailable: 'server_error',
};

/** Body of an error answer. */
export function openaiErrorBody({ kind, code, message }: Refusal): string {
  return JSON.stringify({ error: { message, type: TYPES[kind], param: null, code } });
}
