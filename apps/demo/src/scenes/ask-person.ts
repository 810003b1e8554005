/** Sixth scene: two proposals wait for a person. One is released, one is refused. */
import { assigned } from '../cast/applicants.ts';
import { people } from '../cast/people.ts';
import type { Agents, DoneTask } from '../loop/run-task.ts';
import { runTask } from '../loop/run-task.ts';
import type { Answer } from '../mcp/answer.ts';
import type { PendingView } from '../processes/remit-views.ts';
import { until, within } from '../processes/until.ts';
import { expectThat } from '../show/demo-failure.ts';
import { tasksOf } from '../work/tasks.ts';
import type { OpenBank } from './open-bank.ts';
import type { Stage } from './stage.ts';
import type { Decisions } from './start-log.ts';

const ANSWER_MS = 30_000;
const [first] = assigned;

/** Proposes twice and lets the credit officer answer. */
export async function askPerson(stage: Stage, agents: Agents, bank: OpenBank, decisions: Decisions): Promise<void> {
  const { screen, remit, folder } = stage;
  const { keys } = bank;
  const { proposeGood, proposeBad } = tasksOf(folder.applicants);
  screen.title('two proposals wait for a person');

  const released = runTask(stage, agents, proposeGood);
  const good = await waiting(stage, keys.creditOfficer.token);
  screen.row('waits', `${good.server}/${good.tool}, rule ${good.rule}: ${good.reason}`);
  const own = await remit.run(['approve', good.id], keys.agent.token);
  screen.check('the person who asked cannot release it', own.code !== 0, `exit code ${own.code}: ${own.said}`);
  await remit.json(['approve', good.id], keys.creditOfficer.token);
  const approved = answerTo(await within('the released proposal', ANSWER_MS, released));
  screen.check(
    `${people.creditOfficer} releases it, and it is carried out`,
    approved?.kind === 'allowed',
    approved?.text ?? 'no proposal',
  );

  const held = runTask(stage, agents, proposeBad);
  const bad = await waiting(stage, keys.creditOfficer.token);
  const reason = 'Where a person lives is no ground for a decision.';
  await remit.json(['reject', bad.id, '--reason', reason], keys.creditOfficer.token);
  const refused = answerTo(await within('the refused proposal', ANSWER_MS, held));
  screen.check(
    'the second proposal is refused, and the agent is told so',
    refused?.kind === 'denied' && refused.because === 'approval-rejected',
    `${refused?.kind}: ${refused?.text}`,
  );
  screen.check(
    'exactly the released proposal reached the decision system',
    decisions.proposals.length === 1 && decisions.proposals[0]?.case === first.id,
    JSON.stringify(decisions.proposals),
  );
}

function answerTo({ made }: DoneTask): Answer | undefined {
  return made.find(({ planned }) => planned.tool === 'propose_decision')?.answer;
}

async function waiting({ remit }: Stage, key: string): Promise<PendingView> {
  const pending = await until('a proposal that waits', ANSWER_MS, async () => {
    const list = await remit.json<PendingView[]>(['pending'], key);
    return list.length === 0 ? undefined : list;
  });
  const [one] = pending;
  expectThat('one proposal waits, with its arguments shown', one?.tool === 'propose_decision', JSON.stringify(pending));
  return one;
}
