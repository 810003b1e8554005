/** The mock server of MCP 2025-11-25 on stdio. A program of its own: start it with {@link mockStdioServer}. */
import { McpServer } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { createMockJournal } from './mock-journal.ts';
import { registerMockTools } from './mock-tools.ts';

const server = new McpServer(
  { name: 'mock-legacy', version: '1.0.0' },
  { capabilities: { tools: { listChanged: true } } },
);
registerMockTools(server, createMockJournal(), `legacy-stdio-${process.pid}`);
server.registerTool('grow', { description: 'Adds a tool named grown' }, () => {
  server.registerTool('grown', { description: 'Was added later' }, () => ({
    content: [{ type: 'text', text: 'grown' }],
  }));
  return { content: [{ type: 'text', text: 'done' }] };
});
await server.connect(new StdioServerTransport());
