/** remit hold set | release | list */
import type { HoldInForce } from '@remit/ledger';
import type { Command } from 'commander';
import { optionsOf, sendJson } from './context.ts';
import { examples } from './help-examples.ts';
import type { Io } from './io.ts';
import { print, table } from './io.ts';

interface Recorded {
  readonly id: string;
  readonly records: readonly string[];
}

export function addHoldCommands(program: Command, io: Io): void {
  const hold = program.command('hold').description('legal holds: what they cover is neither erased nor pruned');
  hold
    .command('set <id>')
    .description('set a hold; without a person it covers everybody')
    .requiredOption('--basis <code>', 'why: a code or a file number, no names of persons')
    .option('--person <reference>', 'only what concerns this person')
    .option('--handle <handle>', 'or the handle that stands in the records')
    .option('--from <time>', 'only records from this day (UTC) or RFC 3339 time on')
    .option('--to <time>', 'only records up to this day (UTC, inclusive) or time')
    .addHelpText(
      'after',
      '\nExample:\n  remit hold set case-2026-17 --basis litigation/2026-17 --person ada@bank.example',
    )
    .action(async (id: string, _: unknown, command: Command) => {
      const o = optionsOf<{ basis: string; person?: string; handle?: string; from?: string; to?: string }>(command);
      const given = { person: o.person, handle: o.handle, from: o.from, to: o.to };
      const json = {
        id,
        basis: o.basis,
        ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
      };
      const made = await sendJson<Recorded>(io, o, { method: 'POST', path: '/v1/holds', json });
      print(io, o.json, made, () => [`Hold ${made.id} is in force. Recorded as ${made.records.join(', ')}.`]);
    });
  hold
    .command('release <id>')
    .description('release a hold')
    .addHelpText('after', examples(['remit hold release case-2026-17']))
    .action(async (id: string, _: unknown, command: Command) => {
      const o = optionsOf(command);
      const made = await sendJson<Recorded>(io, o, { method: 'DELETE', path: `/v1/holds/${encodeURIComponent(id)}` });
      print(io, o.json, made, () => [`Hold ${made.id} is released. Recorded as ${made.records.join(', ')}.`]);
    });
  hold
    .command('list')
    .description('holds in force')
    .addHelpText('after', examples(['remit hold list']))
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf(command);
      const { holds } = await sendJson<{ holds: HoldInForce[] }>(io, o, { method: 'GET', path: '/v1/holds' });
      print(io, o.json, holds, () =>
        table(
          ['ID', 'BASIS', 'SINCE', 'PERSON', 'FROM', 'TO'],
          holds.map((h) => [h.id, h.basis, h.since, h.of?.join(',') ?? '(everybody)', h.from ?? '-', h.to ?? '-']),
        ),
      );
    });
}
