/** remit up: the gateway. */
import type { Command } from 'commander';
import type { Served } from '../server/serve.ts';
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
      const logger = createLogger(config.file.logging.level);
      let served: Served | undefined;
      process.on('SIGHUP', () => {
        served?.reloadCertificate();
        void served?.reload(undefined).then((done) => {
          if (!done.ok) io.err(done.error.join('\n'));
        });
      });
      const stopped = untilStopped().then(() => 'stop' as const);
      for (let next: 'stop' | 'roll' = 'roll'; next === 'roll'; ) {
        const opened = await serve(config, io.env, logger, () => rereadConfig(io, o));
        if (!opened.ok) throw new CommandFailure(opened.error, ExitCode.Unavailable);
        served = opened.value;
        tell(io, o.json, served);
        next = await Promise.race([stopped, served.rollAsked.then(() => 'roll' as const)]);
        // The log ends, where that was asked for, while everything is closed.
        await served.close();
      }
    });
}

function tell(io: Io, json: boolean | undefined, { url, adminSocket, keys, says }: Served): void {
  if (json === true) {
    io.out(JSON.stringify({ url, adminSocket }));
    return;
  }
  for (const line of says) io.out(line);
  if (keys === 0) io.out('There is no key yet. Stop, run `remit init --person YOU`, and start again.');
  io.out(`MCP             ${url}/mcp`);
  io.out(`administration  ${adminSocket}`);
}
