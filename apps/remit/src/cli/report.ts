/** remit report: an evidence pack of a period. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { rfc3339 } from '@remit/core';
import type { LogInfo } from '@remit/ledger';
import type { Command } from 'commander';
import type { Stamped } from '../server/evidence/stamp-head.ts';
import { logsIn } from '../server/periods/choose-log.ts';
import type { GlobalOptions } from './context.ts';
import { optionsOf, sendJson } from './context.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode, print } from './io.ts';
import type { PackOptions } from './report-pack.ts';
import { askForPack } from './report-pack.ts';
import { reportOnSchedule } from './report-schedule.ts';
import { addReportStatusCommand } from './report-status.ts';

interface ReportOptions extends PackOptions {
  readonly from?: string;
  readonly to?: string;
  readonly out?: string;
  readonly schedule?: string;
  readonly into?: string;
  readonly timeZone?: string;
}

export function addReportCommand(program: Command, io: Io): void {
  const report = program.command('report');
  addReportStatusCommand(report, io);
  report
    .description('write an evidence pack: records, proofs, traces, verdicts, exceptions first')
    .option('--from <time>', 'first day (UTC) or RFC 3339 time of the period')
    .option('--to <time>', 'last day (UTC, inclusive) or RFC 3339 time of the period')
    .option('--system <id>', 'only calls under scopes of this system; needed when scopes name more than one')
    .option('--out <file>', 'where to write it; default: the name of the pack in the working folder')
    .option('--at-size <n>', 'as of an earlier checkpoint of this size; the same size and --as-of give the same bytes')
    .option('--as-of <time>', "the report's clock; default: now")
    .option('--sample-seed <text>', 'draw a sample by a seed that the auditor chose; anyone can draw it again')
    .option('--sample <n>', 'how many traces of each group are drawn, beside all out and all fail-open; default: 10')
    .option(
      '--log <origin>',
      'of this log, where the folder holds several; `all`: a pack of each with records in the period',
    )
    .option('--redacted', 'also the variant for readers who shall not see persons and decision contexts')
    .option('--final', 'FINAL instead of DRAFT: refused, with the list, while an attestation or a placeholder is open')
    .option(
      '--schedule <when>',
      'instead of one period: every whole span, daily, weekly, monthly[:DAY], quarterly, yearly, every:N{m,h,d} or five fields of cron',
    )
    .option('--time-zone <name>', 'with --schedule: on whose clocks spans end, such as Europe/Berlin; default: UTC')
    .option('--into <folder>', 'with --schedule: where the packs go; nothing there is ever overwritten')
    .addHelpText(
      'after',
      '\nExamples:\n  remit report --from 2026-11-01 --to 2026-11-30 --out november.zip\n  remit report --schedule monthly --into /srv/packs\n\nWith --schedule the command stays until SIGTERM or SIGINT; a report that is being made is finished first. A server makes reports by itself: section reports of the configuration.',
    )
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf<ReportOptions>(command);
      if (o.schedule !== undefined && (o.from ?? o.to ?? o.out) !== undefined)
        throw new CommandFailure(
          '--schedule decides the periods and the names: leave --from, --to and --out out.',
          ExitCode.Usage,
        );
      if (o.schedule !== undefined) return await reportOnSchedule(io, { ...o, schedule: o.schedule });
      if (io.interactive) io.err('Sealing the head, collecting records and proofs ...');
      const period = periodOf(o);
      const logs = o.log === 'all' ? await logsOf(io, o, period) : [o.log];
      for (const log of logs) await writePack(io, o, period, log, logs.length > 1);
    });
}

/** Origins of the logs with records in the period. */
async function logsOf(
  io: Io,
  o: ReportOptions & GlobalOptions,
  { from, to }: { from: string; to: string },
): Promise<string[]> {
  const { logs } = await sendJson<{ logs: LogInfo[] }>(io, o, { method: 'GET', path: '/v1/ledger/logs' });
  const [start, end] = [Date.parse(from), Date.parse(to.length === 10 ? `${to}T23:59:59.999Z` : to) + 1];
  const found = logsIn(logs, { from: start, to: end }).map(({ origin }) => origin);
  if (found.length === 0) throw new CommandFailure('No log has records in the period.', ExitCode.Usage);
  return found;
}

async function writePack(
  io: Io,
  o: ReportOptions & GlobalOptions,
  period: { from: string; to: string },
  log: string | undefined,
  several: boolean,
): Promise<void> {
  const { log: _all, ...rest } = o;
  const pack = await askForPack(io, log === undefined ? rest : { ...rest, log }, period);
  const name = o.out ?? pack.summary.name;
  const own = log?.replace(/[^A-Za-z0-9.-]+/g, '_');
  const path = resolve(io.cwd, several ? name.replace(/(?:\.zip)?$/, `_${own}.zip`) : name);
  const redacted = pack.redacted.length === 0 ? undefined : path.replace(/(?:\.zip)?$/, '-redacted.zip');
  writeFileSync(path, pack.zip);
  if (redacted !== undefined) writeFileSync(redacted, pack.redacted);
  print(io, o.json, { path, ...(redacted === undefined ? {} : { redacted }), ...pack.summary }, () => [
    `${path}`,
    ...(redacted === undefined ? [] : [`${redacted}  persons and contexts taken out`]),
    ...pack.summary.exceptions.map((e) => `exception  ${e}`),
    pack.summary.open.length === 0
      ? 'Nothing is open.'
      : `DRAFT: ${pack.summary.open.length} attestations and blanks of the system card are open, listed in 09_open_items.json.`,
    `${pack.summary.traces} traces: ${pack.summary.in} in, ${pack.summary.out} out, ${pack.summary.indeterminate} indeterminate; exceptions: ${pack.summary.exceptions.length}.`,
    ...(pack.summary.stamped ?? []).map(stampLine),
    `Log size ${pack.summary.size}. Verify: node verify.mjs ${path} --trust FILE`,
  ]);
}

function periodOf({ from, to, into }: ReportOptions): { from: string; to: string } {
  if (into !== undefined)
    throw new CommandFailure('--into belongs to --schedule; one pack goes to --out.', ExitCode.Usage);
  if (from === undefined || to === undefined)
    throw new CommandFailure('Name the period with --from and --to, or use --schedule.', ExitCode.Usage);
  return { from, to };
}

/** How far a time-stamp authority vouches for the pack. */
function stampLine({ name, size, at, reason }: Stamped): string {
  const covers = size === 0 ? 'none' : `records below ${size} existed at ${at === undefined ? '?' : rfc3339(at)}`;
  return `Time-stamp by ${name}: ${covers}${reason === undefined ? '.' : `; none of the newest head (${reason}).`}`;
}
