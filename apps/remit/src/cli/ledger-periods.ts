/** remit ledger roll | compromise | logs */
import { setTimeout as wait } from 'node:timers/promises';
import type { LogInfo, Pruned } from '@remit/ledger';
import type { Command } from 'commander';
import type { HeadView } from '../server/admin-types.ts';
import { optionsOf, sendJson } from './context.ts';
import { examples } from './help-examples.ts';
import type { Io } from './io.ts';
import { CommandFailure, print, table } from './io.ts';

/** A server finishes its calls, closes, ends the log and opens again. */
const TRIES = 120;
const PAUSE_MS = 500;

export function addPeriodCommands(ledger: Command, io: Io): void {
  ledger
    .command('roll')
    .description('end this log and begin the next; a running server closes its doors for a few seconds')
    .option('--to <origin>', 'origin of the next log; default: that of the period of log.period')
    .option('--why <reason>', 'period, compromise or restore', 'period')
    .addHelpText('after', '\nExample:\n  remit ledger roll --to ledger.bank.example/2027q1')
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf<{ to?: string; why: string }>(command);
      await roll(io, command, { why: o.why, ...(o.to === undefined ? {} : { to: o.to }) });
    });
  ledger
    .command('compromise')
    .description(
      'the log key is in other hands: freeze this log at its last witnessed head and begin another with a new key',
    )
    .requiredOption('--to <origin>', 'origin of the next log')
    .addHelpText(
      'after',
      '\nNothing is appended to the old log and its key signs nothing more. The next log names the head that counts and the records\nthat nobody outside vouches for. Then publish both, and take the old key out of every trust file but for packs up to that head.\n\nExample:\n  remit ledger compromise --to ledger.bank.example/2027b',
    )
    .action(async (_: unknown, command: Command) => {
      const { to } = optionsOf<{ to: string }>(command);
      await roll(io, command, { why: 'compromise', to });
    });
  ledger
    .command('prune <origin>')
    .description(
      'remove the tiles and records of an ended log, as the declared retention policy allows; its last head stays',
    )
    .addHelpText('after', examples(['remit ledger prune ledger.bank.example/2019']))
    .action(async (origin: string, _: unknown, command: Command) => {
      const o = optionsOf(command);
      const done = await sendJson<Pruned>(io, o, { method: 'POST', path: '/v1/ledger/prune', json: { log: origin } });
      print(io, o.json, done, () => [
        `${origin}: ${done.records} records and ${done.files} files below index ${done.min} are gone. Packs made before keep verifying.`,
      ]);
    });
  ledger
    .command('logs')
    .description('the logs of this data folder, ended ones too')
    .addHelpText('after', examples(['remit ledger logs']))
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf(command);
      const { logs } = await sendJson<{ logs: LogInfo[] }>(io, o, { method: 'GET', path: '/v1/ledger/logs' });
      print(io, o.json, logs, () =>
        table(
          ['ORIGIN', 'STATE', 'RECORDS', 'PRUNED BELOW', 'FROM', 'TO'],
          logs.map((log) => [
            log.origin,
            log.current ? 'current' : 'ended',
            String(log.size),
            String(log.pruned),
            log.from,
            log.to,
          ]),
        ),
      );
    });
}

/** Asks for the next log and waits until it has begun. */
async function roll(io: Io, command: Command, json: { why: string; to?: string }): Promise<void> {
  const o = optionsOf(command);
  const asked = await sendJson<{ from: string; to: string }>(io, o, {
    method: 'POST',
    path: '/v1/ledger/roll',
    json,
  });
  for (let left = TRIES; ; left--) {
    const head = await sendJson<HeadView>(io, o, { method: 'GET', path: '/v1/ledger/head' }).catch(() => undefined);
    if (head?.origin === asked.to) {
      const { origin, vkey, size } = head;
      print(io, o.json, { from: asked.from, origin, vkey, size }, () => [
        `${asked.from} is ended. ${origin} goes on from it, ${size} records.`,
        `log key    ${vkey}`,
        'Tell this key to the witnesses and to everybody who verifies packs: trust files name the key of each log.',
      ]);
      return;
    }
    if (left === 0) throw new CommandFailure(`${asked.to} has not begun. Look at the log of the server.`);
    await wait(PAUSE_MS);
  }
}
