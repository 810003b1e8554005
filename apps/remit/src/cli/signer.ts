/** remit signer: the signer of a log by itself, under a user of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { optionsOf } from './context.ts';
import type { Io } from './io.ts';
import { CommandFailure } from './io.ts';

interface SignerOptions {
  readonly folder: string;
  readonly socket: string;
  readonly origin: string;
}

export function addSignerCommand(program: Command, io: Io): void {
  program
    .command('signer')
    .description('sign the heads of one log; holds its key and its own list of leaf hashes, in a folder of its own')
    .requiredOption('--folder <folder>', 'folder of the signer; only its own user may read it')
    .requiredOption('--socket <path>', 'Unix socket on which the server asks it')
    .requiredOption('--origin <origin>', 'origin of the log')
    .addHelpText(
      'after',
      '\nStart it under a user of its own and name the socket in log.signer; see docs/trust.md.\n\nExample:\n  umask 007; remit signer --folder /var/lib/remit-signer --socket /run/remit/signer.sock --origin ledger.bank.example/2026',
    )
    .action(async (_: unknown, command: Command) => {
      const { folder, socket, origin } = optionsOf<SignerOptions>(command);
      const { entryFile } = await import('@remit/ledger');
      const args = [entryFile('signer'), resolve(io.cwd, folder), resolve(io.cwd, socket), origin];
      // The environment goes along: a token or a key service may need it. This process is the signer's own.
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill('SIGTERM'));
      // 'close' of a child process comes with its exit code, or null after a signal (Node: child_process).
      const [code] = (await once(child, 'close')) as [number | null];
      if (code !== 0) throw new CommandFailure(`The signer ended with ${code ?? 'a signal'}.`);
    });
}
