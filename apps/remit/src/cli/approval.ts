/** remit pending | approve | reject */
import type { Command } from 'commander';
import type { PendingView } from '../server/admin-types.ts';
import type { GlobalOptions } from './context.ts';
import { optionsOf, sendJson } from './context.ts';
import { examples } from './help-examples.ts';
import type { Io } from './io.ts';
import { CommandFailure, print } from './io.ts';

export function addApprovalCommands(program: Command, io: Io): void {
  program
    .command('pending')
    .description('calls that wait for a person')
    .addHelpText('after', examples(['remit pending']))
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf(command);
      const { pending } = await sendJson<{ pending: PendingView[] }>(io, o, { method: 'GET', path: '/v1/approvals' });
      print(io, o.json, pending, () => (pending.length === 0 ? ['No call waits.'] : pending.flatMap(pendingLines)));
    });
  program
    .command('approve <id>')
    .description('release one waiting call, exactly as it is shown')
    .addHelpText(
      'after',
      examples(['remit pending', 'remit approve ID --action DIGEST     # both as `remit pending` prints them']),
    )
    .option('--action <digest>', 'refuse unless the call still has this digest (from `remit pending`)')
    .action(async (id: string, _: unknown, command: Command) => {
      const o = optionsOf<{ action?: string }>(command);
      const shown = await pendingOne(io, o, id);
      const done = await sendJson<PendingView>(io, o, {
        method: 'POST',
        path: `/v1/approvals/${encodeURIComponent(id)}/approve`,
        json: { action: o.action ?? shown.action },
      });
      print(io, o.json, done, () => [
        ...pendingLines(shown),
        `Approved ${id}. The call is decided once more and then goes on.`,
      ]);
    });
  program
    .command('reject <id>')
    .description('refuse one waiting call')
    .addHelpText('after', examples(['remit reject ID --reason "The income is not documented."']))
    .option('--reason <text>', 'why; kept encrypted')
    .action(async (id: string, _: unknown, command: Command) => {
      const o = optionsOf<{ reason?: string }>(command);
      const done = await sendJson<PendingView>(io, o, {
        method: 'POST',
        path: `/v1/approvals/${encodeURIComponent(id)}/reject`,
        json: o.reason === undefined ? {} : { reason: o.reason },
      });
      print(io, o.json, done, () => [`Rejected ${id}. The caller gets an error that says so.`]);
    });
}

async function pendingOne(io: Io, options: GlobalOptions, id: string): Promise<PendingView> {
  const { pending } = await sendJson<{ pending: PendingView[] }>(io, options, { method: 'GET', path: '/v1/approvals' });
  const one = pending.find((p) => p.id === id);
  if (one === undefined)
    throw new CommandFailure(`No call ${id} waits for this key's roles. \`remit pending\` lists those that do.`);
  return one;
}

function pendingLines(p: PendingView): string[] {
  return [
    `${p.id}  ${p.server}/${p.tool}  rule ${p.rule}  needs ${p.role}  until ${p.expiresAt}`,
    `  asked by ${p.person ?? p.sub}${p.agent === undefined ? '' : ` with agent ${p.agent}`} at ${p.requestedAt}`,
    `  because  ${p.reason}`,
    `  action   ${p.action}${p.own ? '  (your own call: another person answers it)' : ''}`,
    ...JSON.stringify(p.args, undefined, 2)
      .split('\n')
      .map((line) => `  ${line}`),
  ];
}
