/**
 * A provider in one process: OpenAI Chat Completions and Responses, Anthropic Messages, Gemini, streamed or not. It answers
 * with fixed text; how it misbehaves rides in the model id (`mock:cut=5;chunks=50`), so no header of the test crosses a
 * gateway. It counts what reached it, so that a test can prove what was not sent. A mock: no model answers here.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { StartedServer } from './started-server.ts';
import { startServer } from './started-server.ts';

/** What a model id asks for. */
export interface MockFaults {
  /** Content chunks of a stream. */
  readonly chunks: number;
  /** Milliseconds before the first byte, and between chunks. */
  readonly delay: number;
  readonly gap: number;
  /** Destroys the socket after so many content chunks. */
  readonly cut: number;
  /** Stops writing after so many content chunks, and stays open. */
  readonly stall: number;
  readonly status: number;
  readonly retryafter: string;
  readonly usage: string;
  /** Writes the stream in pieces of so many bytes. */
  readonly split: number;
  /** Name of the model that claims to have answered. */
  readonly serve: string;
  /** Bytes of content of an answer that is not streamed. */
  readonly bytes: number;
  /** Writes something else: `html`, `json` (no answer of the API), `sse` (no JSON in the events). */
  readonly garbage: string;
  /** Name of a tool that the answer calls. */
  readonly tool: string;
}

export interface MockLlm extends StartedServer {
  /** What reached it: paths, headers and bodies in order, and how many callers went away. */
  readonly seen: readonly {
    readonly path: string;
    readonly headers: IncomingMessage['headers'];
    readonly body: string;
  }[];
  readonly gone: () => number;
}

/** Tokens that the mock claims of every answer. */
export const MOCK_USAGE = { input: 120, output: 40 } as const;

/** Starts one on a free port of this machine. */
export async function startMockLlm(): Promise<MockLlm> {
  const seen: { path: string; headers: IncomingMessage['headers']; body: string }[] = [];
  let gone = 0;
  const server = await startServer((req, res) => {
    const chunks: Buffer[] = [];
    res.on('close', () => {
      if (!res.writableFinished) gone += 1;
    });
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      seen.push({ path: req.url ?? '', headers: req.headers, body });
      void answer(req.url ?? '', body, res).catch(() => res.destroy());
    });
  }, '');
  return { ...server, seen, gone: () => gone };
}

async function answer(path: string, body: string, res: ServerResponse): Promise<void> {
  // Shape: what a client sends; a mock reads no more than this.
  const json = JSON.parse(body) as { model?: string; stream?: boolean; stream_options?: { include_usage?: boolean } };
  const inPath = /models\/([^:/]+):/.exec(path)?.[1];
  const model = json.model ?? (inPath === undefined ? 'mock' : decodeURIComponent(inPath));
  const faults = faultsOf(model);
  const wire = wireOf(path);
  if (faults.delay > 0) await sleep(faults.delay);
  if (faults.status !== 200) return refuse(res, faults);
  if (faults.garbage === 'html') return send(res, 'text/html', '<html>not an API</html>');
  if (faults.garbage === 'json') return send(res, 'application/json', '{"hello":"world"}');
  const served = faults.serve === '' ? model : faults.serve;
  const streamed = json.stream === true || path.includes('streamGenerateContent');
  if (!streamed) return send(res, 'application/json', wire.whole(served, faults));
  await stream(res, faults, wire.events(served, faults, json.stream_options?.include_usage === true));
}

/** Reads `mock:cut=5;chunks=50`; a model id without a colon asks for nothing. */
export function faultsOf(model: string): MockFaults {
  const given = new Map(
    (model.split(':')[1] ?? '').split(';').map((part): [string, string] => {
      const [key = '', value = ''] = part.split('=');
      return [key, value];
    }),
  );
  const number = (key: string, otherwise: number): number => Number(given.get(key) ?? otherwise);
  return {
    chunks: number('chunks', 5),
    delay: number('delay', 0),
    gap: number('gap', 0),
    cut: number('cut', -1),
    stall: number('stall', -1),
    status: number('status', 200),
    retryafter: given.get('retryafter') ?? '',
    usage: given.get('usage') ?? '',
    split: number('split', 0),
    serve: given.get('serve') ?? '',
    bytes: number('bytes', 0),
    garbage: given.get('garbage') ?? '',
    tool: given.get('tool') ?? '',
  };
}

interface Wire {
  whole(model: string, faults: MockFaults): string;
  /** Events before the content, of each chunk, and after it. */
  events(
    model: string,
    faults: MockFaults,
    usageAsked: boolean,
  ): { first: string[]; chunk: (n: number) => string; last: string[] };
}

const text = (faults: MockFaults): string => 'word '.repeat(Math.max(1, faults.bytes / 5)).trim();
const data = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const named = (type: string, value: object): string => `event: ${type}\n${data({ type, ...value })}`;

const chat: Wire = {
  whole: (model, faults) =>
    JSON.stringify({
      id: 'chatcmpl-mock',
      object: 'chat.completion',
      created: 1_764_000_000,
      model: `${model}`,
      system_fingerprint: 'fp_mock',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: faults.tool === '' ? text(faults) : null,
            ...(faults.tool === '' ? {} : { tool_calls: [chatCall(faults)] }),
          },
          finish_reason: faults.tool === '' ? 'stop' : 'tool_calls',
        },
      ],
      ...(faults.usage === 'none' ? {} : { usage: chatUsage(faults) }),
    }),
  events(model, faults, usageAsked) {
    const chunk = (delta: object, finish: string | null, more: object = {}): string =>
      data({
        id: 'chatcmpl-mock',
        object: 'chat.completion.chunk',
        created: 1_764_000_000,
        model,
        system_fingerprint: 'fp_mock',
        choices: [{ index: 0, delta, finish_reason: finish }],
        ...(usageAsked ? { usage: null } : {}),
        ...more,
      });
    const inChoice = faults.usage === 'choice';
    return {
      first: [
        chunk({ role: 'assistant', content: '' }, null),
        ...(faults.tool === '' ? [] : [chunk({ tool_calls: [{ index: 0, ...chatCall(faults) }] }, null)]),
      ],
      chunk: (n) => chunk({ content: `word${n} ` }, null),
      last: [
        chunk({}, faults.tool === '' ? 'stop' : 'tool_calls', inChoice ? { usage: chatUsage(faults) } : {}),
        ...(usageAsked && faults.usage !== 'none' && !inChoice
          ? [
              data({
                id: 'chatcmpl-mock',
                object: 'chat.completion.chunk',
                model,
                choices: [],
                usage: chatUsage(faults),
              }),
            ]
          : []),
        'data: [DONE]\n\n',
      ],
    };
  },
};

const responses: Wire = {
  whole: (model, faults) => JSON.stringify(response(model, faults, 'completed')),
  events: (model, faults) => ({
    first: [
      named('response.created', {
        sequence_number: 0,
        response: { ...response(model, faults, 'in_progress'), output: [], usage: null },
      }),
    ],
    chunk: (n) =>
      named('response.output_text.delta', {
        sequence_number: n + 1,
        item_id: 'msg_mock',
        output_index: 0,
        content_index: 0,
        delta: `word${n} `,
      }),
    last: [named('response.completed', { sequence_number: 99, response: response(model, faults, 'completed') })],
  }),
};

const messages: Wire = {
  whole: (model, faults) =>
    JSON.stringify({
      ...message(model, faults),
      content: blocks(faults),
      stop_reason: faults.tool === '' ? 'end_turn' : 'tool_use',
    }),
  events: (model, faults) => ({
    first: [
      named('message_start', { message: { ...message(model, faults), content: [], stop_reason: null } }),
      ...(faults.tool === ''
        ? [named('content_block_start', { index: 0, content_block: { type: 'text', text: '' } })]
        : [
            named('content_block_start', {
              index: 0,
              content_block: { type: 'tool_use', id: 'toolu_mock', name: faults.tool, input: {} },
            }),
            named('content_block_delta', {
              index: 0,
              delta: { type: 'input_json_delta', partial_json: '{"path":"/srv/a"}' },
            }),
          ]),
      named('ping', {}),
    ],
    chunk: (n) => named('content_block_delta', { index: 0, delta: { type: 'text_delta', text: `word${n} ` } }),
    last: [
      named('content_block_stop', { index: 0 }),
      named('message_delta', {
        delta: { stop_reason: faults.tool === '' ? 'end_turn' : 'tool_use', stop_sequence: null },
        ...(faults.usage === 'none' ? {} : { usage: { output_tokens: MOCK_USAGE.output } }),
      }),
      named('message_stop', {}),
    ],
  }),
};

const gemini: Wire = {
  whole: (model, faults) => JSON.stringify(candidate(model, faults, text(faults), 'STOP')),
  events: (model, faults) => ({
    first: [],
    chunk: (n) => data(candidate(model, faults, `word${n} `, undefined)),
    last: [data(candidate(model, faults, '', 'STOP'))],
  }),
};

function wireOf(path: string): Wire {
  if (path.includes('/responses')) return responses;
  if (path.includes('/messages')) return messages;
  return path.includes('enerateContent') ? gemini : chat;
}

function chatCall({ tool }: MockFaults) {
  return { id: 'call_mock', type: 'function', function: { name: tool, arguments: '{"path":"/srv/a"}' } };
}

function chatUsage({ usage }: MockFaults) {
  if (usage === 'zero') return { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
  const counted = { completion_tokens: MOCK_USAGE.output, total_tokens: MOCK_USAGE.input + MOCK_USAGE.output };
  return usage === 'noprompt' ? counted : { prompt_tokens: MOCK_USAGE.input, ...counted };
}

function response(model: string, faults: MockFaults, status: string) {
  return {
    id: 'resp_mock',
    object: 'response',
    created_at: 1_764_000_000,
    status,
    model,
    error: null,
    incomplete_details: null,
    output:
      faults.tool === ''
        ? [
            {
              type: 'message',
              id: 'msg_mock',
              role: 'assistant',
              status: 'completed',
              content: [{ type: 'output_text', text: text(faults), annotations: [] }],
            },
          ]
        : [
            {
              type: 'function_call',
              id: 'fc_mock',
              call_id: 'call_mock',
              name: faults.tool,
              arguments: '{"path":"/srv/a"}',
              status: 'completed',
            },
          ],
    ...(faults.usage === 'none'
      ? {}
      : {
          usage: {
            input_tokens: MOCK_USAGE.input,
            output_tokens: MOCK_USAGE.output,
            total_tokens: MOCK_USAGE.input + MOCK_USAGE.output,
          },
        }),
  };
}

function message(model: string, faults: MockFaults) {
  return {
    id: 'msg_mock',
    type: 'message',
    role: 'assistant',
    model,
    stop_sequence: null,
    usage: faults.usage === 'none' ? {} : { input_tokens: MOCK_USAGE.input, output_tokens: MOCK_USAGE.output },
  };
}

function blocks(faults: MockFaults) {
  return faults.tool === ''
    ? [{ type: 'text', text: text(faults) }]
    : [{ type: 'tool_use', id: 'toolu_mock', name: faults.tool, input: { path: '/srv/a' } }];
}

function candidate(model: string, faults: MockFaults, words: string, finish: string | undefined) {
  const part = faults.tool === '' ? { text: words } : { functionCall: { name: faults.tool, args: { path: '/srv/a' } } };
  return {
    candidates: [
      {
        index: 0,
        content: { role: 'model', parts: [part] },
        ...(finish === undefined ? {} : { finishReason: finish }),
      },
    ],
    modelVersion: model,
    responseId: 'resp-mock',
    ...(faults.usage === 'none'
      ? {}
      : {
          usageMetadata: {
            promptTokenCount: MOCK_USAGE.input,
            candidatesTokenCount: MOCK_USAGE.output,
            totalTokenCount: MOCK_USAGE.input + MOCK_USAGE.output,
          },
        }),
  };
}

async function stream(res: ServerResponse, faults: MockFaults, events: ReturnType<Wire['events']>): Promise<void> {
  res.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-request-id': 'req_mock' });
  if (faults.garbage === 'sse') {
    res.end('data: <html>\n\n');
    return;
  }
  for (const event of events.first) await put(res, event, faults.split);
  for (let n = 0; n < faults.chunks; n++) {
    if (n === faults.cut) {
      res.destroy();
      return;
    }
    if (n === faults.stall) return;
    if (faults.gap > 0) await sleep(faults.gap);
    await put(res, events.chunk(n), faults.split);
  }
  for (const event of events.last) await put(res, event, faults.split);
  res.end();
}

async function put(res: ServerResponse, event: string, split: number): Promise<void> {
  if (split <= 0) {
    await written(res, Buffer.from(event));
    return;
  }
  const bytes = Buffer.from(event);
  for (let at = 0; at < bytes.length; at += split) {
    await written(res, bytes.subarray(at, at + split));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function written(res: ServerResponse, bytes: Uint8Array): Promise<void> {
  if (res.destroyed || res.write(bytes)) return;
  await new Promise<void>((resolve) => {
    const on = (): void => {
      res.off('drain', on).off('close', on);
      resolve();
    };
    res.on('drain', on).on('close', on);
  });
}

function refuse(res: ServerResponse, faults: MockFaults): void {
  const body = JSON.stringify({ error: { message: `mock status ${faults.status}`, type: 'mock_error', code: null } });
  res.writeHead(faults.status, {
    'content-type': 'application/json',
    ...(faults.retryafter === '' ? {} : { 'retry-after': faults.retryafter }),
  });
  res.end(body);
}

function send(res: ServerResponse, type: string, body: string): void {
  res.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body), 'x-request-id': 'req_mock' });
  res.end(body);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
