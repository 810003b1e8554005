/** An HTTP upstream that answers as a test says, with everything it received kept. */
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Listening } from './listen.ts';
import { listen } from './listen.ts';

/** One request as it came. */
export interface Received {
  readonly httpMethod: string;
  readonly path: string;
  /** The peer's port: tells connections apart. */
  readonly port: number | undefined;
  readonly headers: IncomingHttpHeaders;
  /** The body as it came. */
  readonly text: string;
  readonly method: string | undefined;
  readonly id: unknown;
  readonly params: Record<string, unknown>;
}

/** A running scripted upstream. */
export interface ScriptedUpstream extends Listening {
  readonly received: Received[];
  /** Requests of one method. */
  of(method: string): Received[];
}

/** Answers a request; undefined when the script has nothing for it and the default answer applies. */
export type Script = (request: Received, res: ServerResponse) => boolean;

/** Modern by default: discover works, tools/list gives `tools`, every other method is unknown. */
export async function startScripted(script: Script, tools: readonly string[] = [TOOL]): Promise<ScriptedUpstream> {
  const received: Received[] = [];
  const started = await listen((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const message = (text === '' ? {} : JSON.parse(text)) as {
        method?: string;
        id?: unknown;
        params?: Record<string, unknown>;
      };
      const { method, id, params = {} } = message;
      const request = {
        httpMethod: req.method ?? '',
        port: req.socket.remotePort,
        path: req.url ?? '',
        headers: req.headers,
        text,
        method,
        id,
        params,
      };
      received.push(request);
      if (!script(request, res)) answerDefault(request, res, tools);
    });
  });
  return { ...started, received, of: (method) => received.filter((request) => request.method === method) };
}

/** The smallest tool definition. */
export const TOOL = '{"name":"t","inputSchema":{"type":"object"}}';

/** Sends a JSON-RPC message with the request's id. `member`: raw text such as `"result":{}`. */
export function reply(request: Received, res: ServerResponse, member: string, status = 200): true {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(`{"jsonrpc":"2.0","id":${JSON.stringify(request.id)},${member}}`);
  return true;
}

function answerDefault(request: Received, res: ServerResponse, tools: readonly string[]): void {
  const cache = '"resultType":"complete","ttlMs":60000,"cacheScope":"public"';
  if (request.method === 'server/discover')
    reply(request, res, `"result":{${cache},"supportedVersions":["2026-07-28"],"capabilities":{"tools":{}}}`);
  else if (request.method === 'tools/list') reply(request, res, `"result":{${cache},"tools":[${tools.join(',')}]}`);
  else reply(request, res, '"error":{"code":-32601,"message":"Method not found"}', 404);
}
