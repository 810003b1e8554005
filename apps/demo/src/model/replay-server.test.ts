import { createOpenAI } from '@ai-sdk/openai';
import { dynamicTool, jsonSchema, stepCountIs, streamText } from 'ai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { promptOf, tasksOf } from '../work/tasks.ts';
import type { ReplayServer } from './replay-server.ts';
import { startReplay } from './replay-server.ts';

describe('the replay', () => {
  const tasks = tasksOf('/srv/applicants');
  let replay: ReplayServer;
  beforeAll(async () => {
    replay = await startReplay(Object.values(tasks));
  });
  afterAll(() => replay.close());

  it('[demo.replay-wire] an agent SDK reads its stream: choices with whole arguments, step by step, then the answer', async () => {
    const called: unknown[] = [];
    const tool = (name: string) =>
      dynamicTool({
        inputSchema: jsonSchema({ type: 'object' }),
        execute: async (args, { toolCallId }) => {
          called.push([name, args, toolCallId]);
          return 'done';
        },
      });
    const names = ['files_read_text_file', 'everything_get-sum', 'files_list_directory'];
    const run = streamText({
      model: createOpenAI({ baseURL: `${replay.url}/v1`, apiKey: 'none' }).chat('replay-loan-triage'),
      prompt: promptOf(tasks.triageModern),
      tools: Object.fromEntries(names.map((name) => [name, tool(name)])),
      stopWhen: stepCountIs(9),
    });
    expect(await run.text).toBe(tasks.triageModern.closing);
    const planned = tasks.triageModern.steps.flatMap(({ calls }, step) =>
      calls.map(({ server, tool: name, args }, n) => [`${server}_${name}`, args, `call_replay_triage-1_${step}_${n}`]),
    );
    expect(called).toEqual(planned);
    expect((await run.steps).map(({ finishReason }) => finishReason)).toEqual(['tool-calls', 'tool-calls', 'stop']);
    expect((await run.totalUsage).inputTokens).toBeGreaterThan(0);
    expect((await run.response).modelId).toBe('replay-loan-triage');
  });

  it('[demo.replay-wire] what it has no answer for is refused with the reason', async () => {
    const ask = (body: object) =>
      fetch(`${replay.url}/v1/chat/completions`, { method: 'POST', body: JSON.stringify(body) });
    const messages = [{ role: 'user', content: 'What is the weather?' }];
    const unknown = await ask({ model: 'm', stream: true, messages });
    expect([unknown.status, await unknown.text()]).toEqual([400, expect.stringContaining('this replay has no answer')]);
    const whole = await ask({ model: 'm', messages: [{ role: 'user', content: promptOf(tasks.againModern) }] });
    expect(whole.status).toBe(400);
    expect((await fetch(`${replay.url}/v1/responses`, { method: 'POST', body: '{}' })).status).toBe(404);
  });
});
