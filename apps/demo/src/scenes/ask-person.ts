/** Fifth scene: two proposals wait for a person. One is released, one is refused. */
import { assigned } from '../cast/applicants.ts';
import { people } from '../cast/people.ts';
import type { Agent } from '../mcp/agent.ts';
import type { Answer } from '../mcp/answer.ts';
import type { PendingView } from '../processes/remit-views.ts';
import { until, within } from '../processes/until.ts';
import { expectThat } from '../show/demo-failure.ts';
import type { Agents } from '../work/make-calls.ts';
import type { OpenBank } from './open-bank.ts';
import type { Stage } from './stage.ts';
import type { Decisions } from './start-log.ts';

const ANSWER_MS = 30_000;
const [first, second] = assigned;

/** Both proposals name the applicant, as an agent's reasons would. */
const proposals = {
  good: {
    case: first.id,
    decision: 'approve',
    reasons: [`${first.applicant} keeps more than half of the net income after rent and other loans.`],
  },
  bad: {
    case: second.id,
    decision: 'decline',
    reasons: [`${second.applicant} lives in a district with many defaults.`],
  },
} as const;

/** Proposes twice and lets the credit officer answer. */
export async function askPerson(stage: Stage, agents: Agents, bank: OpenBank, decisions: Decisions): Promise<void> {
  const { screen, remit, calls } = stage;
  const { keys } = bank;
  screen.title('two proposals wait for a person');

  const released = propose(stage, agents.modern, proposals.good);
  const good = await waiting(stage, keys.creditOfficer.token);
  screen.row('waits', `${good.server}/${good.tool}, rule ${good.rule}: ${good.reason}`);
  const own = await remit.run(['approve', good.id], keys.agent.token);
  screen.check('the person who asked cannot release it', own.code !== 0, `exit code ${own.code}: ${own.said}`);
  await remit.json(['approve', good.id], keys.creditOfficer.token);
  const approved = await within('the released proposal', ANSWER_MS, released);
  screen.check(
    `${people.creditOfficer} releases it, and it is carried out`,
    approved.kind === 'allowed',
    approved.text,
  );
  calls.push({ era: 'modern', server: 'decisions', tool: 'propose_decision', end: 'approved' });

  const held = propose(stage, agents.legacy, proposals.bad);
  const bad = await waiting(stage, keys.creditOfficer.token);
  const reason = 'Where a person lives is no ground for a decision.';
  await remit.json(['reject', bad.id, '--reason', reason], keys.creditOfficer.token);
  const refused = await within('the refused proposal', ANSWER_MS, held);
  screen.row('answer', refused.text);
  screen.check(
    'the second proposal is refused, and the agent is told so',
    refused.kind === 'denied' && refused.because === 'approval-rejected',
    `${refused.kind}: ${refused.text}`,
  );
  calls.push({ era: 'legacy', server: 'decisions', tool: 'propose_decision', end: 'refused' });
  screen.check(
    'exactly the released proposal reached the decision system',
    decisions.proposals.length === 1 && decisions.proposals[0]?.case === first.id,
    JSON.stringify(decisions.proposals),
  );
}

function propose({ screen }: Stage, agent: Agent, proposal: (typeof proposals)['good' | 'bad']): Promise<Answer> {
  screen.row(`${agent.era} client`, `decisions/propose_decision ${proposal.case} ${proposal.decision}`);
  return agent.call('decisions', 'propose_decision', proposal);
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
