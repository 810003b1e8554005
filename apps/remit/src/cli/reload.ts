/** remit reload */
import type { Command } from 'commander';
import type { ReloadView } from '../server/admin-types.ts';
import { optionsOf, sendJson } from './context.ts';
import type { Io } from './io.ts';
import { print } from './io.ts';

export function addReloadCommand(program: Command, io: Io): void {
  program
    .command('reload')
    .description(
      'let the running server read its configuration again: servers, approvals, logging; SIGHUP does the same',
    )
    .addHelpText(
      'after',
      '\nCalls under way finish on what they began with. A file with a mistake, or with a change that needs a restart, changes\nnothing. Scopes are not in the file: `remit scope declare` puts one in force at once.\n\nExample:\n  remit reload',
    )
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf(command);
      const done = await sendJson<ReloadView>(io, o, { method: 'POST', path: '/v1/reload' });
      print(io, o.json, done, () => {
        const lines = [
          ...done.servers.map(({ name, what }) => `${what}  ${name}`),
          ...done.settings.map((s) => `changed  ${s}`),
        ];
        return lines.length === 0 ? ['Nothing has changed.'] : lines;
      });
    });
}
