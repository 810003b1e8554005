/**
 * The replay: a server that speaks a provider's wire format (Chat Completions, streamed) and answers by a script. It does
 * not think: which step comes next is read from the conversation, and the step says which tools are chosen.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Task } from '../work/tasks.ts';
import { taskNamed } from '../work/tasks.ts';
import { replayEvents } from './replay-wire.ts';

/** A running replay. */
export interface ReplayServer {
  /** Base URL, which ends before `/v1`. */
  readonly url: string;
  close(): Promise<void>;
}

/** The parts of a request that are read. */
interface ChatRequest {
  readonly model: string;
  readonly stream?: boolean;
  readonly stream_options?: { readonly include_usage?: boolean };
  readonly messages: readonly { readonly role: string; readonly content?: unknown }[];
}

/** Starts it on a free port of this machine. `tasks`: what it has answers for. */
export async function startReplay(tasks: readonly Task[]): Promise<ReplayServer> {
  const server = createServer((req, res) => {
    answer(tasks, req, res).catch((error: unknown) => refuse(res, 500, String(error)));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // A TCP server has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(tasks: readonly Task[], req: IncomingMessage, res: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer); // an http request yields buffers
  if (req.url !== '/v1/chat/completions') {
    refuse(res, 404, 'this replay serves /v1/chat/completions only');
    return;
  }
  // Shape: a request of Chat Completions; what is not there is refused below.
  const asked = JSON.parse(Buffer.concat(chunks).toString('utf8')) as ChatRequest;
  const at = asked.messages.findLastIndex(({ role }) => role === 'user');
  const task = taskNamed(tasks, textOf(asked.messages[at]?.content));
  if (asked.stream !== true || task === undefined) {
    refuse(res, 400, 'this replay has no answer: it streams, and it knows the tasks of the demo only');
    return;
  }
  const step = asked.messages.slice(at).filter(({ role }) => role === 'assistant').length;
  const chosen = task.steps[step];
  const text = chosen === undefined ? task.closing : chosen.says;
  const calls = (chosen?.calls ?? []).map(({ server, tool, args }, n) => ({
    id: `call_replay_${task.name}_${step}_${n}`,
    name: `${server}_${tool}`,
    args: JSON.stringify(args),
  }));
  const events = replayEvents({
    id: `chatcmpl-replay-${task.name}-${step}`,
    model: asked.model,
    text,
    calls,
    usage: asked.stream_options?.include_usage === true ? usageOf(asked, text, calls) : undefined,
  });
  res.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  for (const event of events) res.write(event);
  res.end();
}

/** A replay has no tokens. It counts words, so that what is settled is a number that somebody reported. */
function usageOf(asked: ChatRequest, text: string, calls: readonly { readonly args: string }[]) {
  const words = (value: string): number => value.split(/\s+/).filter((word) => word !== '').length;
  return {
    input: words(asked.messages.map(({ content }) => textOf(content)).join(' ')),
    output: words([text, ...calls.map(({ args }) => args)].join(' ')),
  };
}

/** The text of a message, whether it is written as a string or as parts. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: unknown) => (typeof part === 'object' && part !== null ? Reflect.get(part, 'text') : undefined))
    .filter((text) => typeof text === 'string')
    .join(' ');
}

function refuse(res: ServerResponse, status: number, message: string): void {
  if (!res.headersSent) res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify({ error: { message, type: 'replay', code: null, param: null } }));
}
