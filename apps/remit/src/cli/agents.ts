/** remit agents check | declare | show */
import type { Command } from 'commander';
import type { DeclaredAgents } from '../server/admin-types.ts';
import { optionsOf, sendJson } from './context.ts';
import { examples } from './help-examples.ts';
import type { Io } from './io.ts';
import { CommandFailure, print, table } from './io.ts';
import { problemLines } from './scope.ts';
import { readScopeFile } from './scope-file.ts';

export function addAgentCommands(program: Command, io: Io): void {
  const agents = program
    .command('agents')
    .description('identities of other systems that are agents of the scope files, so that their calls can be judged');
  agents
    .command('check <file>')
    .description('check a list of agents; needs no server and changes nothing')
    .addHelpText('after', examples(['remit agents check agents.yaml']))
    .action(async (file: string, _: unknown, command: Command) => {
      const { parseAgents } = await import('@remit/verify');
      const o = optionsOf(command);
      const parsed = parseAgents(readScopeFile(io, file).text);
      if (!parsed.ok) {
        if (o.json === true) io.out(JSON.stringify({ ok: false, problems: parsed.error }, undefined, 2));
        throw new CommandFailure(problemLines(file, parsed.error).join('\n'));
      }
      const names = parsed.value.map(({ agent }) => agent);
      print(io, o.json, { ok: true, agents: names }, () => [`${file}: ok. Agents: ${names.join(', ')}.`]);
    });
  agents
    .command('declare <file>')
    .description('put a list of agents in force, in place of the one before; the file and who declared it are recorded')
    .addHelpText('after', examples(['remit agents declare agents.yaml']))
    .addHelpText(
      'after',
      '\nThe list says who an identity is, never what it may do: that stands in scope files. It is a public blob of the log and\ncannot be erased: it names machines, never persons.\n\nExample of a list:\n  remit-agents: 1\n  agents:\n    - agent: cost-review-agent\n      identities: ["arn:aws:iam::123456789012:role/cost-review-agent"]\n      servers: { aws-mcp.us-east-1.api.aws: aws-mcp }',
    )
    .action(async (file: string, _: unknown, command: Command) => {
      const o = optionsOf(command);
      const { text } = readScopeFile(io, file);
      const declared = await sendJson<DeclaredAgents>(io, o, { method: 'POST', path: '/v1/agents', yaml: text });
      print(io, o.json, declared, () => [
        `${declared.agents.length} agents are declared. Digest ${declared.sha}, record ${declared.record}.`,
      ]);
    });
  agents
    .command('show')
    .description('the list in force')
    .addHelpText('after', examples(['remit agents show']))
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf(command);
      const declared = await sendJson<DeclaredAgents>(io, o, { method: 'GET', path: '/v1/agents' });
      print(io, o.json, declared, () =>
        table(
          ['AGENT', 'IDENTITY', 'SERVERS'],
          declared.agents.flatMap(({ agent, identities, servers }) =>
            identities.map((identity) => [
              agent,
              identity,
              Object.entries(servers)
                .map(([from, to]) => `${from}=${to}`)
                .join(' '),
            ]),
          ),
        ),
      );
    });
}
