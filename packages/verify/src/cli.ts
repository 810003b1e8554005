/**
 * `node verify.mjs PACK --trust FILE [--json] [--now TIME]`: verifies an evidence pack, a zip or a folder. No network.
 * Exit codes: 0 PASS, 1 FAIL, 2 INCOMPLETE, 64 usage.
 */
import { closeSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { PolicyEvaluator } from '@remit/scope';
import type { Helper } from './helper/helper.ts';
import { createHelper } from './helper/helper.ts';
import { openPackZipBeside } from './helper/open-zip.ts';
import { openPackFolder } from './pack/folder.ts';
import type { PackSource } from './pack/pack-source.ts';
import type { RecordResults } from './record-results.ts';
import { REDACTION_PATH, redactionProblems } from './redact/redact-pack.ts';
import { renderVerifyReport } from './render-report.ts';
import type { TrustFile } from './trust.ts';
import { parseTrust } from './trust.ts';
import type { VerifyReport } from './verify-pack.ts';
import { examinePack } from './verify-pack.ts';

const USAGE = `usage: node verify.mjs PACK --trust FILE [--redacted FILE] [--records FILE] [--json] [--times] [--now TIME]
  PACK         evidence pack: a zip file or a folder
  --trust FILE keys of the log and its witnesses (C2SP tlog-policy), obtained from elsewhere than the pack;
               optionally a line --- and a signed checkpoint that you already hold
  --redacted FILE   a redacted variant: also checks that it follows from PACK, byte for byte
  --records FILE    writes there what was found of each record, a JSON object a line
  --json       the report as JSON
  --times      also how long each step took, on the error stream
  --now TIME   your clock, RFC 3339 (default: the clock of this machine)
exit codes: 0 PASS, 1 FAIL, 2 INCOMPLETE, 64 usage
`;

class UsageError extends Error {}

/** Where the command writes: a terminal, a file, or a test. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/**
 * Runs the command line. Returns the exit code; writes to the given streams. `entry`: the file that helper threads start with;
 * absent: the compiled one of this package.
 */
export async function main(
  args: readonly string[],
  out: Output,
  err: Output,
  { entry, ...deps }: { readonly evaluator?: PolicyEvaluator; readonly entry?: URL } = {},
): Promise<number> {
  let helper: Helper | undefined;
  const help = () => (helper ??= createHelper(entry));
  try {
    const { pack, trust, now, json, redacted, records: listed, times } = readArguments(args);
    const source = await openPack(pack, help);
    if (source.files.has(REDACTION_PATH))
      throw new UsageError(`${pack} is a redacted variant: verify the full pack, and name this one with --redacted`);
    const clock = createStepClock();
    const examined = await examinePack(source, trust, now, { ...deps, watch: clock.watch });
    const report = await withVariant(examined.report, source, { path: redacted, help });
    if (listed !== undefined) writeRecords(listed, examined.records);
    if (times) err.write(clock.lines());
    out.write(json ? `${JSON.stringify(report, null, 2)}\n` : renderVerifyReport(report, out.isTTY === true));
    return { PASS: 0, FAIL: 1, INCOMPLETE: 2 }[report.result];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    err.write(`${error.message}\n${USAGE}`);
    return 64;
  } finally {
    await helper?.close();
  }
}

/** A further step when a redacted variant was named. */
async function withVariant(
  report: VerifyReport,
  full: PackSource,
  { path, help }: { readonly path: string | undefined; readonly help: () => Helper },
): Promise<VerifyReport> {
  if (path === undefined) return report;
  const variant = await openPack(path, help);
  const problems = [...variant.problems, ...redactionProblems(full.files, variant.files)];
  const failed = problems.length > 0;
  const step = {
    name: 'redacted',
    status: failed ? ('fail' as const) : ('ok' as const),
    says: failed
      ? problems.slice(0, 10).map((problem) => `${problem}: not what the full pack gives`)
      : [`${variant.files.size} files follow from this pack`],
    doesNotProve: 'that enough was taken out for the reader it is meant for',
    protectsAgainst: 'a variant in which more was changed than it says',
  };
  return { ...report, result: failed ? 'FAIL' : report.result, steps: [...report.steps, step] };
}

/** One JSON object a line. */
function writeRecords(path: string, records: RecordResults): void {
  const file = openSync(path, 'w');
  for (let index = 0; index < records.size; index++) writeSync(file, `${JSON.stringify(records.at(index))}\n`);
  closeSync(file);
}

/** How long each step took. */
function createStepClock() {
  const began: { name: string; at: number }[] = [];
  return {
    watch: ({ name }: { name: string }) => void began.push({ name, at: performance.now() }),
    lines() {
      const ends = [...began.slice(1).map(({ at }) => at), performance.now()];
      return began.map(({ name, at }, i) => `${((ends[i] ?? at) - at).toFixed(0).padStart(8)} ms  ${name}\n`).join('');
    },
  };
}

interface Arguments {
  readonly pack: string;
  readonly trust?: TrustFile;
  readonly now: number;
  readonly json: boolean;
  readonly redacted?: string;
  readonly records?: string;
  readonly times: boolean;
}

function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parse(args);
  const [pack, ...rest] = positionals;
  if (pack === undefined || rest.length > 0) throw new UsageError('name one pack');
  const now = values.now === undefined ? Date.now() : readTime(values.now);
  const json = values.json === true;
  const variant = {
    ...(values.redacted === undefined ? {} : { redacted: values.redacted }),
    ...(values.records === undefined ? {} : { records: values.records }),
    times: values.times === true,
  };
  if (values.trust === undefined) return { pack, now, json, ...variant };
  const trust = parseTrust(readText(values.trust));
  if (!trust.ok) throw new UsageError(`${values.trust}: ${trust.error}`);
  return { pack, trust: trust.value, now, json, ...variant };
}

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

function readTime(text: string): number {
  const time = RFC3339.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) throw new UsageError(`--now ${text} is not an RFC 3339 time`);
  return time;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        trust: { type: 'string' },
        redacted: { type: 'string' },
        records: { type: 'string' },
        times: { type: 'boolean' },
        json: { type: 'boolean' },
        now: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'bad arguments');
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new UsageError(`${path} cannot be read`);
  }
}

async function openPack(path: string, help: () => Helper): Promise<PackSource> {
  try {
    return statSync(path).isDirectory() ? openPackFolder(path) : await openPackZipBeside(path, help);
  } catch {
    throw new UsageError(`${path} cannot be read`);
  }
}
