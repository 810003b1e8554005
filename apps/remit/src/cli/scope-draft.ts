/** remit scope draft: a scope file proposed from what was observed. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { DraftView } from '../server/admin-types.ts';
import { optionsOf, sendJson } from './context.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode, print } from './io.ts';

interface DraftOptions {
  readonly agent?: string;
  readonly from?: string;
  readonly to?: string;
  readonly out?: string;
}

export function addScopeDraftCommand(scope: Command, io: Io): void {
  scope
    .command('draft')
    .description('propose a scope file from recorded calls; needs an admin key, because it reads argument values')
    .requiredOption('--from-records', 'from the calls in the ledger that went through; the only source')
    .option('--agent <id>', 'calls of this agent; needed when records name more than one')
    .option('--from <time>', 'first day (UTC) or RFC 3339 time; default: all records')
    .option('--to <time>', 'last day (UTC, inclusive) or RFC 3339 time')
    .option('--out <file>', 'where to write it; default: standard output. An existing file is not overwritten')
    .addHelpText(
      'after',
      [
        '',
        'Observe first (`mode: observe` in a scope file), then draft, fill in every <FILL IN ...>, narrow, check, simulate,',
        'declare. `remit scope check` refuses a draft until its blanks are filled in. Values that look as if they name a',
        'person are left out, and the line says any: true; read a draft before you pass it on.',
        '',
        'Example:',
        '  remit scope draft --from-records --agent triage-agent --out triage.yaml',
      ].join('\n'),
    )
    .action(async (_: unknown, command: Command) => {
      const { agent, from, to, ...o } = optionsOf<DraftOptions>(command);
      const json = { agent, from, to };
      const draft = await sendJson<DraftView>(io, o, { method: 'POST', path: '/v1/scopes/draft', json });
      if (o.out === undefined) return print(io, o.json, draft, () => [draft.yaml.trimEnd()]);
      const path = writeNew(io, o.out, draft.yaml);
      print(io, o.json, { path, agent: draft.agent, calls: draft.calls }, () => [
        `${path}: a draft for agent ${draft.agent}, from ${draft.calls} call${draft.calls === 1 ? '' : 's'}.`,
        'Read it, fill in each <FILL IN ...>, then: remit scope check, remit scope simulate, remit scope declare.',
      ]);
    });
}

function writeNew(io: Io, file: string, text: string): string {
  const path = resolve(io.cwd, file);
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return path;
  } catch (error) {
    throw new CommandFailure(
      `${path}: cannot be written (${error instanceof Error ? error.message : 'unknown'}). Name another file with --out.`,
      ExitCode.Usage,
    );
  }
}
