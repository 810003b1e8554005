/** remit ledger migrate | serve */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { untilStopped } from '../server/shutdown.ts';
import { configOf, optionsOf } from './context.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode, print } from './io.ts';

export function addLedgerStorageCommands(ledger: Command, io: Io): void {
  ledger
    .command('migrate')
    .description('move keys and log from SQLite in the data folder into the PostgreSQL database of store.postgres')
    .addHelpText(
      'after',
      '\nExample:\n  remit ledger migrate --config with-postgres.yaml\n\nStop the server first. Rows are copied, read back and compared, and the tree is rebuilt, before anything is kept. The signer and its key stay where they are.',
    )
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf(command);
      const config = configOf(io, o);
      const { storePlace } = await import('../config/store.ts');
      const store = storePlace(config);
      if (store.kind !== 'postgres')
        throw new CommandFailure('The configuration names no PostgreSQL database: set store.postgres.', ExitCode.Usage);
      const origin = join(config.dataDir, 'origin');
      if (!existsSync(origin)) throw new CommandFailure(`There is no log in ${config.dataDir}.`, ExitCode.Usage);
      const { migrateFolder } = await import('../server/migrate.ts');
      const moved = await migrateFolder(config.dataDir, readFileSync(origin, 'utf8').trim(), store.url);
      if (!moved.ok) throw new CommandFailure(moved.error, ExitCode.Failed);
      const { size, says } = moved.value;
      print(io, o.json, moved.value, () => [
        ...says,
        `${size} records moved. Start with this configuration, then put ledger/ and control.sqlite of ${config.dataDir} away: the signer refuses them from now on.`,
      ]);
    });
  ledger
    .command('serve')
    .description('serve checkpoint, tiles, entry bundles and proofs over HTTP, for whoever follows or audits the log')
    .option('--listen <host:port>', 'address to listen on', '127.0.0.1:8422')
    .addHelpText(
      'after',
      '\nExample:\n  remit ledger serve --listen 127.0.0.1:8422\n\nReads only; beside a running server or without one. /checkpoint, /tile/..., /proof/RECORD. Put a cache in front of it.',
    )
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf<{ listen: string }>(command);
      const listen = /^(.+):(\d{1,5})$/.exec(o.listen);
      if (listen === null) throw new CommandFailure(`--listen ${o.listen}: expected HOST:PORT.`, ExitCode.Usage);
      const config = configOf(io, o);
      const { storePlace } = await import('../config/store.ts');
      const { startLogServer } = await import('@remit/ledger');
      const { createLogger } = await import('../server/logger.ts');
      const running = await startLogServer({
        dir: config.dataDir,
        store: storePlace(config),
        listen: { host: (listen[1] ?? '').replace(/^\[|\]$/g, ''), port: Number(listen[2]) },
        logger: createLogger(config.file.logging.level),
      });
      io.out(o.json === true ? JSON.stringify({ url: running.url }) : `listening  ${running.url}`);
      await untilStopped();
      await running.close();
    });
}
