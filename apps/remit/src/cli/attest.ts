/** remit attest keygen | list | sign | withdraw. The private key stays on the machine of the person. */
import type { Command } from 'commander';
import type { SystemView } from '../server/system-types.ts';
import type { AttestOptions } from './attest-sign.ts';
import { signStatement, withdrawStatement } from './attest-sign.ts';
import { optionsOf, sendJson } from './context.ts';
import { examples } from './help-examples.ts';
import type { Io } from './io.ts';
import { print, table } from './io.ts';

const SAID = {
  key: [
    '--key-file <file>',
    'your key, made by `remit attest keygen`; without it the attestation is recorded UNSIGNED',
  ],
  as: ['--as <function>', 'the function in which you speak, such as "Head of Credit Operations"; it is public'],
  statement: [
    '--statement <text>',
    'your words, or @FILE to read them from a file; they are public and cannot be erased',
  ],
} as const;

export function addAttestCommands(program: Command, io: Io): void {
  const attest = program
    .command('attest')
    .description('statements by named persons about what they were shown; they never change what is computed');
  attest
    .command('keygen')
    .description('make your own Ed25519 key for attestations, in two files: FILE (secret, mode 0600) and FILE.vkey')
    .addHelpText('after', examples(['remit attest keygen --out me.key --name head-of-credit']))
    .requiredOption('--out <file>', 'where to write it; an existing file is kept')
    .requiredOption('--name <name>', 'name of the key, such as head-of-credit; it is public, so no personal name')
    .action(async (_: unknown, command: Command) => {
      const { makeAttestKey } = await import('./attest-key.ts');
      const o = optionsOf<{ out: string; name: string }>(command);
      const { path, vkey } = makeAttestKey(io, o.out, o.name);
      print(io, o.json, { path, vkey }, () => [vkey, `The secret key is in ${path}. Nobody else should hold it.`]);
    });
  attest
    .command('list')
    .description('what is open for a system, and what was attested')
    .addHelpText('after', examples(['remit attest list --system loan-triage-eu']))
    .requiredOption('--system <id>', 'id of the system')
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf<{ system: string }>(command);
      const { open, attestations } = await viewOf(io, o, o.system);
      print(io, o.json, { open, attestations }, () => [
        ...table(
          ['OPEN', 'KIND', 'BY', 'ATTESTS', 'GIVEN'],
          open.map((item) => [
            item.ref,
            item.kind,
            item.by ?? '-',
            item.asks,
            item.given.map(({ state }) => state).join(', ') || '-',
          ]),
        ),
        '',
        ...table(
          ['ATTESTED', 'STATE', 'AS', 'AT', 'RECORD'],
          attestations.map((one) => [
            one.ref,
            one.state === 'unsigned' ? 'UNSIGNED' : one.state,
            one.statement?.as ?? '-',
            one.at,
            one.record,
          ]),
        ),
      ]);
    });
  attest
    .command('sign <ref>')
    .description('attest a requirement or a place in a document; the statement is bound to what is in force now')
    .requiredOption('--system <id>', 'id of the system')
    .requiredOption(...SAID.as)
    .requiredOption(...SAID.statement)
    .option(...SAID.key)
    .option('--valid-to <time>', 'last day (UTC) or RFC 3339 time for which it stands')
    .option('--not-applicable', 'the requirement does not concern the system; the statement is the reason')
    .addHelpText(
      'after',
      '\nExample:\n  remit attest sign AIA-12-2-0 --system loan-triage-eu --key-file me.key --as "Head of Credit Operations" --statement @plan.txt',
    )
    .action(async (ref: string, _: unknown, command: Command) => {
      const o = optionsOf<AttestOptions>(command);
      const done = await signStatement(io, o, ref, await viewOf(io, o, o.system));
      print(io, o.json, done, () => [
        `${ref} of ${o.system}: recorded in ${done.record}, ${done.signed ? 'signed' : 'UNSIGNED'}.`,
        `Shown: card ${done.shown.card ?? 'none'}, catalogue ${done.shown.catalogue}, reports ${done.shown.reports.map(({ record }) => record).join(', ') || 'none'}.`,
      ]);
    });
  attest
    .command('withdraw <record>')
    .description('take an attestation back; it stays in the log and no longer counts')
    .addHelpText(
      'after',
      examples([
        'remit attest withdraw 01KB3T0ZJ4X5E6F7G8H9JAKBMC --system loan-triage-eu --key-file me.key --as "Head of Credit Operations" --statement "The plan was replaced."',
      ]),
    )
    .requiredOption('--system <id>', 'id of the system')
    .requiredOption(...SAID.as)
    .requiredOption(...SAID.statement)
    .option(...SAID.key)
    .action(async (record: string, _: unknown, command: Command) => {
      const o = optionsOf<AttestOptions>(command);
      const done = await withdrawStatement(io, o, record, await viewOf(io, o, o.system));
      print(io, o.json, done, () => [`${record} is withdrawn by ${done.record}.`]);
    });
}

async function viewOf(io: Io, options: object, system: string): Promise<SystemView> {
  return await sendJson<SystemView>(io, options, { method: 'GET', path: `/v1/systems/${encodeURIComponent(system)}` });
}
