/**
 * The agent's loop: Vercel's `streamText` asks the model, makes the calls that it chooses, tells it the results, and so on
 * until it answers. Model and tools are reached through Remit, with one key.
 */
import { createOpenAI } from '@ai-sdk/openai';
import type { ToolSet } from 'ai';
import { dynamicTool, jsonSchema, stepCountIs, streamText } from 'ai';
import type { Agent, ListedTool } from '../mcp/agent.ts';
import { clientName } from '../mcp/agent.ts';
import type { Answer } from '../mcp/answer.ts';
import { MODEL_ALIAS } from '../model/model-choice.ts';
import { DemoFailure } from '../show/demo-failure.ts';
import type { Task } from '../work/tasks.ts';
import { promptOf } from '../work/tasks.ts';

/** A call that the loop made. */
export interface LoopCall {
  readonly server: string;
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly choiceId: string;
  readonly answer: Answer;
}

/** What a task came to. */
export interface LoopRun {
  readonly calls: readonly LoopCall[];
  /** Tools that the model chose and the agent does not hold. */
  readonly neverMade: readonly string[];
  /** Requests to the model. */
  readonly requests: number;
  /** The model's last answer. */
  readonly text: string;
}

const SYSTEM =
  'You are the loan-triage agent of a bank. You pre-sort loan applications for a human credit officer. You act by calling tools.';
/** A real model may need more steps than its task has. */
const MORE_STEPS = 4;

/** Runs one task to its end. `remembered`: tools that the agent still offers from an earlier day. */
export async function runLoop(input: {
  readonly agent: Agent;
  readonly gateway: string;
  readonly key: string;
  readonly task: Task;
  readonly remembered?: readonly string[];
  readonly onProgress?: () => void;
  /** Hears each call as soon as it has an answer. */
  readonly onCall: (call: LoopCall) => void;
}): Promise<LoopRun> {
  const { agent, task, remembered = [], onProgress, onCall } = input;
  const calls: LoopCall[] = [];
  const openai = createOpenAI({ baseURL: `${input.gateway}/v1`, apiKey: input.key, name: 'remit' });
  const listed = await agent.listTools();
  const held = [...listed, ...remembered.map((name): ListedTool => ({ name, inputSchema: { type: 'object' } }))];
  const tools: ToolSet = Object.fromEntries(
    held.map(({ name, description, inputSchema }) => [
      name,
      dynamicTool({
        description: description ?? name,
        inputSchema: jsonSchema({ ...inputSchema }),
        async execute(given, { toolCallId }) {
          const [server, tool] = splitName(name);
          // A tool's input is an object: its schema says so.
          const args = given as Readonly<Record<string, unknown>>;
          const answer = await agent.call(server, tool, args, {
            choiceId: toolCallId,
            ...(onProgress === undefined ? {} : { onProgress }),
          });
          const call = { server, tool, args, choiceId: toolCallId, answer };
          calls.push(call);
          onCall(call);
          return answer.text;
        },
      }),
    ]),
  );
  const result = streamText({
    model: openai.chat(MODEL_ALIAS),
    system: SYSTEM,
    prompt: promptOf(task),
    tools,
    stopWhen: stepCountIs(task.steps.length + MORE_STEPS),
    maxRetries: 0,
    headers: { 'user-agent': `${clientName(agent.caller)}/1.0.0` },
    // The error comes out of the stream below.
    onError: () => undefined,
  });
  for await (const part of result.fullStream) if (part.type === 'error') throw failureOf(part.error);
  const steps = await result.steps;
  const chosen = steps.flatMap(({ toolCalls }) => toolCalls);
  return {
    calls,
    neverMade: chosen.filter(({ toolName }) => tools[toolName] === undefined).map(({ toolName }) => toolName),
    requests: steps.length,
    text: await result.text,
  };
}

/** `files_read_text_file` is the tool `read_text_file` of the server `files`; names of servers have no underscore. */
function splitName(name: string): [server: string, tool: string] {
  const at = name.indexOf('_');
  return [name.slice(0, at), name.slice(at + 1)];
}

function failureOf(error: unknown): Error {
  return error instanceof Error ? error : new DemoFailure(`the agent's loop broke: ${String(error)}`);
}
