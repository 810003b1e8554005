/** remit ingest digests: checks CloudTrail log files against the digests that AWS signed. Talks to nobody. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DigestReport, Finding } from '@remit/ingest';
import type { Command } from 'commander';
import { optionsOf } from './context.ts';
import { examples } from './help-examples.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode, print, table } from './io.ts';

interface DigestOptions {
  readonly keys: string;
  readonly from?: string;
  readonly to?: string;
  readonly at?: string;
}

export function addIngestDigestsCommand(program: Command, io: Io): void {
  const ingest =
    program.commands.find((command) => command.name() === 'ingest') ??
    program.command('ingest').description('logs of other systems');
  ingest
    .command('digests <folder>')
    .description('check CloudTrail log files against the digests that AWS signed, offline')
    .addHelpText(
      'after',
      examples([
        'aws cloudtrail list-public-keys --start-time 2026-11-01 --end-time 2026-11-30 > keys.json',
        'remit ingest digests ./AWSLogs-bucket --keys keys.json',
      ]),
    )
    .requiredOption('--keys <file>', 'answer of aws cloudtrail list-public-keys for the region and the period')
    .option('--from <time>', 'RFC 3339 time; default: the oldest digest in the folder')
    .option('--to <time>', 'RFC 3339 time; default: the newest digest in the folder')
    .option('--at <place>', 'where the folder stood, as s3://BUCKET/PREFIX; default: the root of the bucket')
    .addHelpText(
      'after',
      '\nThe signature of a digest stands in its S3 metadata. Beside a digest NAME it is read from NAME.metadata.json:\n  aws s3api head-object --bucket BUCKET --key KEY > NAME.metadata.json\nWithout it the newest digest is unanchored; each older one is proved by the next.\nExit codes: 0 all valid, 1 something invalid or missing, 2 gaps or files that nothing signed covers, 64 usage.',
    )
    .action(async (folder: string, _: unknown, command: Command) => {
      const o = optionsOf<DigestOptions>(command);
      const report = await check(io, folder, o);
      print(io, o.json, report, () => linesOf(report));
      const code = exitCodeOf(report);
      if (code !== ExitCode.Ok) throw new CommandFailure('', code);
    });
}

async function check(io: Io, folder: string, o: DigestOptions): Promise<DigestReport> {
  const { openDigestFolder, parsePublicKeys, validateDigests } = await import('@remit/ingest');
  const keys = parsePublicKeys(readOr(io, '--keys', o.keys));
  if (!keys.ok) throw new CommandFailure(keys.error, ExitCode.Usage);
  const [from, to, at] = [timeOf('--from', o.from), timeOf('--to', o.to), placeOf(o.at)];
  const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  const store = orUsage(folder, () =>
    openDigestFolder({ dir: resolve(io.cwd, folder), ...(at === undefined ? {} : { at }) }),
  );
  if (store.digests.length === 0)
    throw new CommandFailure(
      `There is no digest below ${folder}. Digests stand under AWSLogs/ACCOUNT/CloudTrail-Digest/ of the bucket.`,
      ExitCode.Usage,
    );
  return validateDigests(store, { keys: keys.value, range });
}

function readOr(io: Io, option: string, file: string): string {
  return orUsage(`${option} ${file}`, () => readFileSync(resolve(io.cwd, file), 'utf8'));
}

function orUsage<T>(what: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(`${what} cannot be read: ${why}`, ExitCode.Usage);
  }
}

function timeOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = /^\d{4}-\d\d-\d\d(?:T.+)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new CommandFailure(`${option} must be an RFC 3339 time, not ${text}`, ExitCode.Usage);
  return ms;
}

function placeOf(text: string | undefined): { bucket: string; prefix: string } | undefined {
  if (text === undefined) return undefined;
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(text) ?? [];
  if (bucket === undefined) throw new CommandFailure(`--at must be s3://BUCKET/PREFIX, not ${text}`, ExitCode.Usage);
  return { bucket, prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/` };
}

function linesOf(report: DigestReport): string[] {
  const notable = report.findings.filter(({ result }) => result !== 'Valid');
  const { digests, logs } = report.counts;
  return [
    ...(notable.length === 0 ? [] : table(['RESULT', 'WHAT', 'WHERE', 'WHY'], notable.map(rowOf))),
    ...notesOf(report.findings).map(([note, count]) => `valid, ${note}: ${count}`),
    ...report.unlisted.map((path) => `no digest that holds names ${path}`),
    `Digests: ${countsOf(digests)}. Log files: ${countsOf(logs)}. Gaps: ${report.gaps}. Log files in no digest: ${report.unlisted.length}.`,
  ];
}

/** What is worth knowing of valid findings, counted: a trail of a year has thousands. */
function notesOf(findings: readonly Finding[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { result, reasons } of findings)
    if (result === 'Valid') for (const note of reasons) counts.set(note, (counts.get(note) ?? 0) + 1);
  return [...counts];
}

function rowOf(finding: Finding): string[] {
  const where =
    finding.what === 'gap'
      ? `${finding.chain}, ${finding.from} to ${finding.to}`
      : `s3://${finding.place.bucket ?? '?'}/${finding.place.key}`;
  return [finding.result, finding.what, where, finding.reasons.join(', ')];
}

function countsOf(counts: Readonly<Record<string, number>>): string {
  const shown = Object.entries(counts).filter(([, count]) => count > 0);
  return shown.length === 0 ? 'none' : shown.map(([result, count]) => `${count} ${result}`).join(', ');
}

function exitCodeOf({ counts, gaps, unlisted }: DigestReport): ExitCode {
  const { digests, logs } = counts;
  if (digests.Invalid + digests.Missing + logs.Invalid + logs.Missing > 0) return ExitCode.Failed;
  const open = gaps + unlisted.length + digests.Unanchored + logs.Unanchored;
  return open > 0 ? ExitCode.Incomplete : ExitCode.Ok;
}
