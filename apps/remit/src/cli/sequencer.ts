/** remit sequencer: puts the records of several gateways in order; a second one stands by (docs/postgres.md). */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { systemClock } from '@remit/core';
import type { Command } from 'commander';
import { untilStopped } from '../server/shutdown.ts';
import { configOf, optionsOf } from './context.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode } from './io.ts';

interface SequencerOptions {
  readonly listen: string;
  readonly signer?: string;
}

export function addSequencerCommand(program: Command, io: Io): void {
  program
    .command('sequencer')
    .description('order, sign and publish the records of gateways that name this process in log.sequencers')
    .requiredOption('--listen <place>', 'absolute path of a Unix socket, or HOST:PORT with certificates on both sides')
    .option(
      '--signer <socket>',
      'socket of a signer that runs by itself; default: log.signer, or one is started in the data folder',
    )
    .addHelpText(
      'after',
      '\nExample:\n  remit sequencer --listen /run/remit/sequencer.sock\n\nNeeds store.postgres. Several may run on one database and one signer: one works, the others wait for its lease.',
    )
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf<SequencerOptions>(command);
      const config = configOf(io, o);
      const { storePlace, sequencerTls, placeOfService } = await import('../config/store.ts');
      const { logTrust } = await import('../config/log-trust.ts');
      const { outboundOptions } = await import('../config/outbound.ts');
      const { startSequencerService } = await import('@remit/ledger');
      const { createLogger } = await import('../server/logger.ts');
      const { SOFTWARE } = await import('../server/software.ts');
      const { dataOrigin } = await import('../server/origin.ts');
      const { followDatabase } = await import('../server/periods/periods.ts');
      const store = storePlace(config);
      if (store.kind !== 'postgres')
        throw new CommandFailure(
          'remit sequencer needs store.postgres: gateways read the records there.',
          ExitCode.Usage,
        );
      const { makeFolder } = await import('@remit/ledger');
      makeFolder(config.dataDir);
      const trust = logTrust(config);
      const signer = o.signer === undefined ? trust.signer : resolve(io.cwd, o.signer);
      if (signer !== undefined && !existsSync(signer))
        throw new CommandFailure(`There is no signer at ${signer}.`, ExitCode.Unavailable);
      const tls = sequencerTls(config);
      const logger = createLogger(config.file.logging.level);
      const stopped = untilStopped();
      const begin = (origin: string) =>
        startSequencerService({
          dir: config.dataDir,
          origin,
          software: SOFTWARE,
          store,
          witnesses: trust.witnesses,
          outbound: outboundOptions(config),
          ...(signer === undefined ? {} : { signer }),
          listen: placeOfService(
            o.listen.startsWith('/') || /:\d{1,5}$/.test(o.listen) ? o.listen : resolve(io.cwd, o.listen),
          ),
          ...(tls === undefined ? {} : { tls }),
          clock: systemClock,
          logger,
        });
      // Round again for each log that was ended while this process stood by.
      for (let last: string | undefined; ; ) {
        followDatabase(config, logger);
        const origin = dataOrigin(config.dataDir, config.file.log.origin, config.file.log.period, systemClock.now());
        if (!origin.ok) throw new CommandFailure(origin.error, ExitCode.Usage);
        const running = await begin(origin.value);
        const { place } = running;
        const at = place.kind === 'unix' ? place.path : `${place.host}:${place.port}`;
        io.out(o.json === true ? JSON.stringify({ at, origin: origin.value }) : `listening  ${at}`);
        const ended = await Promise.race([stopped.then(() => undefined), running.ended]);
        await running.close();
        if (ended === undefined) return;
        if (last === origin.value) throw new CommandFailure(otherLog(origin.value, ended), ExitCode.Unavailable);
        last = origin.value;
      }
    });
}

const otherLog = (origin: string, says: string) =>
  `${says}. The next log of ${origin} is not in this database: is it the one that this data folder belongs to?`;
