/**
 * The provider behind the LLM gateways that are measured, in a process of its own: OpenAI Chat Completions with a fixed answer
 * of 720 bytes, whole or as a stream of 50 chunks (llm-gateway reference §12). It reads of a request only whether it asks for
 * a stream, for usage, and for a pace: with the word `[paced]` in the prompt the chunks come 10 ms apart, as a model's do,
 * else one in each turn of the event loop. Prints its port. No model answers here.
 */
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:http';

const CHUNKS = 50;
const GAP_MS = 10;
const HEAD = { id: 'chatcmpl-bench', created: 1_764_000_000, model: 'gpt-4o-mini-2024-07-18' };
const TAIL = { system_fingerprint: 'fp_bench' };
const USAGE = { prompt_tokens: 120, completion_tokens: 40, total_tokens: 160 };

function completion(content: string): string {
  const message = { role: 'assistant', content, refusal: null };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }];
  return JSON.stringify({ ...HEAD, object: 'chat.completion', choices, usage: USAGE, ...TAIL });
}

function event(choices: readonly object[], usage: object | null): Buffer {
  const chunk = { ...HEAD, object: 'chat.completion.chunk', choices, usage, ...TAIL };
  return Buffer.from(`data: ${JSON.stringify(chunk)}\n\n`);
}

const part = (delta: object, finish: string | null) => [{ index: 0, delta, logprobs: null, finish_reason: finish }];
const whole = Buffer.from(completion('x'.repeat(720 - completion('').length)));
const first = event(part({ role: 'assistant', content: '' }, null), null);
const middle = event(part({ content: ' token' }, null), null);
const finished = event(part({}, 'stop'), null);
const counted = event([], USAGE);
const done = Buffer.from('data: [DONE]\n\n');

function stream(res: ServerResponse, paced: boolean, usage: boolean): void {
  res.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  res.write(first);
  let left = CHUNKS;
  const next = (): void => {
    if (res.destroyed) return;
    if (left === 0) {
      res.write(finished);
      if (usage) res.write(counted);
      res.end(done);
      return;
    }
    left -= 1;
    res.write(middle);
    if (paced) setTimeout(next, GAP_MS);
    else setImmediate(next);
  };
  if (paced) setTimeout(next, GAP_MS);
  else setImmediate(next);
}

const server = createServer((req, res) => {
  let body = '';
  req.setEncoding('latin1');
  req.on('data', (text: string) => (body += text));
  req.on('error', () => {});
  req.on('end', () => {
    if (body.includes('"stream":true'))
      return stream(res, body.includes('[paced]'), body.includes('"include_usage":true'));
    res.writeHead(200, { 'content-type': 'application/json', 'content-length': whole.length });
    res.end(whole);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${JSON.stringify({ port: typeof address === 'object' ? address?.port : 0 })}\n`);
});
