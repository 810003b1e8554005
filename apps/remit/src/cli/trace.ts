/** remit trace list | show | explain */
import type { Command } from 'commander';
import type { ExplainedField, TraceRow } from '../server/admin-types.ts';
import { optionsOf, sendJson } from './context.ts';
import type { Io } from './io.ts';
import { print, table } from './io.ts';

interface ListOptions {
  readonly from?: string;
  readonly to?: string;
  readonly agent?: string;
  readonly verdict?: string;
  readonly decision?: string;
  readonly server?: string;
  readonly tool?: string;
  readonly system?: string;
  readonly exception?: string;
  readonly source?: string;
  readonly limit: string;
}

const FILTERS = [
  'from',
  'to',
  'agent',
  'server',
  'tool',
  'system',
  'verdict',
  'decision',
  'exception',
  'source',
  'limit',
] as const;

export function addTraceCommands(program: Command, io: Io): void {
  const trace = program
    .command('trace')
    .description('decision traces: who did what, under which scope, with which verdict');
  trace
    .command('list')
    .description('traces, newest last')
    .option('--from <time>', 'first day or RFC 3339 time')
    .option('--to <time>', 'last day or RFC 3339 time')
    .option('--agent <id>', 'only this agent')
    .option('--verdict <v>', 'in, out or indeterminate')
    .option('--decision <d>', 'permit, deny, permit_with_conditions or escalate')
    .option('--server <name>', 'only calls to this server')
    .option('--tool <name>', 'only calls of this tool')
    .option('--system <id>', 'only calls under scopes of this system')
    .option('--exception <kind>', 'only traces that an exception of this kind names')
    .option('--source <id>', 'traces of logs of other systems: a source, a dataset, or all')
    .option('--limit <n>', 'newest n', '100')
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf<ListOptions>(command);
      const query = new URLSearchParams();
      for (const name of FILTERS) {
        const value = o[name];
        if (value !== undefined) query.set(name, value);
      }
      const { traces } = await sendJson<{ traces: TraceRow[] }>(io, o, {
        method: 'GET',
        path: `/v1/traces?${query.toString()}`,
      });
      print(io, o.json, traces, () =>
        table(
          ['ID', 'TIME', 'AGENT', 'SERVER/TOOL', 'DECISION', 'OUTCOME', 'VERDICT'],
          traces.map((t) => [
            t.id,
            t.at,
            t.agent ?? '-',
            `${t.server}/${t.tool ?? '-'}`,
            t.enforced ? t.decision : `${t.decision} (NOT ENFORCED)`,
            t.outcome,
            t.verdict,
          ]),
        ),
      );
    });
  trace
    .command('show <id>')
    .description('one trace, whole')
    .action(async (id: string, _: unknown, command: Command) => {
      const o = optionsOf(command);
      const one = await sendJson<unknown>(io, o, { method: 'GET', path: `/v1/traces/${encodeURIComponent(id)}` });
      io.out(JSON.stringify(one, undefined, 2));
    });
  trace
    .command('explain <id>')
    .description('each field of a trace with the record and field it was read from, or why it is missing')
    .action(async (id: string, _: unknown, command: Command) => {
      const o = optionsOf(command);
      const { fields } = await sendJson<{ fields: ExplainedField[] }>(io, o, {
        method: 'GET',
        path: `/v1/traces/${encodeURIComponent(id)}/explain`,
      });
      print(io, o.json, fields, () =>
        table(
          ['FIELD', 'VALUE', 'FROM'],
          fields.map((f) => [f.field, String(f.value), f.source]),
        ),
      );
    });
}
