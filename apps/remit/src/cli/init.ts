/** remit init: the data folder and the first administrator's key. */
import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { DEFAULT_CONFIG_FILE } from '../config/load.ts';
import { STARTER_CONFIG } from '../config/starter.ts';
import { commandLogger } from './command-logger.ts';
import { configOf, optionsOf } from './context.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode, print } from './io.ts';

export function addInitCommand(program: Command, io: Io): void {
  program
    .command('init')
    .description("make the data folder, the log's keys and the first administrator's key")
    .requiredOption('--person <reference>', 'who administers, such as a mail address; kept encrypted')
    .addHelpText(
      'after',
      '\nExample:\n  export REMIT_KEY=$(remit init --person ada@bank.example --json | jq -r .token)',
    )
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf<{ person: string }>(command);
      const written = o.config === undefined && io.env.config === undefined ? starterConfig(io) : undefined;
      const config = configOf(io, o);
      const { openHouse } = await import('../server/house.ts');
      const { Role } = await import('@remit/registry');
      const opened = await openHouse(config, commandLogger(io));
      if (!opened.ok) throw new CommandFailure(opened.error, ExitCode.Unavailable);
      const house = opened.value;
      try {
        if (house.registry.listKeys().some((key) => key.revokedAt === undefined))
          throw new CommandFailure(
            `${config.dataDir} has keys already. An administrator makes more with \`remit key create\`.`,
          );
        const roles = [Role.Admin, Role.Auditor];
        const made = await house.registry.createKey(undefined, { person: o.person, roles });
        const result = {
          token: made.token,
          dataDir: config.dataDir,
          origin: house.ledger.origin,
          vkey: house.ledger.vkey,
        };
        print(io, o.json, result, () => [
          made.token,
          "The first line is the administrator's key. It is not kept; store it now and set REMIT_KEY to it.",
          ...(written === undefined ? [] : [`configuration  ${written}`]),
          `data folder    ${config.dataDir}`,
          `log origin     ${house.ledger.origin}`,
          `log key        ${house.ledger.vkey}`,
          'Give the log key to your auditor by another way than this machine.',
        ]);
      } finally {
        await house.close();
      }
    });
}

function starterConfig(io: Io): string | undefined {
  const path = resolve(io.cwd, DEFAULT_CONFIG_FILE);
  if (existsSync(path)) return undefined;
  writeFileSync(path, STARTER_CONFIG, { flag: 'wx' });
  return path;
}
