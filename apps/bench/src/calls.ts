/** The requests that the bench sends: one MCP tool call in either era. */
import { request } from 'undici';
import type { Target } from './load.ts';

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
};

const JSON_HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

/** A call of the tool `echo`, MCP 2026-07-28, stateless. `message` starts every message. */
export function modernEcho(origin: string, path: string, key?: string, message = 'call'): Target {
  return {
    origin,
    path,
    headers: {
      ...JSON_HEADERS,
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'echo',
      ...bearer(key),
    },
    body: (n) =>
      JSON.stringify({
        jsonrpc: '2.0',
        id: n,
        method: 'tools/call',
        params: { name: 'echo', arguments: { message: `${message} ${n}` }, _meta: META },
      }),
    right: (status, body) => status === 200 && body.includes('"content"') && !body.includes('"isError":true'),
  };
}

/** A call of `echo` inside a session of MCP 2025-11-25, which is opened here. */
export async function legacyEcho(origin: string, path: string, key?: string): Promise<Target> {
  const headers = { ...JSON_HEADERS, ...bearer(key) };
  const post = (message: object, more: Readonly<Record<string, string>>) =>
    request(`${origin}${path}`, { method: 'POST', headers: { ...headers, ...more }, body: JSON.stringify(message) });
  const opened = await post(
    {
      jsonrpc: '2.0',
      id: 'open',
      method: 'initialize',
      params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1' } },
    },
    {},
  );
  const said = await opened.body.text();
  const session = opened.headers['mcp-session-id'];
  if (opened.statusCode !== 200 || typeof session !== 'string')
    throw new Error(`${origin}${path} opened no session: ${opened.statusCode} ${said.slice(0, 300)}`);
  const inSession = { 'mcp-session-id': session, 'mcp-protocol-version': '2025-11-25' };
  await (await post({ jsonrpc: '2.0', method: 'notifications/initialized' }, inSession)).body.dump();
  return {
    origin,
    path,
    headers: { ...headers, ...inSession },
    body: (n) =>
      JSON.stringify({
        jsonrpc: '2.0',
        id: n,
        method: 'tools/call',
        params: { name: 'echo', arguments: { message: `call ${n}` } },
      }),
    right: (status, body, n) => status === 200 && body.includes(`Echo: call ${n}"`),
  };
}

function bearer(key: string | undefined): Record<string, string> {
  return key === undefined ? {} : { authorization: `Bearer ${key}` };
}
