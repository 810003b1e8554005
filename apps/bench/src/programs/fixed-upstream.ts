/**
 * An MCP 2026-07-28 server over HTTP that answers every tool call with the same bytes. Prints its port.
 * A call whose message starts with `call hold` is answered after a request to /release; /held says how many wait.
 */
import type { ServerResponse } from 'node:http';
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

let held: (() => void)[] = [];

const server = createServer((req, res) => {
  const parts: Buffer[] = [];
  req.on('data', (part: Buffer) => parts.push(part));
  req.on('end', () => {
    if (req.url === '/held') return void res.end(String(held.length));
    if (req.url === '/release') {
      for (const release of held) release();
      held = [];
      return void res.end();
    }
    const text = Buffer.concat(parts).toString();
    if (text.includes('"call hold')) held.push(() => answer(text, res));
    else answer(text, res);
  });
});

function answer(body: string, res: ServerResponse): void {
  const { id, method } = JSON.parse(body) as { id: unknown; method: string };
  const text = JSON.stringify({ jsonrpc: '2.0', id, result: RESULTS[method] ?? {} });
  res.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  res.end(text);
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${JSON.stringify({ port: typeof address === 'object' ? address?.port : 0 })}\n`);
});
