/** Fifth scene: somebody uses the agent's key by hand. Remit decides those calls too, and the evidence shows that no model asked. */
import { assigned } from '../cast/applicants.ts';
import { noteCall } from '../loop/run-task.ts';
import { connectAgent } from '../mcp/agent.ts';
import type { Gateway } from '../processes/long-running.ts';
import type { Stage } from './stage.ts';

/** Asks for a hidden tool and an invented one, then makes a call that the scope allows. */
export async function callByHand(stage: Stage, gateway: Gateway, key: string): Promise<void> {
  const { screen, folder } = stage;
  screen.title("somebody uses the agent's key by hand");
  // On a server's own endpoint names are untouched.
  const person = await connectAgent({ url: gateway.url, caller: 'hand', key, server: 'files' });
  const call = async (tool: string, args: Readonly<Record<string, unknown>>) => {
    const answer = await person.call('files', tool, args);
    noteCall(stage, 'hand', { server: 'files', tool, answer });
    return answer;
  };
  const hidden = await call('write_file', { path: '/tmp/x', content: 'x' });
  const invented = await call('no_such_tool', { path: '/tmp/x', content: 'x' });
  const same = hidden.text.replace('write_file', '') === invented.text.replace('no_such_tool', '');
  screen.check(
    'a hidden tool and one that does not exist are answered alike',
    hidden.kind === 'unknown-tool' && invented.kind === 'unknown-tool' && same,
    `${hidden.text} / ${invented.text}`,
  );
  const injected = await call('list_directory', { path: `${folder.applicants}/${assigned[0].id}` });
  screen.check(
    'a call within the scope is let through: the key may make it, whoever holds the key',
    injected.kind === 'allowed',
    `${injected.kind}: ${injected.text}`,
  );
  await person.close();
}
