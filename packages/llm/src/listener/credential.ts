/** The caller's key, where the SDK of each API puts it (llm-gateway reference §1). It is never sent on. */
import type { IncomingHttpHeaders } from 'node:http';
import { bearerToken } from '@remit/gateway';

/** `Authorization: Bearer`, `x-api-key`, `api-key`, `x-goog-api-key` or `?key=`; undefined when there is none. */
export function credentialOf(headers: IncomingHttpHeaders, url: URL): string | undefined {
  for (const name of ['x-api-key', 'x-goog-api-key', 'api-key']) {
    const value = headers[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return bearerToken(headers) ?? url.searchParams.get('key') ?? undefined;
}
