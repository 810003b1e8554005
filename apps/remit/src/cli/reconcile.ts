/** remit reconcile */
import type { Command } from 'commander';
import type { ReconciledEvent, Reconciliation } from '../server/admin-types.ts';
import { optionsOf, sendJson } from './context.ts';
import { csvText } from './csv.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode, print, table } from './io.ts';

interface ReconcileOptions {
  readonly left: string;
  readonly right: string;
  readonly from?: string;
  readonly to?: string;
  readonly window?: string;
  readonly offset?: string;
  readonly kind?: readonly string[];
  readonly csv?: boolean;
}

const HEAD = ['FINDING', 'EVENT', 'TIME', 'DATASET', 'ACTOR', 'SERVER', 'TOOL', 'NOTE'];

export function addReconcileCommand(program: Command, io: Io): void {
  program
    .command('reconcile')
    .description('what one source shows and the other should but does not, in both directions')
    .requiredOption('--left <source>', 'a source, or SOURCE/DATASET; `remit` is this log itself')
    .requiredOption('--right <source>', 'the source that it is held against')
    .option('--from <time>', 'first day (UTC) or RFC 3339 time; default: the time that both sources cover')
    .option('--to <time>', 'last day (UTC, inclusive) or RFC 3339 time')
    .option('--window <seconds>', 'how far apart two records of one call may lie; default: 5, across vendors 120')
    .option('--offset <seconds>', 'clock of the right source minus that of the left, as measured')
    .option('--kind <kind>', 'kind of events, may be repeated; default: tool-call and model-call', collect)
    .option('--csv', 'print the lists as CSV')
    .addHelpText(
      'after',
      '\nExit codes: 0 nothing is missing on either side, 2 something is missing, unclear or contradicts, 1 failed, 64 usage.\n\nExample:\n  remit reconcile --left aws.cloudtrail --right otlp --from 2026-11-01 --to 2026-11-30',
    )
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf<ReconcileOptions>(command);
      const result = await sendJson<Reconciliation>(io, o, {
        method: 'POST',
        path: '/v1/reconciliations',
        json: {
          left: o.left,
          right: o.right,
          from: o.from,
          to: o.to,
          windowMs: milliseconds('window', o.window),
          offsetMs: milliseconds('offset', o.offset),
          kinds: o.kind,
        },
      });
      const rows = rowsOf(result);
      if (o.csv === true) io.out(csvText(HEAD, rows).trimEnd());
      else print(io, o.json, result, () => [...head(result), ...(rows.length === 0 ? [] : table(HEAD, rows))]);
      if (rows.length > 0) throw new CommandFailure('', ExitCode.Incomplete);
    });
}

function collect(kind: string, before: readonly string[] = []): string[] {
  return [...before, kind];
}

function milliseconds(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^-?\d{1,6}(?:\.\d{1,3})?$/.test(text))
    throw new CommandFailure(`--${name} "${text}": expected seconds, such as 30.`, ExitCode.Usage);
  return Math.round(Number(text) * 1000);
}

function head({
  left,
  right,
  joined,
  period,
  periodFrom,
  windowMs,
  offsetMs,
  ambiguous,
  contradictions,
  personsAssertedBy,
}: Reconciliation) {
  const both = Object.entries(joined)
    .map(([level, n]) => `${n} ${level}`)
    .join(', ');
  const side = ({ source, events, outside, timeUnknown, only }: Reconciliation['left']) =>
    `${source}: ${events} events, ${only.length} only here, ${outside} outside the period, ${timeUnknown} without a time of their own`;
  return [
    `From ${period.from} to ${period.to} (${periodFrom}); window ${windowMs / 1000} s, clock offset ${offsetMs / 1000} s.`,
    side(left),
    side(right),
    `joined: ${both}; ${ambiguous.length} ambiguous, ${contradictions.length} contradictions`,
    ...(personsAssertedBy === undefined
      ? []
      : [`Several names of a person count as one: asserted by ${personsAssertedBy}.`]),
  ];
}

function rowsOf({ left, right, ambiguous, contradictions }: Reconciliation): string[][] {
  const row = (finding: string, e: ReconciledEvent, note = '') => [
    finding,
    e.ref,
    e.at ?? '-',
    e.dataset,
    e.actor ?? '-',
    e.host ?? '-',
    e.tool ?? '-',
    note,
  ];
  return [
    ...left.only.map((e) => row(`only in ${left.source}`, e)),
    ...right.only.map((e) => row(`only in ${right.source}`, e)),
    ...ambiguous.map(({ left: e, candidates }) => row('ambiguous', e, `candidates: ${candidates.join(' ')}`)),
    ...contradictions.map(({ left: e, right: other, says }) => row('contradiction', e, `${other}: ${says}`)),
  ];
}
