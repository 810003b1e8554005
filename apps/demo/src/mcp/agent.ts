/** The agent's MCP client: the official SDK in one of the two protocol eras, with the key of the person it works for. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { required } from '../show/demo-failure.ts';
import type { Answer } from './answer.ts';
import { answerOfError, answerOfResult } from './answer.ts';

/** `modern` is revision 2026-07-28, `legacy` is 2025-11-25. */
export type Era = 'modern' | 'legacy';

/** A tool as the client lists it. */
export interface ListedTool {
  readonly name: string;
}

export interface CallOptions {
  /** Hears the server's progress, and the gateway's while the call waits for a person. */
  readonly onProgress?: (message: string | undefined) => void;
}

export interface Agent {
  readonly era: Era;
  /** The revision that was agreed on. */
  readonly revision: string;
  listTools(): Promise<readonly ListedTool[]>;
  call(server: string, tool: string, args: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<Answer>;
  close(): Promise<void>;
}

const TIMEOUT_MS = 60_000;

/** Connects to `/mcp`, where every server's tools stand in one list as `{server}_{tool}`, or to one server's own endpoint. */
export async function connectAgent(input: {
  readonly url: string;
  readonly era: Era;
  readonly key: string;
  /** Undefined connects to `/mcp`. */
  readonly server?: string;
}): Promise<Agent> {
  const { url, era, key, server } = input;
  const client = new Client(
    { name: clientName(era), version: '1.0.0' },
    // The era is fixed and not negotiated, so a check of one era cannot pass on the other.
    { versionNegotiation: { mode: era === 'legacy' ? 'legacy' : { pin: '2026-07-28' } } },
  );
  const endpoint = server === undefined ? `${url}/mcp` : `${url}/mcp/${server}`;
  const transport = new StreamableHTTPClientTransport(new URL(endpoint), {
    requestInit: { headers: { authorization: `Bearer ${key}` } },
    // A gateway that is gone is the demo's business, not the transport's.
    reconnectionOptions: {
      maxRetries: 0,
      initialReconnectionDelay: 100,
      maxReconnectionDelay: 100,
      reconnectionDelayGrowFactor: 1,
    },
  });
  await client.connect(transport);
  return {
    era,
    revision: required(client.getNegotiatedProtocolVersion(), 'an agreed protocol revision'),
    listTools: async () => (await client.listTools()).tools,
    async call(of, tool, args, options) {
      const name = server === undefined ? `${of}_${tool}` : tool;
      const onProgress = options?.onProgress;
      try {
        const result = await client.callTool(
          { name, arguments: { ...args } },
          {
            timeout: TIMEOUT_MS,
            ...(onProgress === undefined ? {} : { onprogress: ({ message }) => onProgress(message) }),
          },
        );
        return answerOfResult(result);
      } catch (thrown) {
        return answerOfError(thrown);
      }
    },
    async close() {
      if (era === 'legacy') await transport.terminateSession();
      await client.close();
    },
  };
}

/** What the client says it is. */
export function clientName(era: Era): string {
  return `loan-triage-${era}`;
}
