/** remit root backup: copies the folder of a root log. */
import { resolve } from 'node:path';
import { systemClock } from '@remit/core';
import type { Command } from 'commander';
import { optionsOf } from './context.ts';
import { examples } from './help-examples.ts';
import type { Io } from './io.ts';
import { CommandFailure, print } from './io.ts';

export function addRootBackupCommand(root: Command, io: Io): void {
  root
    .command('backup <folder>')
    .description(
      'copy the folder of a root log as of one moment, beside the running one; remit restore --data brings it back',
    )
    .requiredOption('--out <folder>', 'where the backup goes; a new folder for each backup')
    .addHelpText('after', examples(['remit root backup ./root --out /backup/root/2026-11-25']))
    .action(async (folder: string, _: unknown, command: Command) => {
      const o = optionsOf<{ out: string }>(command);
      const { backupRootLog } = await import('@remit/ledger');
      const { SOFTWARE } = await import('../server/software.ts');
      const [dir, out] = [resolve(io.cwd, folder), resolve(io.cwd, o.out)];
      const made = await backupRootLog({ dir, out, software: SOFTWARE, clock: systemClock });
      if (!made.ok) throw new CommandFailure(made.error);
      print(io, o.json, { out, ...made.value }, () => [
        `${out}: ${made.value.size} entries of ${made.value.origin}, signed up to ${made.value.signedSize}.`,
        'It holds the key of the log and the receipt key. Keep it as secret as the folder itself.',
      ]);
    });
}
