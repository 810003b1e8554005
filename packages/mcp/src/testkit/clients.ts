/** Official SDK clients of both eras. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { KEY } from './remit.ts';

/** Era of a test client. */
export type ClientEra = 'legacy' | 'modern';

/** Connects a client of one era to an endpoint; the era is not negotiated, so a test cannot pass on the other one. */
export async function connectClient(
  url: string,
  era: ClientEra,
  key = KEY,
  extra: Readonly<Record<string, string>> = {},
): Promise<Client> {
  const mode = era === 'legacy' ? 'legacy' : { pin: '2026-07-28' };
  const client = new Client({ name: 'test-client', version: '1.0.0' }, { versionNegotiation: { mode } });
  const headers = { ...extra, authorization: `Bearer ${key}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  return client;
}
