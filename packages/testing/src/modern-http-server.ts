/** A mock server of MCP 2026-07-28 over Streamable HTTP, built with the official SDK. */
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { readAndCount } from './count-hits.ts';
import type { MockJournal } from './mock-journal.ts';
import { createMockJournal } from './mock-journal.ts';
import { registerMockTools } from './mock-tools.ts';
import type { StartedServer } from './started-server.ts';
import { startServer } from './started-server.ts';

/** A running mock server with its journal. */
export interface MockHttpServer extends StartedServer {
  readonly journal: MockJournal;
}

/** Its tools and how it answers. */
export interface MockHttpOptions {
  /** Registers tools instead of the mock's own. */
  readonly tools?: (server: McpServer, journal: MockJournal) => void;
  /** Answers are event streams (`sse`), JSON (`json`) or whichever fits (`auto`, default). */
  readonly responseMode?: 'auto' | 'sse' | 'json';
}

/** Serves this revision only: a legacy client is refused. */
export async function createModernHttpServer(options: MockHttpOptions = {}): Promise<MockHttpServer> {
  const journal = createMockJournal();
  const register = options.tools ?? ((server, seen) => registerMockTools(server, seen, 'modern-http'));
  const handler = createMcpHandler(
    () => {
      const server = new McpServer({ name: 'mock-modern', version: '1.0.0' }, { capabilities: { tools: {} } });
      register(server, journal);
      return server;
    },
    { legacy: 'reject', ...(options.responseMode === undefined ? {} : { responseMode: options.responseMode }) },
  );
  const serve = toNodeHandler(handler);
  const started = await startServer((req, res) => {
    // A request that a node:http server hands out has method and url; the SDK's type says the same without undefined.
    void readAndCount(req, journal).then((body) => serve(req as Parameters<typeof serve>[0], res, body));
  });
  return {
    ...started,
    journal,
    async close() {
      await handler.close();
      await started.close();
    },
  };
}
