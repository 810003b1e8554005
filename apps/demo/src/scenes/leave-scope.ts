/** Fourth scene: the agent tries what its scope does not hold. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Agents } from '../loop/run-task.ts';
import { runTask } from '../loop/run-task.ts';
import { required } from '../show/demo-failure.ts';
import { tasksOf } from '../work/tasks.ts';
import type { Stage } from './stage.ts';

/** Runs the tasks and checks that nothing was let through. */
export async function leaveScope(stage: Stage, agents: Agents): Promise<void> {
  const { screen, folder } = stage;
  screen.title('the agent tries what its scope does not hold');
  const { beyondModern, beyondLegacy } = tasksOf(folder.applicants);
  const file = join(folder.applicants, required(beyondModern.steps[0]?.calls[0], 'a planned call').says);
  const before = readFileSync(file, 'utf8');
  const done = [await runTask(stage, agents, beyondModern), await runTask(stage, agents, beyondLegacy)];
  screen.check(
    'the file that write_file aimed at is untouched',
    readFileSync(file, 'utf8') === before,
    'a changed file',
  );
  const answers = done.flatMap(({ made }) => made.map(({ answer }) => answer));
  const reasons = answers.flatMap((answer) => (answer.kind === 'denied' ? [answer.because] : []));
  screen.check(
    'another case is denied for its argument, also when the path is written with ".."',
    reasons.every((because) => because === 'argument'),
    reasons.join(', '),
  );
}
