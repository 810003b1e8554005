/** An MCP 2026-07-28 server over HTTP that answers every call with the same bytes and remembers which calls it saw. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const META = { 'io.modelcontextprotocol/serverInfo': { name: 'fixed', version: '1' } };
const RESULTS: Readonly<Record<string, object>> = {
  'server/discover': {
    resultType: 'complete',
    supportedVersions: ['2026-07-28'],
    capabilities: { tools: {} },
    ttlMs: 0,
    cacheScope: 'private',
    _meta: META,
  },
  'tools/list': {
    resultType: 'complete',
    tools: [
      {
        name: 'echo',
        description: 'Echo',
        inputSchema: { type: 'object', properties: { message: { type: 'string' } } },
      },
    ],
    ttlMs: 0,
    cacheScope: 'private',
  },
  'tools/call': { resultType: 'complete', content: [{ type: 'text', text: 'the fixed answer' }] },
};

/** The running server. */
export interface Upstream {
  readonly url: string;
  /** The `message` of each call that arrived, and how often. */
  readonly seen: ReadonlyMap<string, number>;
  close(): void;
}

/** Starts it on a free port. */
export async function startUpstream(): Promise<Upstream> {
  const seen = new Map<string, number>();
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('error', () => {});
    req.on('end', () => {
      // The gateway writes the request; its shape is that of MCP.
      const { id, method, params } = JSON.parse(Buffer.concat(parts).toString()) as {
        id: unknown;
        method: string;
        params?: { arguments?: { message?: string } };
      };
      const message = params?.arguments?.message;
      if (method === 'tools/call' && message !== undefined) seen.set(message, (seen.get(message) ?? 0) + 1);
      const text = JSON.stringify({ jsonrpc: '2.0', id, result: RESULTS[method] ?? {} });
      res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
      res.end(text);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // Listening on TCP, so the address is an object.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    seen,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
