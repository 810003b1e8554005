/** Seventh scene: the gateway process is killed in the middle of a call, starts again and goes on. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Agents } from '../loop/run-task.ts';
import { runTask } from '../loop/run-task.ts';
import type { Gateway } from '../processes/long-running.ts';
import { until, within } from '../processes/until.ts';
import { tasksOf } from '../work/tasks.ts';
import { startBankGateway } from './open-bank.ts';
import type { Stage } from './stage.ts';
import { connectAgents } from './work-in-scope.ts';

const TOOL = 'trigger-long-running-operation';
const LIMIT_MS = 20_000;

/** Kills, restarts, works on. Answers the clients of the gateway that runs now. */
export async function killGateway(stage: Stage, agents: Agents, gateway: Gateway, key: string): Promise<Agents> {
  const { screen, folder, calls } = stage;
  const tasks = tasksOf(folder.applicants);
  screen.title('the gateway is killed in the middle of a call');
  let progressed = () => {};
  const progress = new Promise<void>((resolve) => {
    progressed = resolve;
  });
  const before = calls.length;
  const working = runTask(stage, agents, tasks.waitForBureau, progressed).then(
    () => 'an answer',
    () => undefined,
  );
  screen.row('modern agent', `everything/${TOOL} 30 s`);
  await within('the first progress of the call', LIMIT_MS, progress);
  screen.row('progress', 'the call is under way at the server');
  gateway.child.signal('SIGKILL');
  const { signal } = await within('the end of the gateway', LIMIT_MS, gateway.child.ended);
  screen.check(`the gateway, process ${gateway.child.pid}, is gone`, signal === 'SIGKILL', String(signal));
  await closeAll(agents);
  const lost = await within('the end of the task', LIMIT_MS, working);
  const ends = calls.slice(before).map(({ end }) => end);
  screen.check(
    'the caller gets no answer, and the agent cannot ask its model either',
    lost === undefined && ends.includes('open'),
    `${lost}, ${ends.join(', ')}`,
  );
  await until('the end of the processes that the gateway had started', LIMIT_MS, async () =>
    gateway.child.groupAlive() ? undefined : true,
  );
  screen.row('children', 'those that the gateway had started ended by themselves');

  const started = stage.clock.now();
  const again = await startBankGateway(stage);
  screen.row('started again', `${again.url}/mcp after ${stage.clock.now() - started} ms`);
  const clients = await connectAgents(again, key);
  await runTask(stage, clients, tasks.againModern);
  await runTask(stage, clients, tasks.againLegacy);
  return clients;
}

/** Closes clients, also of a gateway that is gone. */
export async function closeAll(agents: Agents): Promise<void> {
  await Promise.race([
    Promise.allSettled([agents.modern.close(), agents.legacy.close()]),
    sleep(3_000, undefined, { ref: false }),
  ]);
}
