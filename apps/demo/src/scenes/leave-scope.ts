/** Fourth scene: the agent tries what its scope does not hold. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAgent } from '../mcp/agent.ts';
import type { Gateway } from '../processes/long-running.ts';
import { required } from '../show/demo-failure.ts';
import type { Agents } from '../work/make-calls.ts';
import { makeCalls } from '../work/make-calls.ts';
import { callsOutOfScope } from '../work/planned-call.ts';
import type { Stage } from './stage.ts';

/** Makes the calls and checks that nothing was let through. */
export async function leaveScope(stage: Stage, agents: Agents, gateway: Gateway, key: string): Promise<void> {
  const { screen, folder, calls } = stage;
  screen.title('the agent tries what its scope does not hold');
  const file = join(folder.applicants, required(callsOutOfScope(folder.applicants)[0], 'a planned call').says);
  const before = readFileSync(file, 'utf8');
  const made = await makeCalls(screen, agents, calls, callsOutOfScope(folder.applicants));
  screen.check(
    'the file that write_file aimed at is untouched',
    readFileSync(file, 'utf8') === before,
    'a changed file',
  );
  const reasons = made.flatMap(({ answer }) => (answer.kind === 'denied' ? [answer.because] : []));
  screen.check(
    'another case is denied for its argument, also when the path is written with ".."',
    reasons.length === 2 && reasons.every((because) => because === 'argument'),
    reasons.join(', '),
  );
  await askUnknownTool(stage, gateway, key);
}

/** On a server's own endpoint names are untouched, and a tool that nobody has is answered as one that the scope hides. */
async function askUnknownTool({ screen, calls }: Stage, gateway: Gateway, key: string): Promise<void> {
  const agent = await connectAgent({ url: gateway.url, era: 'legacy', key, server: 'files' });
  const hidden = await agent.call('files', 'write_file', { path: '/tmp/x', content: 'x' });
  const invented = await agent.call('files', 'no_such_tool', { path: '/tmp/x', content: 'x' });
  await agent.close();
  for (const tool of ['write_file', 'no_such_tool'])
    calls.push({ era: 'legacy', server: 'files', tool, end: 'denied' });
  const same = hidden.text.replace('write_file', '') === invented.text.replace('no_such_tool', '');
  screen.check(
    'a hidden tool and one that does not exist are answered alike',
    hidden.kind === 'unknown-tool' && invented.kind === 'unknown-tool' && same,
    `${hidden.text} / ${invented.text}`,
  );
}
