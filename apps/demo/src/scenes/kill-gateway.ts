/** Sixth scene: the gateway process is killed in the middle of a call, starts again and goes on. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from '../mcp/answer.ts';
import type { Gateway } from '../processes/long-running.ts';
import { until, within } from '../processes/until.ts';
import type { Agents } from '../work/make-calls.ts';
import { makeCalls } from '../work/make-calls.ts';
import { callsAfterRestart } from '../work/planned-call.ts';
import { startBankGateway } from './open-bank.ts';
import type { Stage } from './stage.ts';
import { connectAgents } from './work-in-scope.ts';

const TOOL = 'trigger-long-running-operation';
const LIMIT_MS = 20_000;

/** Kills, restarts, works on. Answers the clients of the gateway that runs now. */
export async function killGateway(stage: Stage, agents: Agents, gateway: Gateway, key: string): Promise<Agents> {
  const { screen, folder, calls } = stage;
  screen.title('the gateway is killed in the middle of a call');
  let progressed = () => {};
  const progress = new Promise<void>((resolve) => {
    progressed = resolve;
  });
  const answer = agents.modern.call('everything', TOOL, { duration: 30, steps: 60 }, { onProgress: progressed });
  screen.row('modern client', `everything/${TOOL} 30 s`);
  await within('the first progress of the call', LIMIT_MS, progress);
  screen.row('progress', 'the call is under way at the server');
  gateway.child.signal('SIGKILL');
  const { signal } = await within('the end of the gateway', LIMIT_MS, gateway.child.ended);
  screen.check(`the gateway, process ${gateway.child.pid}, is gone`, signal === 'SIGKILL', String(signal));
  const lost = await lostAnswer(answer);
  screen.check('the caller gets no answer', lost.kind === 'lost', `${lost.kind}: ${lost.text}`);
  calls.push({ era: 'modern', server: 'everything', tool: TOOL, end: 'open' });
  await until('the end of the processes that the gateway had started', LIMIT_MS, async () =>
    gateway.child.groupAlive() ? undefined : true,
  );
  screen.row('children', 'those that the gateway had started ended by themselves');
  await closeAll(agents);

  const started = stage.clock.now();
  const again = await startBankGateway(stage);
  screen.row('started again', `${again.url}/mcp after ${stage.clock.now() - started} ms`);
  const clients = await connectAgents(again, key);
  await makeCalls(screen, clients, calls, callsAfterRestart(folder.applicants));
  return clients;
}

/** Closes clients, also of a gateway that is gone. */
export async function closeAll(agents: Agents): Promise<void> {
  await Promise.race([
    Promise.allSettled([agents.modern.close(), agents.legacy.close()]),
    sleep(3_000, undefined, { ref: false }),
  ]);
}

/** A client that hears nothing more gives up by itself; the demo does not wait that long. */
async function lostAnswer(answer: Promise<Answer>): Promise<Answer> {
  const silence = sleep(5_000, undefined, { ref: false }).then(
    (): Answer => ({ kind: 'lost', text: 'nothing came within 5 s' }),
  );
  return await Promise.race([answer, silence]);
}
