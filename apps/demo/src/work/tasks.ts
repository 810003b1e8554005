/**
 * What the agent is told to do: the tasks of the day, in words that a real model can follow. The replay answers by the
 * same tasks. Each is given to an agent of one protocol era.
 */
import { assigned, foreign } from '../cast/applicants.ts';
import type { Era } from '../mcp/agent.ts';
import type { PlannedCall } from './planned-call.ts';

/** One answer of the replay: what it says and the tools that it chooses. */
interface TaskStep {
  readonly says: string;
  readonly calls: readonly PlannedCall[];
}

export interface Task {
  /** Stands in the prompt; the replay finds its script by it. */
  readonly name: string;
  readonly era: Era;
  readonly steps: readonly TaskStep[];
  /** Last answer of the replay. */
  readonly closing: string;
}

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

/** All tasks. `applicants`: absolute folder of the cases. */
export function tasksOf(applicants: string) {
  const read = (path: string, expected: PlannedCall['expected'] = 'allowed'): PlannedCall => ({
    server: 'files',
    tool: 'read_text_file',
    args: { path: `${applicants}/${path}` },
    says: path,
    expected,
  });
  const amounts = { a: second.rent, b: second.otherLoans };
  const sum: PlannedCall = {
    server: 'everything',
    tool: 'get-sum',
    args: amounts,
    says: `${amounts.a} + ${amounts.b}`,
    expected: 'allowed',
  };
  const application = `${first.id}/application.txt`;
  const incomes = assigned.map(({ id }) => `${id}/income.txt`);
  const there = `${foreign.id}/application.txt`;
  const propose = (args: (typeof proposals)['good' | 'bad'], expected: PlannedCall['expected']): PlannedCall => ({
    server: 'decisions',
    tool: 'propose_decision',
    args,
    says: `${args.case} ${args.decision}`,
    expected,
  });
  const step = (says: string, ...calls: PlannedCall[]): TaskStep => ({ says, calls });
  const task = (name: string, era: Era, closing: string, ...steps: TaskStep[]): Task => ({ name, era, closing, steps });
  return {
    triageModern: task(
      'triage-1',
      'modern',
      'The application is read and the burden is known.',
      step('I read the application and add up the burden.', read(application), sum),
      step('I look at what else the second case holds.', {
        server: 'files',
        tool: 'list_directory',
        args: { path: `${applicants}/${second.id}` },
        says: second.id,
        expected: 'allowed',
      }),
    ),
    triageLegacy: task(
      'triage-2',
      'legacy',
      'Both incomes are read.',
      step('I read the application.', read(application)),
      step('I add up the burden.', sum),
      step('I read both income statements at once.', {
        server: 'files',
        tool: 'read_multiple_files',
        args: { paths: incomes.map((path) => `${applicants}/${path}`) },
        says: incomes.join(', '),
        expected: 'allowed',
      }),
    ),
    beyondModern: task(
      'beyond-1',
      'modern',
      'I could not do any of this.',
      step('I correct the amount in the file.', {
        server: 'files',
        tool: 'write_file',
        args: { path: `${applicants}/${application}`, content: 'Amount: 1 EUR' },
        says: application,
        expected: 'unknown-tool',
      }),
      step('Then I move the file away.', {
        server: 'files',
        tool: 'move_file',
        args: { source: `${applicants}/${application}`, destination: `${applicants}/${application}.old` },
        says: application,
        expected: 'never-made',
      }),
      step('Another case may help.', read(there, 'denied')),
    ),
    beyondLegacy: task(
      'beyond-2',
      'legacy',
      'I could not do this either.',
      step('I look at the environment.', {
        server: 'everything',
        tool: 'get-env',
        args: {},
        says: '',
        expected: 'unknown-tool',
      }),
      step('There may be a way around.', read(`${first.id}/../${there}`, 'denied')),
    ),
    proposeGood: task(
      'propose-1',
      'modern',
      'The proposal is recorded.',
      step('I propose a decision.', propose(proposals.good, 'allowed')),
    ),
    proposeBad: task(
      'propose-2',
      'legacy',
      'The proposal was refused.',
      step('I propose a decision.', propose(proposals.bad, 'denied')),
    ),
    waitForBureau: task(
      'bureau-1',
      'modern',
      'The credit bureau has answered.',
      step('I wait for the credit bureau.', {
        server: 'everything',
        tool: 'trigger-long-running-operation',
        args: { duration: 30, steps: 60 },
        says: '30 s',
        expected: 'lost',
      }),
    ),
    againModern: task(
      'again-1',
      'modern',
      'The second application is read.',
      step('I read the second application.', read(`${second.id}/application.txt`)),
    ),
    againLegacy: task(
      'again-2',
      'legacy',
      'The second application is read.',
      step('I read the second application.', read(`${second.id}/application.txt`)),
    ),
  } as const satisfies Readonly<Record<string, Task>>;
}

const MARK = 'Task ';

/** What the agent is told. */
export function promptOf({ name, steps }: Task): string {
  const calls = steps.flatMap((step) => step.calls);
  const lines = calls.map(({ server, tool, args }, n) => `${n + 1}. ${server}_${tool} ${JSON.stringify(args)}`);
  return [
    `${MARK}${name}.`,
    'Call each of these tools once, in this order, with exactly these arguments. Go on when a call is refused. A tool that you do not have you leave out.',
    ...lines,
    'Then say in one sentence what came of it.',
  ].join('\n');
}

/** The task of a prompt. */
export function taskNamed(tasks: readonly Task[], prompt: string): Task | undefined {
  return tasks.find(({ name }) => prompt.startsWith(`${MARK}${name}.`));
}
