/** remit backup, remit restore */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { BackupView } from '../server/admin-types.ts';
import { configOf, optionsOf, sendJson } from './context.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode, print } from './io.ts';

/** A backup is one of SQLite, whatever the log was on. */
const MOVE_ON =
  'The configuration names a PostgreSQL database: `remit ledger migrate` moves the restored log into it. It must be empty.';

export function addBackupCommands(program: Command, io: Io): void {
  program
    .command('backup')
    .description('copy the whole data folder as of one moment, beside a running server or without one')
    .requiredOption('--out <folder>', 'where the backup goes; a new folder for each backup')
    .option('--with-subject-keys', 'also the keys of persons; an erasure does not reach such a backup')
    .addHelpText(
      'after',
      '\nExample:\n  remit backup --out /backup/remit/2026-11-25\n\nThe backup holds the key of the log and the key of the vault: keep it as secret as the data folder.',
    )
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf<{ out: string; withSubjectKeys?: true }>(command);
      const out = resolve(io.cwd, o.out);
      const made = await sendJson<BackupView>(io, o, {
        method: 'POST',
        path: '/v1/backups',
        json: { out, subjectKeys: o.withSubjectKeys === true },
      });
      print(io, o.json, { out, ...made }, () => [
        `${out}: ${made.size} records of ${made.origin}, signed up to ${made.signedSize}.`,
        'It holds the key of the log and the key of the vault. Keep it as secret as the data folder.',
        made.subjectKeys
          ? 'It holds the keys of persons: delete it after an erasure.'
          : 'The keys of persons are not in it: without subject-keys/ of the data folder sealed content stays unreadable.',
      ]);
    });
  program
    .command('restore <folder>')
    .description('make a new data folder from a backup and check it; says what an older backup means for the log')
    .addHelpText(
      'after',
      '\nExample:\n  remit restore /backup/remit/2026-11-25 --data /var/lib/remit\n\nNeeds no key and no server: who can read the backup has all that is in it.',
    )
    .action(async (folder: string, _: unknown, command: Command) => {
      const o = optionsOf(command);
      const { dataDir, file } = configOf(io, o);
      const { restoreDataFolder } = await import('@remit/ledger');
      const restored = await restoreDataFolder(resolve(io.cwd, folder), dataDir);
      if (!restored.ok) throw new CommandFailure(restored.error, ExitCode.Failed);
      const { backup, says } = restored.value;
      const next = file.store === 'sqlite' ? [] : [MOVE_ON];
      print(io, o.json, { dataDir, backup, says: [...says, ...next] }, () => [dataDir, ...says, ...next]);
    });
}
