/** What the mock provider answers in each API. */
import type { MockFaults } from './mock-llm-faults.ts';

/** Tokens that the mock claims of every answer. */
export const MOCK_USAGE = { input: 120, output: 40 } as const;

/** One API: whole answers and the events of a stream. */
export interface Wire {
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

/** The API that a path belongs to. */
export function wireOf(path: string): Wire {
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
