/** remit report: an evidence pack of a period. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ReportSummary } from '../server/admin-types.ts';
import { optionsOf, send } from './context.ts';
import type { Io } from './io.ts';
import { print } from './io.ts';

interface ReportOptions {
  readonly from: string;
  readonly to: string;
  readonly out?: string;
  readonly system?: string;
  readonly atSize?: string;
  readonly asOf?: string;
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
    .addHelpText('after', '\nExample:\n  remit report --from 2026-11-01 --to 2026-11-30 --out november.zip')
    .action(async (_: unknown, command: Command) => {
      const o = optionsOf<ReportOptions>(command);
      if (io.interactive) io.err('Sealing the head, collecting records and proofs ...');
      const answer = await send(io, o, {
        method: 'POST',
        path: '/v1/reports',
        body: {
          type: 'application/json',
          content: JSON.stringify({ from: o.from, to: o.to, system: o.system, atSize: o.atSize, asOf: o.asOf }),
        },
      });
      const pack = unframe(answer.body);
      const path = resolve(io.cwd, o.out ?? pack.summary.name);
      writeFileSync(path, pack.zip);
      print(io, o.json, { path, ...pack.summary }, () => [
        `${path}`,
        ...pack.summary.exceptions.map((e) => `exception  ${e}`),
        `${pack.summary.traces} traces: ${pack.summary.in} in, ${pack.summary.out} out, ${pack.summary.indeterminate} indeterminate; ${pack.summary.exceptions.length} kinds of exceptions.`,
        `Log size ${pack.summary.size}. Verify: node verify.mjs ${path} --trust FILE`,
      ]);
    });
}

/** The answer of POST /v1/reports: one line of JSON, then the zip. */
function unframe(body: Uint8Array): { summary: ReportSummary; zip: Uint8Array } {
  const end = body.indexOf(0x0a);
  // Our own API: the first line is what report-route.ts writes.
  const summary = JSON.parse(new TextDecoder().decode(body.subarray(0, end))) as ReportSummary;
  return { summary, zip: body.subarray(end + 1) };
}
