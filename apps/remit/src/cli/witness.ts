/** remit witness: cosigns other people's logs (C2SP tlog-witness). Run it for someone who does not run the log. */
import { systemClock } from '@remit/core';
import type { Command } from 'commander';
import { untilStopped } from '../server/shutdown.ts';
import { optionsOf } from './context.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode } from './io.ts';
import { addWitnessEvidenceCommand } from './witness-evidence.ts';
import { listenPlace, logOf } from './witness-options.ts';

interface WitnessOptions {
  readonly dir?: string;
  readonly listen: string;
  readonly name?: string;
  readonly log?: string[];
}

export function addWitnessCommand(program: Command, io: Io): void {
  const witness = program
    .command('witness')
    .description('cosign the checkpoints of logs whose growth is consistent; keeps its state in its own folder')
    .option('--dir <folder>', 'folder of the witness: its key, and the last checkpoint of each log')
    .option('--name <name>', 'key name of the witness, such as witness.auditor.example')
    .option('--log <vkey...>', 'verification key of a log to cosign; VKEY@ORIGIN when its name differs from its origin')
    .option('--listen <host:port>', 'address to listen on', '127.0.0.1:8421')
    .addHelpText(
      'after',
      '\nExample:\n  remit witness --dir ./witness --name witness.auditor.example --log "$(cat log.vkey)"',
    )
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf<WitnessOptions>(command);
      const { dir, name, log } = o;
      // Not required of commander, which would then ask for them in the subcommands too.
      if (dir === undefined || name === undefined || log === undefined)
        throw new CommandFailure('remit witness needs --dir, --name and --log.', ExitCode.Usage);
      const listen = listenPlace(o.listen);
      const { startWitness } = await import('@remit/ledger');
      const { createLogger } = await import('../server/logger.ts');
      const running = await startWitness({
        dir,
        name,
        logs: log.map(logOf),
        listen,
        clock: systemClock,
        logger: createLogger('info'),
      });
      if (o.json === true) io.out(JSON.stringify({ url: running.url, vkey: running.vkey }));
      else for (const line of [`listening  ${running.url}`, `vkey       ${running.vkey}`]) io.out(line);
      await untilStopped();
      await running.close();
    });
  addWitnessEvidenceCommand(witness, io);
}
