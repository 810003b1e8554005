/** remit erase request | approve | run | list, remit retention run | declare */
import { legalBases } from '@remit/record';
import type { Command } from 'commander';
import type { ErasureView, ExpiredView } from '../server/erasure/desk-types.ts';
import type { DeclaredPolicy } from '../server/periods/prune.ts';
import { optionsOf, sendJson } from './context.ts';
import { examples } from './help-examples.ts';
import type { Io } from './io.ts';
import { print, table } from './io.ts';

export function addEraseCommands(program: Command, io: Io): void {
  const erase = program.command('erase').description('erase what is sealed about a person; two persons are needed');
  const bases = Object.entries(legalBases)
    .filter(([code]) => code !== 'retention-expired')
    .map(([code, says]) => `  ${code.padEnd(12)} ${says}`);
  erase
    .command('request')
    .description('ask for the erasure of a person; shows what it would take away')
    .option('--person <reference>', 'the person, such as a mail address or a case number')
    .option('--handle <handle>', 'or the handle that stands in the records')
    .requiredOption('--basis <code>', 'legal basis; see below')
    .option('--override-floor', 'also what is younger than its retention class allows; recorded')
    .addHelpText(
      'after',
      `\nLegal bases:\n${bases.join('\n')}\n\nExample:\n  remit erase request --person ada@bank.example --basis gdpr-17-1-a`,
    )
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf<{ person?: string; handle?: string; basis: string; overrideFloor?: true }>(command);
      const { person, handle, basis } = o;
      const json = {
        ...(person === undefined ? {} : { person }),
        ...(handle === undefined ? {} : { handle }),
        basis,
        overrideFloor: o.overrideFloor === true,
      };
      const made = await sendJson<ErasureView>(io, o, { method: 'POST', path: '/v1/erasures', json });
      print(io, o.json, made, () => [...wordsOf(made), `Another person runs: remit erase approve ${made.id}`]);
    });
  erase
    .command('approve <id>')
    .description('approve a request; not the person who asked')
    .addHelpText('after', examples(['remit erase approve ID          # as `remit erase list` prints it']))
    .action(async (id: string, _: unknown, command: Command) => {
      const o = optionsOf(command);
      const made = await sendJson<ErasureView>(io, o, {
        method: 'POST',
        path: `/v1/erasures/${encodeURIComponent(id)}/approve`,
      });
      print(io, o.json, made, () => [...wordsOf(made), `Carry it out with: remit erase run ${made.id}`]);
    });
  erase
    .command('run <id>')
    .description('carry out an approved request: destroys keys and content, then records it')
    .addHelpText('after', examples(['remit erase run ID']))
    .option('--no-compact', 'do not rewrite the database file, during which calls wait')
    .action(async (id: string, _: unknown, command: Command) => {
      const o = optionsOf<{ compact: boolean }>(command);
      const path = `/v1/erasures/${encodeURIComponent(id)}/run`;
      const made = await sendJson<ErasureView>(io, o, { method: 'POST', path, json: { compact: o.compact } });
      print(io, o.json, made, () => [
        ...wordsOf(made),
        'Delete backups that hold the keys of persons (made with --with-subject-keys, or by version 0.1.0).',
      ]);
    });
  erase
    .command('list')
    .description('requests, open and done')
    .addHelpText('after', examples(['remit erase list']))
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf(command);
      const { erasures } = await sendJson<{ erasures: ErasureView[] }>(io, o, { method: 'GET', path: '/v1/erasures' });
      print(io, o.json, erasures, () =>
        table(
          ['ID', 'STATE', 'BASIS', 'PERSONS', 'RECORDS', 'EVENTS', 'ASKED BY', 'APPROVED BY'],
          erasures.map((e) => [
            e.id,
            e.state,
            e.basis,
            e.subjects.join(',') || '-',
            String(e.done?.erased ?? e.would?.records ?? 0),
            String(e.done?.events ?? e.would?.events ?? 0),
            e.by,
            e.approved?.by ?? '-',
          ]),
        ),
      );
    });
  const retention = program.command('retention').description('how long content and logs are kept');
  retention
    .command('declare')
    .description('record the retention of the configuration as the policy that pruning follows')
    .addHelpText('after', examples(['remit retention declare']))
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf(command);
      const made = await sendJson<DeclaredPolicy>(io, o, { method: 'POST', path: '/v1/retention/policies' });
      const prunes =
        made.prune === undefined ? 'nothing is pruned' : `ended logs may be pruned after ${made.prune} months`;
      print(io, o.json, made, () => [`Declared as ${made.record}, blob ${made.sha}: ${prunes}.`]);
    });
  retention
    .command('run')
    .description('ask for the erasure of everything that is past its retention class; another person approves')
    .addHelpText('after', examples(['remit retention run --dry-run', 'remit retention run']))
    .option('--dry-run', 'only show what is past its class')
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf<{ dryRun?: true }>(command);
      if (o.dryRun === true) {
        const found = await sendJson<ExpiredView>(io, o, { method: 'GET', path: '/v1/retention/expired' });
        print(io, o.json, found, () => expiredWords(found));
        return;
      }
      const made = await sendJson<ErasureView>(io, o, { method: 'POST', path: '/v1/retention/runs' });
      print(io, o.json, made, () => [...wordsOf(made), `Another person runs: remit erase approve ${made.id}`]);
    });
}

function wordsOf(e: ErasureView): string[] {
  const { done, would } = e;
  const head = `${e.id}: ${e.state}, legal basis ${e.basis}${e.overrideFloor ? ', retention floor overridden' : ''}.`;
  if (done !== undefined)
    return [
      head,
      `Erased: content of ${done.erased} records and ${done.events} events of other logs. Recorded as ${done.records.join(', ')}.`,
    ];
  return [
    head,
    `It takes away the content of ${would?.records ?? 0} records and ${would?.events ?? 0} events of other logs.`,
  ];
}

function expiredWords({ day, classes, records, obstacle }: ExpiredView): string[] {
  const lines = (['calls', 'ingested'] as const).map((name) => {
    const { keep, expire } = classes[name];
    const end = expire === undefined ? 'never expires' : `expires after ${expire} months`;
    return `${name}: kept at least ${keep} months, ${end}; ${records[name]} records are past it on ${day}`;
  });
  return obstacle === undefined ? lines : [...lines, `In the way: ${obstacle}`];
}
