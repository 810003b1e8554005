/** A mock server of MCP 2025-11-25 over Streamable HTTP with sessions, built with the official SDK. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import { McpServer } from '@modelcontextprotocol/server';
import { readAndCount } from './count-hits.ts';
import { createMockJournal } from './mock-journal.ts';
import { registerMockTools } from './mock-tools.ts';
import type { MockHttpServer } from './modern-http-server.ts';
import { startServer } from './started-server.ts';

/** A running legacy mock server. */
export interface LegacyHttpServer extends MockHttpServer {
  /** Open sessions. */
  readonly sessions: ReadonlySet<string>;
  /** Forgets every session, as a restart would. */
  forgetSessions(): void;
}

/** How it answers. */
export interface LegacyHttpOptions {
  /** Answers with JSON bodies instead of event streams. */
  readonly json?: boolean;
}

/** Starts it on a free port. */
export async function createLegacyHttpServer(options: LegacyHttpOptions = {}): Promise<LegacyHttpServer> {
  const journal = createMockJournal();
  const transports = new Map<string, NodeStreamableHTTPServerTransport>();

  async function open(): Promise<NodeStreamableHTTPServerTransport> {
    const id = randomUUID();
    const transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: () => id,
      enableJsonResponse: options.json === true,
      onsessioninitialized: (opened) => void transports.set(opened, transport),
      onsessionclosed: (closed) => void transports.delete(closed),
    });
    const server = new McpServer({ name: 'mock-legacy', version: '1.0.0' }, { capabilities: { tools: {} } });
    registerMockTools(server, journal, id);
    await server.connect(transport);
    return transport;
  }

  async function serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = await readAndCount(req, journal);
    const id = req.headers['mcp-session-id'];
    const known = typeof id === 'string' ? transports.get(id) : undefined;
    if (typeof id === 'string' && known === undefined) {
      const error = { code: -32001, message: 'Session not found' };
      res.writeHead(404, { 'content-type': 'application/json' });
      res.end(JSON.stringify({ jsonrpc: '2.0', id: null, error }));
      return;
    }
    await (known ?? (await open())).handleRequest(req, res, body);
  }

  const started = await startServer((req, res) => void serve(req, res));
  return {
    ...started,
    journal,
    get sessions() {
      return new Set(transports.keys());
    },
    forgetSessions: () => transports.clear(),
  };
}
