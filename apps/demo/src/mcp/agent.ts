/** The agent's MCP clients: the official SDK for revision 2026-07-28, Vercel's for 2025-11-25; and the official one by hand. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { required } from '../show/demo-failure.ts';
import type { Answer } from './answer.ts';
import { answerOfError, answerOfResult } from './answer.ts';

/** `modern` is revision 2026-07-28, `legacy` is 2025-11-25. */
export type Era = 'modern' | 'legacy';

/** Whose call it is: of the agent in one of the two eras, or of somebody who uses the agent's key by hand. */
export type CallerName = Era | 'hand';

/** A tool as the client lists it. */
export interface ListedTool {
  readonly name: string;
  readonly description?: string | undefined;
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

export interface CallOptions {
  /** Id that the model's provider minted for the choice. The modern agent states it with the call; Vercel's client cannot. */
  readonly choiceId?: string;
  /** Hears the server's progress, and the gateway's while the call waits for a person. */
  readonly onProgress?: (message: string | undefined) => void;
}

export interface Agent {
  readonly caller: CallerName;
  /** The revision that was agreed on. */
  readonly revision: string;
  listTools(): Promise<readonly ListedTool[]>;
  call(server: string, tool: string, args: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<Answer>;
  close(): Promise<void>;
}

const TIMEOUT_MS = 60_000;

/** Member of `_meta` under which a client states which choice of a model a call comes from. */
const CHOICE_KEY = 'toolCallId';

/** Connects to `/mcp`, where every server's tools stand in one list as `{server}_{tool}`, or to one server's own endpoint. */
export async function connectAgent(input: {
  readonly url: string;
  readonly caller: 'modern' | 'hand';
  readonly key: string;
  /** Undefined connects to `/mcp`. */
  readonly server?: string;
}): Promise<Agent> {
  const { url, caller, key, server } = input;
  const client = new Client(
    { name: clientName(caller), version: '1.0.0' },
    // The era is fixed and not negotiated, so a check of one era cannot pass on the other.
    { versionNegotiation: { mode: { pin: '2026-07-28' } } },
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
    caller,
    revision: required(client.getNegotiatedProtocolVersion(), 'an agreed protocol revision'),
    listTools: async () => (await client.listTools()).tools,
    async call(of, tool, args, options) {
      const name = server === undefined ? `${of}_${tool}` : tool;
      const { onProgress, choiceId } = options ?? {};
      try {
        const result = await client.callTool(
          {
            name,
            arguments: { ...args },
            ...(choiceId === undefined ? {} : { _meta: { [CHOICE_KEY]: choiceId } }),
          },
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
    close: () => client.close(),
  };
}

/** What the client says it is. */
export function clientName(caller: CallerName): string {
  return `loan-triage-${caller}`;
}
