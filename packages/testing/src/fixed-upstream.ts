/**
 * An MCP 2026-07-28 server over HTTP that answers every tool call with the same bytes: for measurements and campaigns,
 * where the server must cost little and always say the same. Without an SDK.
 *
 * A call whose message starts with `call hold` is answered after a request to /release; /held says how many wait.
 */
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The running server. */
export interface FixedUpstream {
  /** Its MCP endpoint. */
  readonly url: string;
  readonly port: number;
  /** The `message` of each call that arrived, and how often; empty unless it was asked to remember. */
  readonly seen: ReadonlyMap<string, number>;
  close(): void;
}

/** What may differ. */
export interface FixedUpstreamOptions {
  /** Text of every answer. Default: `the fixed answer`. */
  readonly text?: string;
  /** Keep in `seen` what arrived. Default: false. */
  readonly remember?: boolean;
}

const CACHE = { ttlMs: 0, cacheScope: 'private' };
const DISCOVERED = {
  resultType: 'complete',
  supportedVersions: ['2026-07-28'],
  capabilities: { tools: {} },
  ...CACHE,
  _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'fixed', version: '1' } },
};
const ECHO = {
  name: 'echo',
  description: 'Echo',
  inputSchema: { type: 'object', properties: { message: { type: 'string' } } },
};

/** Starts it on a free port of this machine. */
export async function startFixedUpstream(options: FixedUpstreamOptions = {}): Promise<FixedUpstream> {
  const seen = new Map<string, number>();
  let held: (() => void)[] = [];
  const results: Readonly<Record<string, object>> = {
    'server/discover': DISCOVERED,
    'tools/list': { resultType: 'complete', tools: [ECHO], ...CACHE },
    'tools/call': {
      resultType: 'complete',
      content: [{ type: 'text', text: options.text ?? 'the fixed answer' }],
    },
  };

  const answer = (body: string, res: ServerResponse): void => {
    // The gateway writes the request; its shape is that of MCP.
    const { id, method, params } = JSON.parse(body) as {
      id: unknown;
      method: string;
      params?: { arguments?: { message?: string } };
    };
    const message = params?.arguments?.message;
    if (options.remember === true && method === 'tools/call' && message !== undefined)
      seen.set(message, (seen.get(message) ?? 0) + 1);
    const text = JSON.stringify({ jsonrpc: '2.0', id, result: results[method] ?? {} });
    res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
    res.end(text);
  };

  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('error', () => {});
    req.on('end', () => {
      if (req.url === '/held') return void res.end(String(held.length));
      if (req.url === '/release') {
        for (const release of held) release();
        held = [];
        return void res.end();
      }
      const body = Buffer.concat(parts).toString();
      if (body.includes('"call hold')) held.push(() => answer(body, res));
      else answer(body, res);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a listening TCP server has one
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    port,
    seen,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
