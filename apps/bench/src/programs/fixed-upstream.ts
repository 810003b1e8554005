/** An MCP 2026-07-28 server over HTTP that answers every tool call with the same bytes. Prints its port. */
import { createServer } from 'node:http';

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
  'tools/call': { resultType: 'complete', content: [{ type: 'text', text: 'x'.repeat(200) }] },
};

const server = createServer((req, res) => {
  const parts: Buffer[] = [];
  req.on('data', (part: Buffer) => parts.push(part));
  req.on('end', () => {
    const { id, method } = JSON.parse(Buffer.concat(parts).toString()) as { id: unknown; method: string };
    const text = JSON.stringify({ jsonrpc: '2.0', id, result: RESULTS[method] ?? {} });
    res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
    res.end(text);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${JSON.stringify({ port: typeof address === 'object' ? address?.port : 0 })}\n`);
});
