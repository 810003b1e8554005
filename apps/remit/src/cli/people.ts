/** remit people check | alias | show */
import type { Command } from 'commander';
import type { DeclaredPeople } from '../server/admin-types.ts';
import { optionsOf, sendJson } from './context.ts';
import { examples } from './help-examples.ts';
import type { Io } from './io.ts';
import { CommandFailure, print, table } from './io.ts';
import { problemLines } from './scope.ts';
import { readScopeFile } from './scope-file.ts';

export function addPeopleCommands(program: Command, io: Io): void {
  const people = program
    .command('people')
    .description('names in different systems that are one person, for joins and questions');
  people
    .command('check <file>')
    .description('check a list of persons; needs no server and changes nothing')
    .addHelpText('after', examples(['remit people check people.yaml']))
    .action(async (file: string, _: unknown, command: Command) => {
      const { parsePeople } = await import('@remit/verify');
      const o = optionsOf(command);
      const parsed = parsePeople(readScopeFile(io, file).text);
      if (!parsed.ok) {
        if (o.json === true) io.out(JSON.stringify({ ok: false, problems: parsed.error }, undefined, 2));
        throw new CommandFailure(problemLines(file, parsed.error).join('\n'));
      }
      const names = parsed.value.reduce((sum, one) => sum + one.length, 0);
      print(io, o.json, { ok: true, people: parsed.value.length, names }, () => [
        `${file}: ok. ${parsed.value.length} persons under ${names} names.`,
      ]);
    });
  people
    .command('alias <file>')
    .description('put a list of persons in force, in place of the one before; who declared it is recorded')
    .addHelpText('after', examples(['remit people alias people.yaml']))
    .addHelpText(
      'after',
      '\nThe record holds handles only: the names stay in the vault and can be erased. That two names are one person is your\nword, and every join and answer that rests on it says so.\n\nExample of a list:\n  remit-people: 1\n  people:\n    - names: [ana.ruiz@lending.example, "arn:aws:iam::123456789012:user/ana", "7f3a@https://idp.example"]',
    )
    .action(async (file: string, _: unknown, command: Command) => {
      const o = optionsOf(command);
      const { text } = readScopeFile(io, file);
      const declared = await sendJson<DeclaredPeople>(io, o, { method: 'POST', path: '/v1/people', yaml: text });
      print(io, o.json, declared, () => [
        `${declared.people.length} persons with several names are declared. Digest ${declared.sha}, record ${declared.record}.`,
      ]);
    });
  people
    .command('show')
    .description('the list in force, as handles')
    .addHelpText('after', examples(['remit people show']))
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf(command);
      const declared = await sendJson<DeclaredPeople>(io, o, { method: 'GET', path: '/v1/people' });
      print(io, o.json, declared, () => [
        ...table(
          ['PERSON', 'HANDLES'],
          declared.people.map((handles, n) => [String(n + 1), handles.join(' ')]),
        ),
        `Asserted by ${declared.declaredBy} in record ${declared.record}.`,
      ]);
    });
}
