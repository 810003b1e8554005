/** remit trace list | show | explain */
import type { TraceTree } from '@remit/evidence';
import type { Command } from 'commander';
import type { ExplainedField, TraceRow } from '../server/admin-types.ts';
import { optionsOf, sendJson } from './context.ts';
import { examples } from './help-examples.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode, print, table } from './io.ts';
import type { Drawing } from './trace-drawing.ts';
import { drawTree } from './trace-drawing.ts';

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

interface ShowOptions {
  readonly width?: string;
  readonly whole?: boolean;
}

/** Columns where the output is no terminal. */
const WIDTH = 100;

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
    .addHelpText(
      'after',
      examples([
        'remit trace list --verdict out',
        'remit trace list --agent triage-agent --from 2026-11-01 --to 2026-11-30 --limit 1000',
      ]),
    )
    .option('--from <time>', 'first day (UTC) or RFC 3339 time')
    .option('--to <time>', 'last day (UTC, inclusive) or RFC 3339 time')
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
    .description('the joined trace of a record: request to a model, choice, call, result, next request, answer')
    .addHelpText(
      'after',
      examples([
        'remit trace show 01KB3T0ZJ4X5E6F7G8H9JAKBMC',
        'remit trace show 01KB3T0ZJ4X5E6F7G8H9JAKBMC --width 160 | less -R',
      ]),
    )
    .option('--width <columns>', 'width of the drawing; default: that of the terminal, else 100')
    .option('--whole', 'the decision trace alone, as JSON')
    .action(async (id: string, _: unknown, command: Command) => {
      const o = optionsOf<ShowOptions>(command);
      const path = `/v1/traces/${encodeURIComponent(id)}`;
      const one = await sendJson<object>(io, o, { method: 'GET', path: o.whole === true ? path : `${path}/tree` });
      if (o.json === true || !isTree(one)) io.out(JSON.stringify(one, undefined, 2));
      else for (const line of drawTree(one, drawingOf(io, o.width))) io.out(line);
    });
  trace
    .command('explain <id>')
    .description('each field of a trace with the record and field it was read from, or why it is missing')
    .addHelpText('after', examples(['remit trace explain 01KB3T0ZJ4X5E6F7G8H9JAKBMC']))
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

/** A trace of another system's log is no tree: it is shown as it is. */
function isTree(shown: object): shown is TraceTree {
  return 'schema' in shown && shown.schema === 'remit.trace-tree/1';
}

function drawingOf({ terminal }: Io, width: string | undefined): Drawing {
  if (width !== undefined && !/^[1-9]\d{1,3}$/.test(width))
    throw new CommandFailure('--width takes a number of columns, 10 to 9999', ExitCode.Usage);
  const columns = width === undefined ? (terminal?.columns ?? WIDTH) : Number(width);
  return { columns, colour: terminal?.colour === true };
}
