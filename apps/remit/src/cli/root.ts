/** remit root: a log of logs, for one log a region (docs/operate.md). Its entries are the heads of the regions. */
import { readFileSync } from 'node:fs';
import { systemClock } from '@remit/core';
import type { WitnessTarget } from '@remit/ledger';
import type { Command } from 'commander';
import { untilStopped } from '../server/shutdown.ts';
import { optionsOf } from './context.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode } from './io.ts';
import { addRootBackupCommand } from './root-backup.ts';
import { addRootCheckCommand } from './root-check.ts';
import { listenPlace, logOf } from './witness-options.ts';

interface RootOptions {
  readonly dir?: string;
  readonly origin?: string;
  readonly region?: string[];
  readonly policy?: string;
  readonly listen: string;
}

export function addRootCommand(program: Command, io: Io): void {
  const root = program
    .command('root')
    .description('run a root log: it enters the heads of the logs of several regions, so that only it is witnessed')
    .option('--dir <folder>', 'data folder of the root log')
    .option('--origin <name>', 'name of the root log, such as root.bank.example/2026')
    .option('--region <vkey...>', 'verification key of a region; VKEY@ORIGIN when its name differs from its origin')
    .option('--policy <file>', 'trust file whose witnesses are asked to cosign the root log')
    .option('--listen <host:port>', 'address to listen on', '127.0.0.1:8424')
    .addHelpText(
      'after',
      '\nExample:\n  remit root --dir ./root --origin root.bank.example/2026 --region "$(cat north.vkey)" "$(cat south.vkey)" --policy ./root-policy\n\nRegions name its receipt key as a witness in their policy, and readers its log key in a line root-log of their trust file.',
    )
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf<RootOptions>(command);
      const { dir, origin, region } = o;
      // Not required of commander, which would then ask for them in the subcommands too.
      if (dir === undefined || origin === undefined || region === undefined)
        throw new CommandFailure('remit root needs --dir, --origin and --region.', ExitCode.Usage);
      const { startRootLog } = await import('@remit/ledger');
      const { createLogger } = await import('../server/logger.ts');
      const { SOFTWARE } = await import('../server/software.ts');
      const running = await startRootLog({
        dir,
        origin,
        software: SOFTWARE,
        regions: region.map(logOf),
        witnesses: o.policy === undefined ? [] : await witnessesOf(o.policy),
        listen: listenPlace(o.listen),
        clock: systemClock,
        logger: createLogger('info'),
      });
      const { url, vkey, receiptKey } = running;
      if (o.json === true) io.out(JSON.stringify({ url, vkey, receiptKey }));
      else
        for (const line of [`listening    ${url}`, `log key      ${vkey}`, `receipt key  ${receiptKey}`]) io.out(line);
      await untilStopped();
      await running.close();
    });
  addRootCheckCommand(root, io);
  addRootBackupCommand(root, io);
}

async function witnessesOf(path: string): Promise<WitnessTarget[]> {
  const { parseTrust } = await import('@remit/verify');
  const { witnessTargets } = await import('@remit/ledger');
  const trust = parseTrust(readFileSync(path, 'utf8'));
  if (!trust.ok) throw new CommandFailure(`${path}: ${trust.error}`, ExitCode.Usage);
  return witnessTargets(trust.value.policy);
}
