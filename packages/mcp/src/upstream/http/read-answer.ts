/** Reads the answer to one POST: a JSON body or a stream of events up to the response. MCP Streamable HTTP. */
import type { IncomingHttpHeaders } from 'node:http';
import { fromUtf8 } from '@remit/core';
import { isObject } from '../../wire/json-rpc.ts';
import type { UpstreamReply } from '../connection.ts';
import { failed } from '../connection.ts';
import type { UpstreamMessage } from '../read-message.ts';
import { readUpstreamMessage } from '../read-message.ts';
import { transportFailure } from './http-peer.ts';
import type { Stopped } from './request-stop.ts';
import type { AnswerReader } from './sending.ts';
import { createSseParser } from './sse-parser.ts';

/** What is known about the request when its answer is read. */
export interface AnswerContext {
  /** Id of the request. */
  readonly id: number;
  readonly maxBytes: number;
  readonly signal: Stopped;
  /** Sees the headers of the answer before its body. */
  readonly onHead?: (headers: IncomingHttpHeaders) => void;
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

/** Reads one answer; `settle` is called once, at a stream's response or at the end. */
export function answerReader(context: AnswerContext, settle: (answer: Answer) => void): AnswerReader {
  let read: BodyReader | undefined;
  return {
    head(status, headers) {
      context.onHead?.(headers);
      const type = mediaType(headers['content-type']);
      const streams = type === 'text/event-stream' && status < 300;
      read = streams ? streamReader(status, context, settle) : bodyReader(status, type, context, settle);
    },
    data: (chunk) => read?.data(chunk) ?? 'stop',
    end: () => read?.end(),
    fail: (error) => settle({ status: read?.status ?? 0, reply: transportFailure(error, context.signal) }),
  };
}

type BodyReader = Pick<AnswerReader, 'data' | 'end'> & { readonly status: number };

/** Settles at the response; what follows it is read away, so that the socket stays usable. */
function streamReader(status: number, context: AnswerContext, settle: (answer: Answer) => void): BodyReader {
  let found: UpstreamReply | undefined;
  const parser = createSseParser(context.maxBytes, (data) => {
    const message = readUpstreamMessage(data);
    if (message.kind === 'reply' && message.id === context.id) found ??= message.reply;
    else if (message.kind === 'request' || message.kind === 'notification') context.onOther(message);
  });
  return {
    status,
    data(chunk) {
      if (!parser.push(chunk)) found ??= failed('mcp.upstream-bad-answer', true, 'not a readable event stream');
      if (found === undefined) return 'more';
      settle({ status, reply: found });
      return 'enough';
    },
    end: () =>
      settle({ status, reply: failed('mcp.upstream-lost', true, 'the event stream ended without the response') }),
  };
}

function bodyReader(
  status: number,
  type: string,
  context: AnswerContext,
  settle: (answer: Answer) => void,
): BodyReader {
  const chunks: Buffer[] = [];
  let size = 0;
  return {
    status,
    data(chunk) {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= context.maxBytes) return 'more';
      settle(readBodyAnswer(status, type, undefined, context.id));
      return 'stop';
    },
    end() {
      const [first] = chunks;
      const bytes = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
      settle(readBodyAnswer(status, type, bytes, context.id));
    },
  };
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

function mediaType(value: string | string[] | undefined): string {
  return (typeof value === 'string' ? value : '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
