/** remit report schedule status: the packs that the server makes by itself. */
import type { Command } from 'commander';
import type { ReportScheduleView } from '../server/reports/schedule-view.ts';
import { optionsOf, sendJson } from './context.ts';
import type { Io } from './io.ts';
import { print } from './io.ts';

/** Adds the command below `remit report`. */
export function addReportStatusCommand(report: Command, io: Io): void {
  report
    .command('schedule')
    .description('the reports that `remit up` makes on a calendar (section reports of the configuration)')
    .command('status')
    .description('each report on a calendar: what is next, what was made last, what failed and when it is tried again')
    .addHelpText('after', '\nExamples:\n  remit report schedule status\n  remit report schedule status --json')
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf(command);
      const view = await sendJson<{ reports: ReportScheduleView[] }>(io, o, {
        method: 'GET',
        path: '/v1/reports/schedules',
      });
      print(io, o.json, view, () =>
        view.reports.length === 0
          ? ['No report is on a calendar: the section reports of the configuration is empty.']
          : view.reports.flatMap(wordsOf),
      );
    });
}

function wordsOf(one: ReportScheduleView): string[] {
  const { last, failing, next } = one;
  return [
    `${one.name}  ${one.state}; every ${one.every}, ${one.timeZone}, into ${one.out}`,
    `  next     ${next.from} to ${next.to}, due ${next.due}`,
    ...(last === undefined
      ? ['  last     none yet']
      : [
          `  last     ${last.from} to ${last.to}, ${last.did} ${last.at}${openText(last.open)}: ${last.paths.join(' ')}`,
        ]),
    ...(failing === undefined
      ? []
      : [
          `  failing  since ${failing.since}, ${failing.attempts} attempts: ${failing.why} Next attempt ${failing.retryAt}.`,
        ]),
    ...one.skipped.map(({ from, to, at }) => `  skipped  ${from} to ${to}, noticed ${at}`),
    ...one.errors.slice(-3).map(({ at, why }) => `  error    ${at}: ${why}`),
  ];
}

function openText(open: number | undefined): string {
  return open === undefined ? '' : open === 0 ? ', nothing open' : `, ${open} open`;
}
