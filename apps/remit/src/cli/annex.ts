/** remit annex iv | viii: technical documentation and registration data from the log and the system card. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { AnnexDocument } from '../server/system-types.ts';
import { optionsOf, sendJson } from './context.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode } from './io.ts';

interface AnnexOptions {
  readonly system: string;
  readonly section?: string;
  readonly restricted?: boolean;
  readonly asOf?: string;
  readonly out?: string;
}

export function addAnnexCommand(program: Command, io: Io): void {
  program
    .command('annex <which>')
    .description('iv: technical documentation after Annex IV; viii: registration data after Annex VIII')
    .requiredOption('--system <id>', 'id of the system')
    .option(
      '--section <letter>',
      'section of Annex VIII: A (providers), B (held not to be high-risk), C (public-authority deployers)',
    )
    .option('--restricted', 'Annex VIII: only the items of the secure section (Article 49(4))')
    .option('--as-of <time>', "the document's clock; default: now. The same log and clock give the same bytes")
    .option(
      '--out <file>',
      'where to write it: Markdown, or JSON with --json or a name that ends in .json; default: print it',
    )
    .addHelpText(
      'after',
      '\nEach block says observed, declared, linked, attested or MISSING, with the records behind it. Nothing is written for\nanybody, and no upload format of the EU database is claimed.\n\nExamples:\n  remit annex iv --system loan-triage-eu --out annex-iv.md\n  remit annex viii --system loan-triage-eu --section A --json',
    )
    .action(async (which: string, _: unknown, command: Command) => {
      const o = optionsOf<AnnexOptions>(command);
      if (which !== 'iv' && which !== 'viii')
        throw new CommandFailure(`There is no annex "${which}" here. Write iv or viii.`, ExitCode.Usage);
      if (which === 'viii' && !['A', 'B', 'C'].includes(o.section ?? ''))
        throw new CommandFailure('Annex VIII has three sections. Add --section A, B or C.', ExitCode.Usage);
      const made = await sendJson<AnnexDocument>(io, o, {
        method: 'POST',
        path: `/v1/systems/${encodeURIComponent(o.system)}/annex`,
        json: {
          annex: which,
          asOf: o.asOf,
          ...(which === 'viii' ? { section: o.section, restricted: o.restricted } : {}),
        },
      });
      const asJson = o.json === true || o.out?.endsWith('.json') === true;
      const text = asJson ? `${JSON.stringify(made.json, null, 2)}\n` : made.markdown;
      if (o.out === undefined) return io.out(text.trimEnd());
      const path = resolve(io.cwd, o.out);
      writeFileSync(path, text);
      io.err(
        `${path}: ${made.missing.length === 0 ? 'nothing is MISSING' : `${made.missing.length} MISSING: ${made.missing.join(', ')}`}.`,
      );
    });
}
