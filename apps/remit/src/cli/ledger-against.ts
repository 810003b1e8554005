/** remit ledger check --against: the log of the data folder against a copy that somebody else kept. */
import type { Command } from 'commander';
import { configOf, optionsOf } from './context.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode } from './io.ts';
import { logKeys, printComparison } from './mirror.ts';
import { reading } from './witness-options.ts';

/** Reads the data folder itself, beside a running server or without one. */
export async function checkAgainstCopy(
  io: Io,
  command: Command,
  against: string,
  trust: string | undefined,
): Promise<void> {
  const o = optionsOf(command);
  const config = configOf(io, o);
  const { storePlace } = await import('../config/store.ts');
  const { checkAgainst } = await import('@remit/ledger');
  const keys = trust === undefined ? undefined : await logKeys(trust);
  const place = { dir: config.dataDir, store: storePlace(config), against };
  const found = await reading(against, checkAgainst({ ...place, ...(keys === undefined ? {} : { keys }) }));
  if (found === undefined) throw new CommandFailure(`There is no copy of this log at ${against}.`, ExitCode.Usage);
  printComparison(io, o.json, found);
}
