/** The agent's client of MCP 2025-11-25: Vercel's, whose tools go into Vercel's loop as they are. */
import type { CallToolResult, MCPClient } from '@ai-sdk/mcp';
import { createMCPClient } from '@ai-sdk/mcp';
import { required } from '../show/demo-failure.ts';
import type { Agent } from './agent.ts';
import { clientName } from './agent.ts';
import { answerOfError, answerOfResult } from './answer.ts';

/** Header by which a client names the agreed revision in every later request (MCP 2025-11-25, transports). */
const REVISION = 'mcp-protocol-version';

/** Connects to `/mcp`, where every server's tools stand in one list as `{server}_{tool}`. */
export async function connectVercelAgent(input: { readonly url: string; readonly key: string }): Promise<Agent> {
  let revision: string | undefined;
  const client = await createMCPClient({
    clientName: clientName('legacy'),
    version: '1.0.0',
    transport: {
      type: 'http',
      url: `${input.url}/mcp`,
      headers: { authorization: `Bearer ${input.key}` },
      fetch: (url, init) => {
        revision = new Headers(init?.headers).get(REVISION) ?? revision;
        return fetch(url, init);
      },
    },
    // A gateway that is gone is the demo's business, not the transport's.
    onUncaughtError: () => undefined,
  });
  return {
    caller: 'legacy',
    revision: required(revision, 'an agreed protocol revision'),
    listTools: async () => (await client.listTools()).tools,
    async call(server, tool, args, options) {
      const held = required(heldTool(client, `${server}_${tool}`).execute, `${tool} as a tool that can be called`);
      try {
        const id = options?.choiceId ?? 'none';
        const result = await held(args, { toolCallId: id, messages: [] });
        // Without an output schema Vercel's tools answer the result of the MCP call, whose content is required.
        return answerOfResult(result as Extract<CallToolResult, { content: unknown }>);
      } catch (thrown) {
        return answerOfError(thrown);
      }
    },
    close: () => client.close(),
  };
}

/** The tool as Vercel's loop would get it, whether the gateway lists it or not. */
function heldTool(client: MCPClient, name: string) {
  const inputSchema = { type: 'object' as const };
  return required(client.toolsFromDefinitions({ tools: [{ name, inputSchema }] })[name], `${name} as a tool`);
}
