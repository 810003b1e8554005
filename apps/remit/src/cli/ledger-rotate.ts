/**
 * remit ledger rotate-key: changes the log's key while no server runs. A signer that the server starts has its folder here;
 * of one that runs by itself only the records are written here, and its owner does the rest (remit signer-key).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { RemitError, systemClock } from '@remit/core';
import type { KeyRotation, LedgerDeps } from '@remit/ledger';
import type { Command } from 'commander';
import { configOf, optionsOf } from './context.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode, print } from './io.ts';

interface RotateOptions {
  readonly finish?: boolean;
  readonly place?: string;
  readonly both: string;
  readonly why?: string;
  readonly next?: string;
  readonly record?: string;
}

export function addRotateCommand(ledger: Command, io: Io): void {
  ledger
    .command('rotate-key')
    .description('change the key of the log: begin, let the server run with both keys, finish. Stop the server first')
    .option('--why <reason>', 'reason for the record; no names of persons')
    .option('--place <file>', 'JSON that says where the new key lies (docs/trust.md); default: a new file')
    .option('--both <n>', 'how many heads both keys sign before it can be finished', '10')
    .option('--next <vkey>', 'new key of a signer that runs by itself, from remit signer-key next')
    .option('--record <file>', 'where to write the record for remit signer-key both', 'key-rotate.json')
    .option('--finish', 'retire the old key')
    .addHelpText(
      'after',
      '\nExample:\n  remit ledger rotate-key --why "yearly change"\n  remit up          # for a while\n  remit ledger rotate-key --finish',
    )
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf<RotateOptions>(command);
      const deps = await depsOf(io, command);
      const done = await rotate(io, deps, o).catch((error: unknown) => {
        throw error instanceof RemitError ? new CommandFailure(error.message) : error;
      });
      print(io, o.json, done, () => (o.finish === true ? finished(done) : begun(done, o)));
    });
}

async function rotate(io: Io, deps: LedgerDeps, o: RotateOptions): Promise<KeyRotation> {
  const ledger = await import('@remit/ledger');
  if (deps.signer === undefined) {
    if (o.next !== undefined)
      throw new CommandFailure('--next is for a signer that runs by itself (log.signer).', ExitCode.Usage);
    return o.finish === true ? ledger.finishKeyRotation(deps) : ledger.beginKeyRotation(deps, await begin(o));
  }
  if (o.finish === true) return ledger.finishRotationApart(deps);
  const { both, why } = await begin(o);
  if (o.next === undefined || o.place !== undefined)
    throw new CommandFailure(
      'The signer runs by itself (log.signer): its owner makes the key with remit signer-key next; give it with --next.',
      ExitCode.Usage,
    );
  const { entry, ...done } = await ledger.beginRotationApart(deps, { next: o.next, both, why });
  writeFileSync(resolve(io.cwd, o.record ?? 'key-rotate.json'), entry);
  return done;
}

async function begin({ place, both, why }: RotateOptions) {
  const { parseSigningKeyPlace } = await import('@remit/secrets');
  const heads = Number(both);
  if (why === undefined) throw new CommandFailure('Give the reason with --why.', ExitCode.Usage);
  if (!Number.isInteger(heads) || heads < 1) throw new CommandFailure('--both must be 1 or more.', ExitCode.Usage);
  if (place === undefined) return { both: heads, why };
  const parsed = parseSigningKeyPlace(readFileSync(place, 'utf8'));
  if (!parsed.ok) throw new CommandFailure(`${place}: ${parsed.error}.`, ExitCode.Usage);
  return { both: heads, why, place: parsed.value };
}

async function depsOf(io: Io, command: Command): Promise<LedgerDeps> {
  const config = configOf(io, optionsOf(command));
  const { logTrust } = await import('../config/log-trust.ts');
  const { outboundOptions } = await import('../config/outbound.ts');
  const { storePlace } = await import('../config/store.ts');
  const { createLogger } = await import('../server/logger.ts');
  const { dataOrigin } = await import('../server/origin.ts');
  const { SEALS } = await import('../server/seals.ts');
  const { SOFTWARE } = await import('../server/software.ts');
  const origin = dataOrigin(config.dataDir, config.file.log.origin, config.file.log.period, systemClock.now());
  if (!origin.ok) throw new CommandFailure(origin.error);
  const { witnesses, signer } = logTrust(config);
  return {
    dir: config.dataDir,
    origin: origin.value,
    software: SOFTWARE,
    clock: systemClock,
    logger: createLogger('warn'),
    witnesses,
    ...(signer === undefined ? {} : { signer }),
    outbound: outboundOptions(config),
    store: storePlace(config),
    seals: SEALS,
  };
}

function begun({ prev, next, index }: KeyRotation, { next: apart, record }: RotateOptions): string[] {
  const then = 'From the next start on both keys sign.';
  return [
    `Record ${index} begins the change. ${apart === undefined ? then : `The signer needs it: ${record} (remit signer-key both).`}`,
    `old key    ${prev}`,
    `new key    ${next}`,
    'Give the new key to witnesses (--log) and to everybody who verifies packs, as a second line "log" of the trust file.',
  ];
}

function finished({ prev, next, index }: KeyRotation): string[] {
  return [
    `Record ${index} ends the change. ${next} signs alone.`,
    `Trust files keep ${prev}: older heads carry it. Destroy its private part.`,
  ];
}
