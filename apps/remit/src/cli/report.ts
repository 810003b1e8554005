/** remit report: an evidence pack of a period. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ReportSummary } from '../server/admin-types.ts';
import { optionsOf, send } from './context.ts';
import type { Io } from './io.ts';
import { CommandFailure, ExitCode, print } from './io.ts';

interface ReportOptions {
  readonly from: string;
  readonly to: string;
  readonly out?: string;
  readonly system?: string;
  readonly atSize?: string;
  readonly asOf?: string;
  readonly sampleSeed?: string;
  readonly sample?: string;
  readonly final?: true;
  readonly redacted?: true;
}

export function addReportCommand(program: Command, io: Io): void {
  program
    .command('report')
    .description('write an evidence pack: records, proofs, traces, verdicts, exceptions first')
    .requiredOption('--from <time>', 'first day (UTC) or RFC 3339 time of the period')
    .requiredOption('--to <time>', 'last day (UTC, inclusive) or RFC 3339 time of the period')
    .option('--system <id>', 'only calls under scopes of this system; needed when scopes name more than one')
    .option('--out <file>', 'where to write it; default: the name of the pack in the working folder')
    .option('--at-size <n>', 'as of an earlier checkpoint of this size; the same size and --as-of give the same bytes')
    .option('--as-of <time>', "the report's clock; default: now")
    .option('--sample-seed <text>', 'draw a sample by a seed that the auditor chose; anyone can draw it again')
    .option('--sample <n>', 'how many traces of each group are drawn, beside all out and all fail-open; default: 10')
    .option('--redacted', 'also the variant for readers who shall not see persons and decision contexts')
    .option('--final', 'FINAL instead of DRAFT: refused, with the list, while an attestation or a placeholder is open')
    .addHelpText('after', '\nExample:\n  remit report --from 2026-11-01 --to 2026-11-30 --out november.zip')
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf<ReportOptions>(command);
      if (io.interactive) io.err('Sealing the head, collecting records and proofs ...');
      const answer = await send(io, o, {
        method: 'POST',
        path: '/v1/reports',
        body: {
          type: 'application/json',
          content: JSON.stringify(requestOf(o)),
        },
      });
      const pack = unframe(answer.body);
      const path = resolve(io.cwd, o.out ?? pack.summary.name);
      const redacted = pack.redacted.length === 0 ? undefined : path.replace(/(?:\.zip)?$/, '-redacted.zip');
      writeFileSync(path, pack.zip);
      if (redacted !== undefined) writeFileSync(redacted, pack.redacted);
      print(io, o.json, { path, ...(redacted === undefined ? {} : { redacted }), ...pack.summary }, () => [
        `${path}`,
        ...(redacted === undefined ? [] : [`${redacted}  persons and contexts taken out`]),
        ...pack.summary.exceptions.map((e) => `exception  ${e}`),
        pack.summary.open.length === 0
          ? 'Nothing is open.'
          : `DRAFT: ${pack.summary.open.length} open, listed in 09_open_items.json.`,
        `${pack.summary.traces} traces: ${pack.summary.in} in, ${pack.summary.out} out, ${pack.summary.indeterminate} indeterminate; ${pack.summary.exceptions.length} kinds of exceptions.`,
        `Log size ${pack.summary.size}. Verify: node verify.mjs ${path} --trust FILE`,
      ]);
    });
}

function requestOf(o: ReportOptions): object {
  const { from, to, system, atSize, asOf, sampleSeed: seed, sample, final, redacted } = o;
  if (sample !== undefined && seed === undefined)
    throw new CommandFailure('--sample needs --sample-seed: the text that the auditor chose.', ExitCode.Usage);
  const n = sample ?? '10';
  if (!/^\d{1,6}$/.test(n)) throw new CommandFailure(`--sample "${n}": expected a number, such as 10.`, ExitCode.Usage);
  return {
    from,
    to,
    system,
    atSize,
    asOf,
    final,
    redacted,
    ...(seed === undefined ? {} : { sample: { seed, n: Number(n) } }),
  };
}

/** The answer of POST /v1/reports: one line of JSON, the zip, and the zip of the redacted variant if there is one. */
function unframe(body: Uint8Array): { summary: ReportSummary; zip: Uint8Array; redacted: Uint8Array } {
  const end = body.indexOf(0x0a);
  // Our own API: the first line is what report-route.ts writes.
  const summary = JSON.parse(new TextDecoder().decode(body.subarray(0, end))) as ReportSummary;
  const second = end + 1 + summary.bytes;
  return { summary, zip: body.subarray(end + 1, second), redacted: body.subarray(second) };
}
