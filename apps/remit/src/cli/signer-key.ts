/** remit signer-key: the key of a signer that runs by itself, changed by whoever owns it (packages/ledger, apart-keys.ts). */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { RemitError } from '@remit/core';
import type { ApartKeys } from '@remit/ledger';
import type { Command } from 'commander';
import { optionsOf } from './context.ts';
import { examples } from './help-examples.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode, print } from './io.ts';

interface KeyOptions {
  readonly folder: string;
  readonly origin: string;
  readonly place?: string;
  readonly record?: string;
}

const FOLDER = '--folder /var/lib/remit-signer --origin ledger.bank.example/2026';

export function addSignerKeyCommands(program: Command, io: Io): void {
  const group = program
    .command('signer-key')
    .description(
      'change the key of a signer that runs by itself; run as its user, together with remit ledger rotate-key',
    );
  const add = (name: string, says: string, example: string) =>
    group
      .command(name)
      .description(says)
      .requiredOption('--folder <folder>', 'folder of the signer')
      .requiredOption('--origin <origin>', 'origin of the log')
      .addHelpText('after', examples([`remit signer-key ${name} ${FOLDER}${example}`]));
  const answer =
    (work: (o: KeyOptions, folder: string) => Promise<ApartKeys>) => async (_: unknown, command: Command) => {
      const o = optionsOf<KeyOptions>(command);
      const keys = await work(o, resolve(io.cwd, o.folder)).catch((error: unknown) => {
        throw error instanceof RemitError ? new CommandFailure(error.message) : error;
      });
      print(io, o.json, keys, () => [
        ...keys.signs.map((vkey) => `signs      ${vkey}`),
        ...(keys.waits === undefined ? [] : [`next       ${keys.waits}`]),
      ]);
    };
  add('next', 'make the next key, or name it; it signs nothing yet', '')
    .option('--place <file>', 'JSON that says where it lies (docs/trust.md); default: a new file')
    .action(
      answer(async ({ origin, place }, folder) => {
        const { chooseNextKey } = await import('@remit/ledger');
        if (place === undefined) return chooseNextKey(folder, origin);
        const { parseSigningKeyPlace } = await import('@remit/secrets');
        const parsed = parseSigningKeyPlace(readFileSync(resolve(io.cwd, place), 'utf8'));
        if (!parsed.ok) throw new CommandFailure(`${place}: ${parsed.error}.`, ExitCode.Usage);
        return chooseNextKey(folder, origin, parsed.value);
      }),
    );
  add('both', 'let both keys sign from the next start on; the signer must be stopped', ' --record key-rotate.json')
    .requiredOption(
      '--record <file>',
      'the record that remit ledger rotate-key wrote; it must be in the signer’s journal',
    )
    .action(
      answer(async ({ origin, record = '' }, folder) => {
        const { letBothSign } = await import('@remit/ledger');
        return letBothSign(folder, origin, readFileSync(resolve(io.cwd, record)));
      }),
    );
  add('retire', 'let the new key sign alone from the next start on; the signer must be stopped', '').action(
    answer(async ({ origin }, folder) => {
      const { retireOldKey } = await import('@remit/ledger');
      return retireOldKey(folder, origin);
    }),
  );
}
