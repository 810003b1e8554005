/** remit up: the gateway. */
import type { Command } from 'commander';
import { untilStopped } from '../server/shutdown.ts';
import { configOf, optionsOf, rereadConfig } from './context.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode } from './io.ts';

export function addUpCommand(program: Command, io: Io): void {
  program
    .command('up')
    .description('run the gateway; without a configuration file on defaults in ./remit-data')
    .addHelpText('after', '\nExamples:\n  remit up\n  remit up --config /etc/remit/remit.yaml')
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf(command);
      const config = configOf(io, o);
      const { serve } = await import('../server/serve.ts');
      const { createLogger } = await import('../server/logger.ts');
      const served = await serve(config, io.env, createLogger(config.file.logging.level), () => rereadConfig(io, o));
      if (!served.ok) throw new CommandFailure(served.error, ExitCode.Unavailable);
      const { url, adminSocket, keys } = served.value;
      if (o.json === true) io.out(JSON.stringify({ url, adminSocket }));
      else {
        for (const line of served.value.says) io.out(line);
        if (keys === 0) io.out('There is no key yet. Stop, run `remit init --person YOU`, and start again.');
        io.out(`MCP             ${url}/mcp`);
        io.out(`administration  ${adminSocket}`);
      }
      process.on('SIGHUP', () => {
        served.value.reloadCertificate();
        void served.value.reload(undefined).then((done) => {
          if (!done.ok) io.err(done.error.join('\n'));
        });
      });
      await untilStopped();
      await served.value.close();
    });
}
