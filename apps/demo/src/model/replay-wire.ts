/** A streamed answer of Chat Completions as the provider writes it: chunks of server-sent events, usage last when asked for. */

/** What one answer holds. */
export interface ReplayAnswer {
  /** Unique in a run. */
  readonly id: string;
  readonly model: string;
  readonly text: string;
  readonly calls: readonly { readonly id: string; readonly name: string; readonly args: string }[];
  /** Whether the request asked for usage. */
  readonly usage: { readonly input: number; readonly output: number } | undefined;
}

/** Arguments come in pieces, as they do from providers: whoever reads them has to put them together. */
const PIECE = 24;

/** The events of the stream, the end mark included. */
export function replayEvents(answer: ReplayAnswer): string[] {
  const { id, model, text, calls, usage } = answer;
  const chunk = (more: object): string =>
    `data: ${JSON.stringify({ id, object: 'chat.completion.chunk', created: 1_764_000_000, model, system_fingerprint: 'replay', ...more })}\n\n`;
  const delta = (value: object, finish: string | null = null): string =>
    chunk({ choices: [{ index: 0, delta: value, finish_reason: finish }] });
  return [
    delta({ role: 'assistant', content: '' }),
    ...(text === '' ? [] : text.split(/(?<= )/).map((word) => delta({ content: word }))),
    ...calls.flatMap(({ id: callId, name, args }, index) => [
      delta({ tool_calls: [{ index, id: callId, type: 'function', function: { name, arguments: '' } }] }),
      ...pieces(args).map((piece) => delta({ tool_calls: [{ index, function: { arguments: piece } }] })),
    ]),
    delta({}, calls.length === 0 ? 'stop' : 'tool_calls'),
    ...(usage === undefined
      ? []
      : [
          chunk({
            choices: [],
            usage: {
              prompt_tokens: usage.input,
              completion_tokens: usage.output,
              total_tokens: usage.input + usage.output,
            },
          }),
        ]),
    'data: [DONE]\n\n',
  ];
}

function pieces(text: string): string[] {
  return text.match(new RegExp(`.{1,${PIECE}}`, 'gsu')) ?? [];
}
