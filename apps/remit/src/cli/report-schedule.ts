/** remit report --schedule: the report of every span, into a folder, until SIGTERM or SIGINT. */
import { resolve } from 'node:path';
import { isTimeZone, systemClock } from '@remit/core';
import type { Turn } from '../schedule/keep-reporting.ts';
import { keepReporting } from '../schedule/keep-reporting.ts';
import { packName } from '../schedule/pack-name.ts';
import { parseSchedule } from '../schedule/schedule.ts';
import { sleepUnless } from '../schedule/sleep-unless.ts';
import { untilStopped } from '../server/shutdown.ts';
import type { GlobalOptions } from './context.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode } from './io.ts';
import type { PackOptions } from './report-pack.ts';
import { askForPack, requestOf } from './report-pack.ts';

/** Runs until a signal. Throws when the options do not fit together. */
export async function reportOnSchedule(
  io: Io,
  o: PackOptions & GlobalOptions & { readonly schedule: string; readonly into?: string; readonly timeZone?: string },
): Promise<void> {
  const zone = o.timeZone ?? 'UTC';
  if (!isTimeZone(zone))
    throw new CommandFailure(`--time-zone "${zone}": expected a name such as Europe/Berlin.`, ExitCode.Usage);
  const schedule = parseSchedule(o.schedule, zone);
  if (!schedule.ok) throw new CommandFailure(`--schedule ${schedule.error}.`, ExitCode.Usage);
  if (o.into === undefined)
    throw new CommandFailure('--schedule needs --into: the folder for the packs.', ExitCode.Usage);
  if (o.atSize !== undefined || o.asOf !== undefined)
    throw new CommandFailure(
      '--schedule makes each report at the newest head: leave --at-size and --as-of out.',
      ExitCode.Usage,
    );
  requestOf(o);
  const stop = new AbortController();
  const ended = untilStopped().then(() => stop.abort());
  await keepReporting({
    schedule: schedule.value,
    folder: resolve(io.cwd, o.into),
    clock: systemClock,
    nameOf: (span) => packName(o.system, span, zone),
    make: async ({ from, to }) => {
      const { zip, redacted } = await askForPack(io, o, { from: iso(from), to: iso(to) });
      return new Map([['', zip], ...(redacted.length === 0 ? [] : [['-redacted', redacted] as const])]);
    },
    sleep: (ms) => sleepUnless(ms, stop.signal),
    stopped: () => stop.signal.aborted,
    says: (turn) => io.out(o.json === true ? JSON.stringify(jsonOf(turn)) : wordsOf(turn)),
  });
  await ended;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function wordsOf(turn: Turn): string {
  const span = `${iso(turn.span.from)} to ${iso(turn.span.to)}`;
  if (turn.did === 'failed') return `failed  ${span}: ${turn.why} Trying again at ${iso(turn.retryAt)}.`;
  return turn.did === 'made'
    ? `made    ${turn.paths.join(' ')}  ${span}`
    : `left    ${turn.paths.join(' ')}  is there already`;
}

function jsonOf(turn: Turn): object {
  return { ...turn, span: { from: iso(turn.span.from), to: iso(turn.span.to) } };
}
