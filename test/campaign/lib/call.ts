/** One MCP 2026-07-28 call of the tool `echo`. */
import { type Agent, request } from 'node:http';

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
  'io.modelcontextprotocol/clientInfo': { name: 'campaign', version: '1' },
};
const CALL_MS = 30_000;

/** A whole answer. */
export interface Reply {
  readonly status: number;
  readonly body: string;
}

/** The reply, or undefined when the connection failed: the caller then knows nothing about the call. */
export function postCall(agent: Agent, url: string, key: string, message: string): Promise<Reply | undefined> {
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'echo', arguments: { message }, _meta: META },
  });
  return new Promise((resolve) => {
    const sent = request(
      url,
      {
        agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          accept: 'application/json, text/event-stream',
          'mcp-protocol-version': '2026-07-28',
          'mcp-method': 'tools/call',
          'mcp-name': 'echo',
          authorization: `Bearer ${key}`,
        },
        timeout: CALL_MS,
      },
      (res) => {
        let text = '';
        res.setEncoding('utf8').on('data', (part: string) => (text += part));
        res.on('end', () => resolve(res.complete ? { status: res.statusCode ?? 0, body: text } : undefined));
        res.on('error', () => resolve(undefined));
        res.on('aborted', () => resolve(undefined));
      },
    );
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => resolve(undefined));
    sent.end(body);
  });
}
