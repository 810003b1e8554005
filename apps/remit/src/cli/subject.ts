/** remit subject export */
import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ExportSummary } from '../server/evidence/jobs.ts';
import { optionsOf, send } from './context.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode, print } from './io.ts';

export function addSubjectCommands(program: Command, io: Io): void {
  program
    .command('subject')
    .description('what is recorded about one person')
    .command('export [reference]')
    .description('everything that is recorded about a person, as JSON and as text, with proofs; recorded')
    .option('--handle <handle>', 'the handle that stands in the records, instead of a reference')
    .requiredOption('--out <file>', 'zip file to write; must not exist')
    .option('--with-shared', 'also content that concerns other persons')
    .addHelpText('after', '\nExample:\n  remit subject export ada@bank.example --out ada.zip')
    .action(async (reference: string | undefined, _: unknown, command: Command) => {
      const o = optionsOf<{ handle?: string; out: string; withShared?: true }>(command);
      const out = resolve(io.cwd, o.out);
      if (existsSync(out)) throw new CommandFailure(`${out} exists already.`, ExitCode.Usage);
      const content = JSON.stringify({ person: reference, handle: o.handle, shared: o.withShared === true });
      const { body } = await send(io, o, {
        method: 'POST',
        path: '/v1/subjects/export',
        body: { type: 'application/json', content },
      });
      const end = body.indexOf(0x0a);
      // Our own API: the first line is what subject-routes.ts writes.
      const summary = JSON.parse(new TextDecoder().decode(body.subarray(0, end))) as ExportSummary;
      writeFileSync(out, body.subarray(end + 1), { mode: 0o600, flag: 'wx' });
      print(io, o.json, { out, ...summary }, () => [
        `${out}: ${summary.records} records and ${summary.events} events of other logs.`,
        ...(summary.withheld === 0 ? [] : [`The content of ${summary.withheld} records is held back; each says why.`]),
        'It holds personal data in clear. Only its owner can read the file.',
      ]);
    });
}
