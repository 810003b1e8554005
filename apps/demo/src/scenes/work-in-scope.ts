/** Third scene: the agent works within its scope. It asks its model through Remit and calls tools through Remit, with a client of each protocol era. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Agents, MadeCall } from '../loop/run-task.ts';
import { runTask } from '../loop/run-task.ts';
import type { Agent, ListedTool } from '../mcp/agent.ts';
import { connectAgent } from '../mcp/agent.ts';
import type { Answer } from '../mcp/answer.ts';
import { connectVercelAgent } from '../mcp/vercel-agent.ts';
import { MODEL_ALIAS } from '../model/model-choice.ts';
import type { Gateway } from '../processes/long-running.ts';
import { until } from '../processes/until.ts';
import { tasksOf } from '../work/tasks.ts';
import type { Stage } from './stage.ts';

/** The tools that the scope declares, as they are called on `/mcp`. */
const DECLARED = [
  'decisions_propose_decision',
  'everything_get-sum',
  'everything_trigger-long-running-operation',
  'files_list_directory',
  'files_read_multiple_files',
  'files_read_text_file',
];

const LIST_MS = 30_000;

/** Connects a client of each era to all servers at once. */
export async function connectAgents(gateway: Gateway, key: string): Promise<Agents> {
  return {
    modern: await connectAgent({ url: gateway.url, caller: 'modern', key }),
    legacy: await connectVercelAgent({ url: gateway.url, key }),
    gateway: gateway.url,
    key,
  };
}

/** Lists the tools and makes the calls. */
export async function workInScope(stage: Stage, agents: Agents): Promise<void> {
  const { screen, folder, model } = stage;
  screen.title('the agent works within its scope');
  const what =
    model.kind === 'replay' ? `${model.model}, a replay: it answers by a script and does not think` : model.model;
  screen.row('model', `${MODEL_ALIAS} at ${agents.gateway}/v1, served by ${what}`);
  screen.check(
    'two MCP clients, the official one of 2026-07-28 and that of Vercel ai of 2025-11-25',
    agents.modern.revision === '2026-07-28' && agents.legacy.revision === '2025-11-25',
    `${agents.modern.revision} and ${agents.legacy.revision}`,
  );
  const [modern, legacy] = [await listAll(agents.modern), await listAll(agents.legacy)];
  const names = modern.map(({ name }) => name).sort();
  screen.check(
    `both list exactly the ${DECLARED.length} tools that the scope declares, with the same definitions`,
    isDeepStrictEqual(names, DECLARED) && isDeepStrictEqual(comparable(modern), comparable(legacy)),
    `${names.join(', ')} and ${legacy.map(({ name }) => name).join(', ')}`,
  );
  const tasks = tasksOf(folder.applicants);
  const first = (await runTask(stage, agents, tasks.triageModern)).made;
  const second = (await runTask(stage, agents, tasks.triageLegacy)).made;
  const pairs = ['read_text_file', 'get-sum'].map((tool) => [answerOf(first, tool), answerOf(second, tool)] as const);
  const compared = pairs.filter(([a, b]) => a !== undefined && b !== undefined);
  screen.check(
    'the same call has the same result through both clients',
    compared.every(([a, b]) => isDeepStrictEqual(content(a), content(b))),
    JSON.stringify(pairs),
  );
  const read = first.find(({ planned }) => planned.tool === 'read_text_file');
  if (read !== undefined)
    screen.check(
      'the result is the file, byte for byte',
      read.answer.text === readFileSync(join(folder.applicants, read.planned.says), 'utf8'),
      'another text',
    );
}

function answerOf(made: readonly MadeCall[], tool: string): Answer | undefined {
  return made.find(({ planned }) => planned.tool === tool)?.answer;
}

function content(answer: Answer | undefined): unknown {
  return answer?.kind === 'allowed' ? [answer.content, answer.structured] : answer;
}

/** The list as soon as every server has given its own; one that is slow to start comes later. */
async function listAll(agent: Agent): Promise<readonly ListedTool[]> {
  return await until(`the tools of all servers in the ${agent.caller} client's list`, LIST_MS, async () => {
    const tools = await agent.listTools();
    return tools.length >= DECLARED.length ? tools : undefined;
  });
}

/** In the order of names, without the member `execution`: MCP 2026-07-28 moved tasks out of the tool's definition. */
function comparable(tools: readonly ListedTool[]): object[] {
  const named = [...tools].sort((a, b) => (a.name < b.name ? -1 : 1));
  return named.map((tool) => ({ ...tool, execution: undefined }));
}
