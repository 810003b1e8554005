/** The mock server of MCP 2026-07-28 on stdio. A program of its own: start it with {@link mockStdioServer}. */
import { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createMockJournal } from './mock-journal.ts';
import { registerMockTools } from './mock-tools.ts';

serveStdio(
  () => {
    const server = new McpServer({ name: 'mock-modern', version: '1.0.0' }, { capabilities: { tools: {} } });
    registerMockTools(server, createMockJournal(), `modern-stdio-${process.pid}`);
    return server;
  },
  { legacy: 'reject' },
);
