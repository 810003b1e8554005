/** Makes planned calls, prints them and checks what came of each. */
import type { Agent, Era } from '../mcp/agent.ts';
import type { Answer } from '../mcp/answer.ts';
import { expectThat } from '../show/demo-failure.ts';
import type { Screen } from '../show/screen.ts';
import type { LoggedCall } from './call-log.ts';
import type { PlannedCall } from './planned-call.ts';

/** One client of each era. */
export type Agents = Readonly<Record<Era, Agent>>;

/** A call with its answer, which is the expected one. */
export interface MadeCall {
  readonly planned: PlannedCall;
  readonly answer: Answer;
}

/** Makes the calls one after the other and adds each to `log`. Fails at the first one with another end than planned. */
export async function makeCalls(
  screen: Screen,
  agents: Agents,
  log: LoggedCall[],
  calls: readonly PlannedCall[],
): Promise<MadeCall[]> {
  const made: MadeCall[] = [];
  for (const planned of calls) {
    const { era, server, tool, args, says, expected } = planned;
    const answer = await agents[era].call(server, tool, args);
    screen.row(`${era} client`, `${server}/${tool} ${says}`.trimEnd());
    screen.row('', `-> ${shown(answer)}`);
    expectThat(
      `${server}/${tool} ${says} through the ${era} client ends as ${expected}`,
      answer.kind === expected,
      `${answer.kind}: ${answer.text}`,
    );
    log.push({ era, server, tool, end: expected === 'allowed' ? 'allowed' : 'denied' });
    made.push({ planned, answer });
  }
  return made;
}

/** The answer in one short line. Contents of case files are not printed. */
function shown(answer: Answer): string {
  if (answer.kind === 'allowed') return `allowed, ${answer.text.length} characters`;
  return `${answer.kind === 'unknown-tool' ? 'not in the list' : answer.kind}: ${answer.text.slice(0, 220)}`;
}
