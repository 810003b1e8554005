/** Third scene: the agent works within its scope, through a client of each protocol era. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Agent, ListedTool } from '../mcp/agent.ts';
import { connectAgent } from '../mcp/agent.ts';
import type { Gateway } from '../processes/long-running.ts';
import { until } from '../processes/until.ts';
import { required } from '../show/demo-failure.ts';
import type { Agents } from '../work/make-calls.ts';
import { makeCalls } from '../work/make-calls.ts';
import { callsInScope } from '../work/planned-call.ts';
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
    modern: await connectAgent({ url: gateway.url, era: 'modern', key }),
    legacy: await connectAgent({ url: gateway.url, era: 'legacy', key }),
  };
}

/** Lists the tools and makes the calls. */
export async function workInScope(stage: Stage, agents: Agents): Promise<void> {
  const { screen, folder, calls } = stage;
  screen.title('the agent works within its scope');
  screen.check(
    'two official clients, one of MCP 2026-07-28 and one of MCP 2025-11-25',
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
  const made = await makeCalls(screen, agents, calls, callsInScope(folder.applicants));
  const [first, again, sum, sumAgain] = made.map(({ answer }) => answer);
  screen.check(
    'the same call has the same result through both clients',
    isDeepStrictEqual(first, again) && isDeepStrictEqual(sum, sumAgain),
    JSON.stringify([first, again, sum, sumAgain]),
  );
  const text = readFileSync(join(folder.applicants, required(made[0], 'a first call').planned.says), 'utf8');
  screen.check(
    'the result is the file, byte for byte',
    first?.kind === 'allowed' && first.text === text,
    'another text',
  );
}

/** The list as soon as every server has given its own; one that is slow to start comes later. */
async function listAll(agent: Agent): Promise<readonly ListedTool[]> {
  return await until(`the tools of all servers in the ${agent.era} client's list`, LIST_MS, async () => {
    const tools = await agent.listTools();
    return tools.length >= DECLARED.length ? tools : undefined;
  });
}

/** In the order of names, without the member `execution`: MCP 2026-07-28 moved tasks out of the tool's definition. */
function comparable(tools: readonly ListedTool[]): object[] {
  const named = [...tools].sort((a, b) => (a.name < b.name ? -1 : 1));
  return named.map((tool) => ({ ...tool, execution: undefined }));
}
