/** Requests written by hand, for what no honest client sends. */
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:http';
import { KEY } from './remit.ts';

/** An answer as it came. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** What differs from a good POST. */
export interface RawRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Uint8Array;
}

const DEFAULTS = {
  authorization: `Bearer ${KEY}`,
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
};

/** Sends one request with a valid key; a header set to undefined is left out. */
export function send(url: string, { method = 'POST', headers = {}, body }: RawRequest): Promise<RawAnswer> {
  const set = Object.entries({ ...DEFAULTS, ...headers }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return new Promise((resolve, reject) => {
    const req = request(url, { method, headers: Object.fromEntries(set) }, (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('end', () => {
        resolve({ status: res.statusCode ?? 0, headers: res.headers, text: Buffer.concat(chunks).toString('utf8') });
      });
      res.on('error', reject);
    });
    req.on('error', reject);
    req.end(body);
  });
}

/** The JSON-RPC message of an answer, from a JSON body or the last event of a stream. */
export function messageOf(answer: RawAnswer): {
  readonly id?: unknown;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
} {
  const stream = answer.headers['content-type'] === 'text/event-stream';
  const text = stream ? (eventsOf(answer).at(-1) ?? '') : answer.text;
  return JSON.parse(text) as ReturnType<typeof messageOf>;
}

/** Data of the events of a stream, comments left out. */
export function eventsOf(answer: RawAnswer): string[] {
  return answer.text
    .split('\n\n')
    .map((event) => event.split('\n').filter((line) => line.startsWith('data: ')))
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => line.slice('data: '.length)).join('\n'));
}

/** Opens a legacy session; the headers that its requests carry. */
export async function openSession(url: string, headers: RawRequest['headers'] = {}): Promise<Record<string, string>> {
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '0' } };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params });
  const answer = await send(url, { headers, body });
  const session = answer.headers['mcp-session-id'];
  if (typeof session !== 'string') throw new TypeError(`initialize gave no session: ${answer.status} ${answer.text}`);
  return { 'mcp-session-id': session, 'mcp-protocol-version': '2025-11-25' };
}

/** Body of a tools/call. */
export function callBody(name: string, args: unknown, extra: { id?: number | string; meta?: object } = {}): string {
  const { id = 1, meta } = extra;
  const params = { name, arguments: args, ...(meta === undefined ? {} : { _meta: meta }) };
  return JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params });
}

/** The smallest valid envelope. */
export const MODERN_META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
} as const;

/** Headers of a modern request. */
export function modernHeaders(method: string, name?: string): Record<string, string> {
  return {
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': method,
    ...(name === undefined ? {} : { 'mcp-name': name }),
  };
}

/** Body of a modern request. */
export function modernBody(method: string, params: object = {}, meta: object = {}): string {
  return JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: { ...MODERN_META, ...meta } } });
}
