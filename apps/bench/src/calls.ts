/** The requests that the bench sends: one MCP tool call in either era. */
import type { Target } from './load.ts';

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1' },
};

/** A call of the tool `echo`, MCP 2026-07-28, stateless. */
export function modernEcho(origin: string, path: string, key?: string): Target {
  return {
    origin,
    path,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'echo',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    },
    body: (n) =>
      JSON.stringify({
        jsonrpc: '2.0',
        id: n,
        method: 'tools/call',
        params: { name: 'echo', arguments: { message: `call ${n}` }, _meta: META },
      }),
    right: (status, body) => status === 200 && body.includes('"content"') && !body.includes('"isError":true'),
  };
}
