/** remit root check: reads a root log through, for whoever watches it. */
import { readFileSync } from 'node:fs';
import type { RootCheck } from '@remit/ledger';
import type { Command } from 'commander';
import { optionsOf } from './context.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode, print, table } from './io.ts';
import { reading } from './witness-options.ts';

interface RootCheckOptions {
  readonly held?: string[];
  readonly trust?: string;
}

export function addRootCheckCommand(root: Command, io: Io): void {
  root
    .command('check <place>')
    .description('read a root log through, at its address or in a folder: forks and rollbacks of regions in it')
    .option('--held <origin=place...>', 'address or folder of the log of a region, to hold every head against it')
    .option('--trust <file>', 'trust file with the keys of the root log and of the regions, to check signatures too')
    .addHelpText(
      'after',
      '\nExample:\n  remit root check https://root.bank.example --trust trust --held north.bank.example/2026=https://north.bank.example',
    )
    .action(async (place: string, _: unknown, command: Command) => {
      const o = optionsOf<RootCheckOptions>(command);
      const found = await check(place, o);
      print(io, o.json, found, () => linesOf(found));
      if (!found.ok) throw new CommandFailure('The root log contradicts itself or a region.');
    });
}

async function check(place: string, { held = [], trust }: RootCheckOptions): Promise<RootCheck> {
  const { checkRoot, sideAt } = await import('@remit/ledger');
  const sideOf = async (where: string) => {
    const side = await reading(where, sideAt(where));
    if (side === undefined) throw new CommandFailure(`There is no published log in ${where}.`, ExitCode.Usage);
    return side;
  };
  const logs = new Map<string, Awaited<ReturnType<typeof sideOf>>>();
  for (const text of held) {
    const at = text.indexOf('=');
    if (at < 1) throw new CommandFailure(`--held ${text}: expected ORIGIN=PLACE.`, ExitCode.Usage);
    logs.set(text.slice(0, at), await sideOf(text.slice(at + 1)));
  }
  const keys = trust === undefined ? undefined : await keysOf(trust);
  const root = await sideOf(place);
  return await reading(place, checkRoot({ root, logs, ...(keys === undefined ? {} : { keys }) }));
}

function linesOf({ entries, regions, problems, ok }: RootCheck): string[] {
  return [
    `${entries} entries.`,
    ...table(
      ['REGION', 'HEADS', 'SIZE', 'RECORDS'],
      regions.map(({ origin, heads, size, held }) => [
        origin,
        `${heads}`,
        `${size}`,
        held ? 'held against' : 'not read',
      ]),
    ),
    ...problems.map(({ entry, region, says }) => `entry ${entry ?? '-'} ${region}: ${says}`),
    ok ? 'ok' : 'PROBLEMS FOUND',
  ];
}

/** Keys of the logs and of the root log in a trust file. */
async function keysOf(path: string) {
  const { parseTrust } = await import('@remit/verify');
  const trust = parseTrust(readFileSync(path, 'utf8'));
  if (!trust.ok) throw new CommandFailure(`${path}: ${trust.error}`, ExitCode.Usage);
  const { policy, root } = trust.value;
  return [...policy.logs.map(({ key }) => key), ...(root?.keys ?? [])];
}
