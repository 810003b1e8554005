/** remit system check | declare | show */
import type { Command } from 'commander';
import type { DeclaredCard, SystemView } from '../server/system-types.ts';
import { optionsOf, sendJson } from './context.ts';
import { examples } from './help-examples.ts';
import type { Io } from './io.ts';
import { CommandFailure, print, table } from './io.ts';
import { problemLines } from './scope.ts';
import { readScopeFile } from './scope-file.ts';

export function addSystemCommands(program: Command, io: Io): void {
  const system = program
    .command('system')
    .description('system cards: what is declared about a system, in a file that people read (docs/catalogue.md)');
  system
    .command('check <file>')
    .description('check a system card; needs no server and changes nothing')
    .addHelpText('after', examples(['remit system check loan-triage-eu.yaml']))
    .action(async (file: string, _: unknown, command: Command) => {
      const { classesOf, parseSystemCard } = await import('@remit/catalogue');
      const o = optionsOf(command);
      const parsed = parseSystemCard(readScopeFile(io, file).text);
      if (!parsed.ok) {
        if (o.json === true) io.out(JSON.stringify({ ok: false, problems: parsed.error }, undefined, 2));
        throw new CommandFailure(problemLines(file, parsed.error).join('\n'));
      }
      const { id, name, version } = parsed.value;
      const classes = classesOf(parsed.value);
      print(io, o.json, { ok: true, id, name, version, classes }, () => [
        `${file}: ok. System ${id}, version ${version}; declared classes: ${classes.join(', ')}.`,
      ]);
    });
  system
    .command('declare <file>')
    .description('put a system card in force; the file and who declared it are recorded')
    .addHelpText('after', examples(['remit system declare loan-triage-eu.yaml']))
    .addHelpText(
      'after',
      '\nA card is a public blob of the log and cannot be erased: it names functions, never persons. Attestations that were\nshown an earlier card no longer count.',
    )
    .action(async (file: string, _: unknown, command: Command) => {
      const o = optionsOf(command);
      const { text } = readScopeFile(io, file);
      const declared = await sendJson<DeclaredCard>(io, o, { method: 'POST', path: '/v1/systems', yaml: text });
      print(io, o.json, declared, () => [
        `System ${declared.id}, version ${declared.version}: the card is in force. Digest ${declared.sha}, record ${declared.record}.`,
        ...(declared.outdated === 0
          ? []
          : [
              `${declared.outdated} attestations were shown an earlier card and no longer count. \`remit attest list --system ${declared.id}\``,
            ]),
      ]);
    });
  system
    .command('show [id]')
    .description('systems that have a card, or one of them with what is open')
    .addHelpText('after', examples(['remit system show', 'remit system show loan-triage-eu']))
    .action(async (id: string | undefined, _: unknown, command: Command) => {
      const o = optionsOf(command);
      if (id === undefined) {
        const { systems } = await sendJson<{ systems: string[] }>(io, o, { method: 'GET', path: '/v1/systems' });
        return print(io, o.json, systems, () => (systems.length === 0 ? ['No system card is declared.'] : systems));
      }
      const view = await sendJson<SystemView>(io, o, { method: 'GET', path: `/v1/systems/${encodeURIComponent(id)}` });
      if (view.card === undefined)
        throw new CommandFailure(
          `No system card of ${id} is declared. \`remit system show\` lists them; \`remit system declare FILE\` makes one.`,
        );
      print(io, o.json, view, () => lines(view));
    });
}

function lines(view: SystemView): string[] {
  const { card } = view;
  if (card === undefined) return [];
  const head = `${view.system}: card ${card.sha}, declared ${card.at} in record ${card.record}; ${card.earlier.length} earlier.`;
  if (card.kind === 'missing') return [head, 'Its file is missing from the data folder, or was altered.'];
  if (card.kind === 'unreadable') return [head, ...problemLines('card', card.problems)];
  const { name, version, role, classification, purpose } = card.card;
  return [
    head,
    ...table(
      ['DECLARED', ''],
      [
        ['name', name],
        ['version', version],
        ['role', role],
        [
          'class',
          `${classification.class}${classification.point === undefined ? '' : `, point ${classification.point}`} (${classification.rule})`,
        ],
        ['purpose', purpose.replaceAll('\n', ' ')],
      ],
    ),
    `Law version ${view.lawVersion}. ${view.attestations.filter(({ state }) => state === 'signed').length} signed attestations in force, ${view.open.length} items open: \`remit attest list --system ${view.system}\`.`,
  ];
}
