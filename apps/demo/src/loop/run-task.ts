/** Runs a task of the agent, prints it, notes its calls and checks what came of each. */
import { isDeepStrictEqual } from 'node:util';
import type { Agent, CallerName, Era } from '../mcp/agent.ts';
import type { Answer } from '../mcp/answer.ts';
import type { Stage } from '../scenes/stage.ts';
import { expectThat } from '../show/demo-failure.ts';
import type { CallEnd } from '../work/call-log.ts';
import type { PlannedCall } from '../work/planned-call.ts';
import type { Task } from '../work/tasks.ts';
import type { LoopCall } from './agent-loop.ts';
import { runLoop } from './agent-loop.ts';

/** The agent's client of each era, and how the model is reached. */
export interface Agents extends Readonly<Record<Era, Agent>> {
  /** Base URL of the gateway. */
  readonly gateway: string;
  readonly key: string;
}

/** A planned call with its answer, which is the expected one. */
export interface MadeCall {
  readonly planned: PlannedCall;
  readonly answer: Answer;
}

/** What a task came to. `choices`: tools that the model chose and the agent does not hold. */
export interface DoneTask {
  readonly made: readonly MadeCall[];
  readonly neverMade: readonly string[];
}

/** Tools that the agent still offers to the model although its scope has never held them. */
const REMEMBERED: Readonly<Record<Era, readonly string[]>> = {
  modern: ['files_write_file'],
  legacy: ['everything_get-env'],
};

/** Runs the task and adds its calls to the notes of the demo. Fails at a call with another end than planned. */
export async function runTask(stage: Stage, agents: Agents, task: Task, onProgress?: () => void): Promise<DoneTask> {
  const { screen, model } = stage;
  const made: MadeCall[] = [];
  const run = await runLoop({
    agent: agents[task.era],
    gateway: agents.gateway,
    key: agents.key,
    task,
    remembered: REMEMBERED[task.era],
    ...(onProgress === undefined ? {} : { onProgress }),
    onCall: (call) => {
      const planned = plannedFor(task, call);
      noteCall(stage, task.era, { ...call, ...(planned === undefined ? {} : { planned }) });
      if (planned !== undefined) made.push({ planned, answer: call.answer });
    },
  });
  for (const name of run.neverMade)
    screen.row(`${task.era} agent`, `${name}: the model chooses it, and the agent has no such tool`);
  screen.row(`${model.kind === 'replay' ? 'replay' : 'model'} says`, run.text);
  const wanted = task.steps.flatMap(({ calls }) => calls).filter(({ expected }) => expected !== 'never-made');
  const missing = wanted.filter((call) => !made.some(({ planned }) => planned === call));
  const says = missing.map((call) => `${call.server}/${call.tool} ${call.says}`).join('; ');
  // What a real model asks for is its own affair; what becomes of it is checked for every call.
  if (model.kind === 'real' && says !== '') screen.row('not asked for', says);
  else expectThat('the agent makes each call that the replay chooses', says === '', `not made: ${says}`);
  return { made, neverMade: run.neverMade };
}

/** A call as the demo notes it. */
interface NotedCall {
  readonly server: string;
  readonly tool: string;
  readonly answer: Answer;
  readonly choiceId?: string;
  readonly planned?: PlannedCall;
}

/** Prints a call, adds it to the notes, and fails when it ended otherwise than planned. */
export function noteCall({ screen, calls }: Stage, caller: CallerName, call: NotedCall): void {
  const { server, tool, answer, choiceId, planned } = call;
  const says = planned?.says ?? '';
  screen.row(caller === 'hand' ? 'by hand' : `${caller} agent`, `${server}/${tool} ${says}`.trimEnd());
  screen.row('', `-> ${shown(answer)}`);
  calls.push({ caller, server, tool, end: endOf(tool, answer), ...(choiceId === undefined ? {} : { choiceId }) });
  if (planned !== undefined)
    expectThat(
      `${server}/${tool} ${says} by ${caller} ends as ${planned.expected}`,
      answer.kind === planned.expected,
      `${answer.kind}: ${answer.text}`,
    );
}

/** The answer in one short line. Contents of case files are not printed. */
function shown(answer: Answer): string {
  if (answer.kind === 'allowed') return `allowed, ${answer.text.length} characters`;
  return `${answer.kind === 'unknown-tool' ? 'not in the list' : answer.kind}: ${answer.text.slice(0, 220)}`;
}

/** Proposals are carried out only when a person has released them. */
function endOf(tool: string, answer: Answer): CallEnd {
  if (answer.kind === 'lost') return 'open';
  if (answer.kind === 'unknown-tool') return 'denied';
  if (answer.kind === 'denied') return answer.because === 'approval-rejected' ? 'refused' : 'denied';
  return tool === 'propose_decision' ? 'approved' : 'allowed';
}

function plannedFor(task: Task, { server, tool, args }: LoopCall): PlannedCall | undefined {
  const planned = task.steps.flatMap(({ calls }) => calls);
  return planned.find((one) => one.server === server && one.tool === tool && isDeepStrictEqual(one.args, args));
}
