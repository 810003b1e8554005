/** remit ask personal-data | requirement | allowed | person */
import type { Command } from 'commander';
import type { Answer } from '../server/admin-types.ts';
import type { GlobalOptions } from './context.ts';
import { optionsOf, sendJson } from './context.ts';
import { csvText } from './csv.ts';
import { examples } from './help-examples.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode, print, table } from './io.ts';

interface AskOptions extends GlobalOptions {
  readonly from?: string;
  readonly to?: string;
  readonly quarter?: string;
  readonly at?: string;
  readonly csv?: boolean;
}

const HEAD = ['ID', 'OF', 'TIME', 'AGENT', 'WHAT', 'DECISION', 'VERDICT', 'WHY'];

export function addAskCommands(program: Command, io: Io): void {
  const ask = program
    .command('ask')
    .description('questions that people ask, as filters over the records; no model takes part');
  const answer = async (o: AskOptions, json: object): Promise<void> => {
    const found = await sendJson<Answer>(io, o, { method: 'POST', path: '/v1/questions', json });
    const rows = found.rows.map((r) => [r.id, r.of, r.at, r.agent, r.what, r.decision, r.verdict, r.why]);
    if (o.csv === true) return io.out(csvText(HEAD, rows).trimEnd());
    print(io, o.json, found, () => [
      ...table(HEAD, rows),
      `Counts: ${Object.entries(found.counts)
        .map(([name, n]) => `${name} ${n}`)
        .join(', ')}.`,
      `Query: ${found.query.text}`,
      `With ${Object.entries(found.query.parameters)
        .map(([name, value]) => `${name}=${value}`)
        .join(' ')}, run at ${found.query.runAt} over ${found.query.logSize} records.`,
      ...found.limits.map((limit) => `Limit: ${limit}.`),
    ]);
  };
  ask
    .command('personal-data')
    .description('which agents touched personal data between two dates')
    .addHelpText('after', examples(['remit ask personal-data --from 2026-11-01 --to 2026-11-30']))
    .requiredOption('--from <time>', 'first day (UTC) or RFC 3339 time')
    .requiredOption('--to <time>', 'last day (UTC, inclusive) or RFC 3339 time')
    .option('--csv', 'print the rows as CSV')
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf<AskOptions>(command);
      await answer(o, { ask: 'personal-data', from: o.from, to: o.to });
    });
  ask
    .command('requirement <id>')
    .description('every action under a requirement of the catalogue in a quarter or between two dates')
    .addHelpText('after', examples(['remit ask requirement AIA-26-1 --quarter 2026-Q4']))
    .option('--quarter <q>', 'such as 2026-Q4')
    .option('--from <time>', 'first day (UTC) or RFC 3339 time')
    .option('--to <time>', 'last day (UTC, inclusive) or RFC 3339 time')
    .option('--csv', 'print the rows as CSV')
    .action(async (requirement: string, _: unknown, command: Command) => {
      const o = optionsOf<AskOptions>(command);
      await answer(o, { ask: 'requirement', requirement, ...periodOf(o) });
    });
  ask
    .command('allowed <agent>')
    .description('what this agent was allowed at that moment, and who approved it')
    .addHelpText('after', examples(['remit ask allowed triage-agent --at 2026-11-25T09:30:00Z']))
    .requiredOption('--at <time>', 'RFC 3339 time, or a day for its first moment (UTC)')
    .option('--csv', 'print the rows as CSV')
    .action(async (agent: string, _: unknown, command: Command) => {
      const o = optionsOf<AskOptions>(command);
      await answer(o, { ask: 'allowed', agent, at: o.at });
    });
  ask
    .command('person <person>')
    .description("everything about one person's decision, by a handle of the log or the reference that it stands for")
    .addHelpText('after', examples(['remit ask person ada@bank.example --csv > ada.csv']))
    .option('--csv', 'print the rows as CSV')
    .action(async (person: string, _: unknown, command: Command) => {
      await answer(optionsOf<AskOptions>(command), { ask: 'person', person });
    });
}

const LAST_DAYS = ['03-31', '06-30', '09-30', '12-31'];

function periodOf({ quarter, from, to }: AskOptions): { from: string; to: string } {
  const [, year, q] = /^(\d{4})-Q([1-4])$/.exec(quarter ?? '') ?? [];
  if (year !== undefined && q !== undefined) {
    const n = Number(q);
    return { from: `${year}-${String(3 * n - 2).padStart(2, '0')}-01`, to: `${year}-${LAST_DAYS[n - 1] ?? ''}` };
  }
  if (quarter === undefined && from !== undefined && to !== undefined) return { from, to };
  throw new CommandFailure('Name a quarter, such as --quarter 2026-Q4, or both --from and --to.', ExitCode.Usage);
}
