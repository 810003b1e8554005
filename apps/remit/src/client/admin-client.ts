/**
 * How a command reaches the data: through the administration API of the running server, or, when no server runs,
 * through the same API composed in this process after taking the data folder's lock. Either way the caller's own key
 * is checked and the same code runs.
 */
import { Client } from 'undici';

export interface AdminRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly key: string | undefined;
  readonly body?: { readonly type: 'application/json' | 'application/yaml'; readonly content: string };
  /** Told each line of the answer as it comes, when it is {@link LINES}; the body of the answer is empty then. */
  readonly onLine?: (line: string) => void;
}

/** Content type of an answer that comes line by line, each a JSON value. */
export const LINES = 'application/x-ndjson';

export interface AdminResponse {
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array;
}

export interface AdminClient {
  send(request: AdminRequest): Promise<AdminResponse>;
  close(): Promise<void>;
}

/** Thrown by {@link socketClient} when nothing listens on the socket. */
export class NoServer extends Error {}

/** Headers of a request, the same on both ways. */
export function adminHeaders(request: AdminRequest): Record<string, string> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (request.key !== undefined) headers['authorization'] = `Bearer ${request.key}`;
  if (request.body !== undefined) headers['content-type'] = request.body.type;
  return headers;
}

/** Client over the Unix socket of a running server. Long reports are allowed; a dead server is noticed by the socket. */
export function socketClient(socketPath: string): AdminClient {
  const client = new Client('http://remit', { socketPath, headersTimeout: 0, bodyTimeout: 0 });
  return {
    async send(request) {
      try {
        const answer = await client.request({
          method: request.method,
          path: request.path,
          headers: adminHeaders(request),
          body: request.body?.content ?? null,
        });
        const header = answer.headers['content-type'];
        const type = typeof header === 'string' ? header : '';
        const { onLine } = request;
        if (onLine !== undefined && type === LINES) {
          await forEachLine(answer.body, onLine);
          return { status: answer.statusCode, type, body: new Uint8Array() };
        }
        return { status: answer.statusCode, type, body: new Uint8Array(await answer.body.arrayBuffer()) };
      } catch (error) {
        if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ECONNREFUSED'))
          throw new NoServer(`nothing listens on ${socketPath}`);
        throw error;
      }
    },
    close: () => client.close(),
  };
}

/** Calls `onLine` with each line of a UTF-8 stream. */
export async function forEachLine(body: AsyncIterable<Uint8Array>, onLine: (line: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  }
  if (rest !== '') onLine(rest);
}
