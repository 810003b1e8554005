/** Calls that stay open: event streams that an upstream holds back until it is told to answer. And idle sessions. */
import type { Agent } from 'node:http';
import { request } from 'node:http';
import { join } from 'node:path';
import { launch } from '../../apps/bench/src/launch.ts';
import { root } from './workspace.ts';

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};
const JSON_HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };

/** The upstream of the bench, a process of its own: a call whose message starts with `call hold` waits for `release`. */
export interface HoldingUpstream {
  readonly url: string;
  held(): Promise<number>;
  release(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it. */
export async function startHoldingUpstream(): Promise<HoldingUpstream> {
  const started = await launch(join(root, 'apps/bench/dist/programs/fixed-upstream.js'), []);
  const origin = `http://127.0.0.1:${String(started.said['port'])}`;
  const ask = async (path: string) => (await fetch(origin + path, { method: 'POST' })).text();
  return {
    url: `${origin}/mcp`,
    held: async () => Number(await ask('/held')),
    release: async () => void (await ask('/release')),
    stop: () => started.stop(),
  };
}

/** One call under way. */
export interface OpenCall {
  /** Keep-alive comments so far. */
  beats(): number;
  /** Status and whole text at the end; status 0 when the connection failed. */
  readonly done: Promise<{ readonly status: number; readonly text: string }>;
}

/** Sends a call of `echo` of MCP 2026-07-28 with this message. */
export function openCall(agent: Agent, url: string, key: string, message: string): OpenCall {
  const params = { name: 'echo', arguments: { message }, _meta: META };
  const body = JSON.stringify({ jsonrpc: '2.0', id: message, method: 'tools/call', params });
  let text = '';
  const done = new Promise<{ status: number; text: string }>((resolve) => {
    const headers = {
      ...JSON_HEADERS,
      authorization: `Bearer ${key}`,
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'echo',
      'content-length': Buffer.byteLength(body),
    };
    const sent = request(url, { agent, method: 'POST', headers }, (res) => {
      res.setEncoding('utf8').on('data', (part: string) => (text += part));
      res.on('end', () => resolve({ status: res.statusCode ?? 0, text }));
      res.on('error', () => resolve({ status: 0, text }));
    });
    sent.on('error', (error) => resolve({ status: 0, text: error.message }));
    sent.end(body);
  });
  return { beats: () => text.split(': keep-alive\n').length - 1, done };
}

/** Opens a session of MCP 2025-11-25, to stay idle; its id. */
export async function openSession(agent: Agent, url: string, key: string): Promise<string> {
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'idle', version: '1' } };
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { agent, method: 'POST', headers: { ...JSON_HEADERS, authorization: `Bearer ${key}` } },
      (res) => {
        const id = res.headers['mcp-session-id'];
        res
          .resume()
          .on('end', () => (typeof id === 'string' ? resolve(id) : reject(new Error(`HTTP ${res.statusCode}`))));
      },
    );
    sent.on('error', reject);
    sent.end(JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params }));
  });
}

/** Status of a ping in a session. */
export async function ping(url: string, key: string, session: string): Promise<number> {
  const headers = { ...JSON_HEADERS, authorization: `Bearer ${key}`, 'mcp-session-id': session };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' });
  const reply = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'mcp-protocol-version': '2025-11-25' },
    body,
  });
  await reply.text();
  return reply.status;
}

/** Servers of a configuration that share one upstream, so that no pool of sockets to one of them is the limit. */
export function servers(url: string, names: readonly string[]) {
  const tool = 'echo: { when: { message: { prefix: call } } }';
  return {
    servers: Object.fromEntries(
      names.map((name) => [name, `{ url: "${url}", era: "2026-07-28", timeout-seconds: 600 }`]),
    ),
    tools: Object.fromEntries(names.map((name) => [name, tool])),
  };
}
