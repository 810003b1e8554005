/** remit ledger head | status | anchor | proof | check */
import type { Command } from 'commander';
import type { CheckView, HeadView, LedgerStatusView } from '../server/admin-types.ts';
import { optionsOf, send, sendJson } from './context.ts';
import { examples } from './help-examples.ts';
import type { Io } from './io.ts';
import { CommandFailure, print } from './io.ts';
import { checkAgainstCopy } from './ledger-against.ts';
import { addPeriodCommands } from './ledger-periods.ts';
import { addRotateCommand } from './ledger-rotate.ts';
import { anchorLines, statusLines } from './ledger-status.ts';
import { addLedgerStorageCommands } from './ledger-storage.ts';

export function addLedgerCommands(program: Command, io: Io): void {
  const ledger = program.command('ledger').description('the transparency log');
  addPeriodCommands(ledger, io);
  addRotateCommand(ledger, io);
  addLedgerStorageCommands(ledger, io);
  ledger
    .command('head')
    .description('size of the log, what is signed and what is witnessed, and the newest checkpoint')
    .addHelpText('after', examples(['remit ledger head']))
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf(command);
      const head = await sendJson<HeadView>(io, o, { method: 'GET', path: '/v1/ledger/head' });
      print(io, o.json, head, () => [
        `origin     ${head.origin}`,
        `log key    ${head.vkey}`,
        `writer key ${head.writerKey ?? '-'}`,
        `durable    ${head.size}`,
        `signed     ${head.signedSize}`,
        `witnessed  ${head.witnessedSize}`,
        `signer     ${head.signer}${head.reason === undefined ? '' : `: ${head.reason}`}`,
        '',
        ...(head.checkpoint?.trimEnd().split('\n') ?? ['No checkpoint is signed yet.']),
      ]);
    });
  ledger
    .command('status')
    .description('who vouches for the log: witnesses against their quorum, time-stamps, and what waits for them')
    .addHelpText('after', examples(['remit ledger status']))
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf(command);
      const status = await sendJson<LedgerStatusView>(io, o, { method: 'GET', path: '/v1/ledger/status' });
      print(io, o.json, status, () => statusLines(status));
    });
  ledger
    .command('anchor')
    .description('have the newest head time-stamped now, by every configured authority')
    .addHelpText('after', examples(['remit ledger anchor']))
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf(command);
      const status = await sendJson<LedgerStatusView>(io, o, { method: 'POST', path: '/v1/ledger/anchor' });
      print(io, o.json, status, () => anchorLines(status));
      if (status.anchors.some(({ state }) => state !== 'ok')) throw new CommandFailure('Not every authority answered.');
    });
  ledger
    .command('proof <record>')
    .description('inclusion proof of one record (C2SP .tlog-proof)')
    .addHelpText('after', '\nExample:\n  remit ledger proof 01KB3T0ZJ4X5E6F7G8H9JAKBMC > decision.tlog-proof')
    .action(async (record: string, _: unknown, command: Command) => {
      const o = optionsOf(command);
      const answer = await send(io, o, { method: 'GET', path: `/v1/ledger/proof/${encodeURIComponent(record)}` });
      const proof = new TextDecoder().decode(answer.body);
      if (o.json === true) io.out(JSON.stringify({ record, proof }, undefined, 2));
      else io.outBytes(answer.body);
    });
  ledger
    .command('check')
    .description('rebuild the tree from the records and compare it with every signed checkpoint and tile')
    .addHelpText('after', examples(['remit ledger check', 'remit ledger check --against ./mirror --trust trust']))
    .option('--against <copy>', 'compare with a copy instead: the folder of a mirror, or the address of its copy')
    .option('--trust <file>', 'with --against: trust file with the key of the log, to check signatures too')
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf<{ against?: string; trust?: string }>(command);
      if (o.against !== undefined) return checkAgainstCopy(io, command, o.against, o.trust);
      const check = await sendJson<CheckView>(io, o, { method: 'POST', path: '/v1/ledger/check' });
      print(io, o.json, check, () => [...check.says, check.ok ? 'ok' : 'PROBLEMS FOUND']);
      if (!check.ok)
        throw new CommandFailure(
          'The ledger does not agree with what was signed. Treat it as tampering until explained.',
        );
    });
}
