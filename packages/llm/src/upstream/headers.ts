/** Headers of a request to a provider and of its answer: lists of what passes, never what is left out. */
import type { ProviderManifest } from '../providers/manifest.ts';
import type { ProviderAccount } from '../routing/accounts.ts';
import type { Headers } from './answer-end.ts';

/** `accept-encoding: identity`: undici's dispatcher does not decompress (llm-gateway reference §1). */
export function requestHeaders(account: ProviderAccount, given: Headers): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'accept-encoding': 'identity',
    ...account.headers,
  };
  for (const name of account.manifest.passes) {
    const value = given[name];
    if (typeof value === 'string') headers[name] = value;
  }
  const { key } = account;
  const { credential } = account.manifest;
  if (key === undefined || credential === 'aws-sigv4') return headers;
  headers[credential === 'bearer' ? 'authorization' : credential] = credential === 'bearer' ? `Bearer ${key}` : key;
  return headers;
}

/** Says the record of the decision: what a caller reports names the call in the log. */
export const DECISION_HEADER = 'x-remit-decision';

/** What the caller gets of the provider's headers, `x-ratelimit-*` as it stands, and the record of the decision. */
export function returnedHeaders(
  manifest: ProviderManifest,
  given: Headers,
  decision: string,
): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = { [DECISION_HEADER]: decision };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    // What comes in frames of its own goes on as server-sent events.
    if (name === 'content-type' && String(value) === manifest.frames?.type) headers[name] = 'text/event-stream';
    else if (name === 'content-type' || name.startsWith('x-ratelimit-') || manifest.returns.includes(name))
      headers[name] = value;
  }
  return headers;
}
