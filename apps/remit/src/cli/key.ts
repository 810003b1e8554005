/** remit key create | revoke | list */
import type { Command } from 'commander';
import type { CreatedKey, KeyView } from '../server/admin-types.ts';
import { optionsOf, sendJson } from './context.ts';
import { examples } from './help-examples.ts';
import type { Io } from './io.ts';
import { print, table } from './io.ts';

export function addKeyCommands(program: Command, io: Io): void {
  const key = program.command('key').description('keys of persons and of the agents that act for them');
  key
    .command('create')
    .description('create a key; it is shown once and kept only as a hash')
    .requiredOption('--person <reference>', 'whose key it is, such as a mail address; kept encrypted, never in the log')
    .option('--agent <id>', 'agent that uses the key; a key without one cannot call tools')
    .option('--role <role...>', 'caller, approver, admin, auditor', ['caller'])
    .addHelpText(
      'after',
      '\nExamples:\n  remit key create --person ada@bank.example --agent loan-triage-agent\n  remit key create --person grace@bank.example --role approver',
    )
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf<{ person: string; agent?: string; role: string[] }>(command);
      const made = await sendJson<CreatedKey>(io, o, {
        method: 'POST',
        path: '/v1/keys',
        json: { person: o.person, roles: o.role, ...(o.agent === undefined ? {} : { agent: o.agent }) },
      });
      print(io, o.json, made, () => [
        made.token,
        `Key ${made.key.id} for ${made.key.sub}${made.key.agent === undefined ? '' : `, agent ${made.key.agent}`}, roles ${made.key.roles.join(', ')}.`,
        'The first line is the key. It is not kept; store it now.',
      ]);
    });
  key
    .command('revoke <id>')
    .description('revoke a key; it stops working at once')
    .addHelpText('after', examples(['remit key revoke KEY-ID          # the ID of `remit key list`']))
    .action(async (id: string, _: unknown, command: Command) => {
      const o = optionsOf(command);
      const row = await sendJson<KeyView>(io, o, { method: 'DELETE', path: `/v1/keys/${encodeURIComponent(id)}` });
      print(io, o.json, row, () => [`Key ${row.id} is revoked.`]);
    });
  key
    .command('list')
    .description('list keys with the persons they belong to')
    .addHelpText('after', examples(['remit key list', 'remit key list --json']))
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf(command);
      const { keys } = await sendJson<{ keys: KeyView[] }>(io, o, { method: 'GET', path: '/v1/keys' });
      print(io, o.json, keys, () =>
        table(
          ['ID', 'PERSON', 'HANDLE', 'AGENT', 'ROLES', 'CREATED', 'REVOKED'],
          keys.map((k) => [
            k.id,
            k.person ?? '(erased)',
            k.sub,
            k.agent ?? '-',
            k.roles.join(','),
            k.created,
            k.revoked ?? '-',
          ]),
        ),
      );
    });
}
