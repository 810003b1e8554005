/** Reads the answer to one POST: a JSON body or a stream of events up to the response. MCP Streamable HTTP. */
import { fromUtf8 } from '@remit/core';
import { isObject } from '../../wire/json-rpc.ts';
import type { UpstreamReply } from '../connection.ts';
import { failed } from '../connection.ts';
import type { UpstreamMessage } from '../read-message.ts';
import { readUpstreamMessage } from '../read-message.ts';
import { drain } from './drain.ts';
import type { HttpResponse } from './http-peer.ts';
import { transportFailure } from './http-peer.ts';
import type { Stopped } from './request-stop.ts';
import { createSseParser } from './sse-parser.ts';

/** What is known about the request when its answer is read. */
export interface AnswerContext {
  /** Id of the request. */
  readonly id: number;
  readonly maxBytes: number;
  readonly signal: Stopped;
  /** Requests and notifications that arrive on the stream before the response. */
  readonly onOther: (message: Extract<UpstreamMessage, { kind: 'request' | 'notification' }>) => void;
}

/** The reply, its HTTP status, and whether the body was a JSON-RPC message at all. */
export interface Answer {
  readonly status: number;
  readonly reply: UpstreamReply;
  /** `data` of a JSON-RPC error, for the era probe. */
  readonly errorData?: unknown;
}

/** Never rejects. The response body is always consumed or destroyed. */
export async function readAnswer(response: HttpResponse, context: AnswerContext): Promise<Answer> {
  const status = response.statusCode;
  const type = mediaType(response.headers['content-type']);
  if (type === 'text/event-stream' && status < 300) return { status, reply: await readStream(response, context) };
  try {
    return readBodyAnswer(status, type, await readAll(response, context.maxBytes), context.id);
  } catch (error) {
    return { status, reply: transportFailure(error, context.signal) };
  }
}

/** Resolves at the response; what follows it is drained beside, so that the connection stays usable. */
function readStream(response: HttpResponse, context: AnswerContext): Promise<UpstreamReply> {
  const { body } = response;
  return new Promise((resolve) => {
    const finish = (reply: UpstreamReply): void => {
      body.off('data', onData);
      resolve(reply);
      void drain(response);
    };
    const parser = createSseParser(context.maxBytes, (data) => {
      const message = readUpstreamMessage(data);
      if (message.kind === 'reply' && message.id === context.id) finish(message.reply);
      else if (message.kind === 'request' || message.kind === 'notification') context.onOther(message);
    });
    const onData = (chunk: Buffer): void => {
      if (parser.push(chunk)) return;
      finish(failed('mcp.upstream-bad-answer', true, 'not a readable event stream'));
    };
    // An abort may have come before anyone listened.
    if (body.destroyed) return resolve(transportFailure(body.errored, context.signal));
    body.on('data', onData);
    body.on('end', () => resolve(failed('mcp.upstream-lost', true, 'the event stream ended without the response')));
    body.on('close', () => resolve(failed('mcp.upstream-lost', true, 'the event stream was closed')));
    body.on('error', (error) => resolve(transportFailure(error, context.signal)));
  });
}

function readBodyAnswer(status: number, type: string, bytes: Uint8Array | undefined, id: number): Answer {
  if (bytes === undefined)
    return {
      status,
      reply: failed('mcp.upstream-bad-answer', status < 400 || status >= 500, 'the answer is too long'),
    };
  const text = type === 'application/json' ? fromUtf8(bytes) : undefined;
  const message = text === undefined ? undefined : readUpstreamMessage(text);
  // An error response may carry a null id when the upstream could not read ours.
  const ours = message?.kind === 'reply' && (message.id === id || (status >= 400 && message.reply.kind === 'error'));
  if (message?.kind !== 'reply' || !ours) return { status, reply: statusFailure(status) };
  if (message.reply.kind !== 'error') return { status, reply: message.reply };
  const error: unknown = JSON.parse(message.reply.text);
  return { status, reply: message.reply, errorData: isObject(error) ? error['data'] : undefined };
}

/** What an HTTP answer without a JSON-RPC message means for the call. */
function statusFailure(status: number): UpstreamReply {
  if (status === 401 || status === 403) return failed('mcp.upstream-login', false, `HTTP ${status}`);
  if (status < 300) return failed('mcp.upstream-bad-answer', true, `HTTP ${status} without a JSON-RPC response`);
  if (status < 400) return failed('mcp.upstream-bad-answer', false, `HTTP ${status}: redirects are not followed`);
  // 502 and 504 come from a proxy that lost the server: the call may have run there.
  return failed('mcp.upstream-error', status >= 500, `HTTP ${status}`);
}

/** Undefined when there is too much. By events: an iteration costs several promises a chunk. */
function readAll({ body }: HttpResponse, maxBytes: number): Promise<Uint8Array | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    // An abort may have come before anyone listened.
    if (body.destroyed) return reject(body.errored ?? new Error('the body was closed'));
    body.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) chunks.push(chunk);
      else {
        resolve(undefined);
        body.destroy();
      }
    });
    body.on('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    body.on('error', reject);
    body.on('close', () => reject(new Error('the body was closed')));
  });
}

function mediaType(value: string | string[] | undefined): string {
  return (typeof value === 'string' ? value : '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
