/**
 * `node verify.mjs PACK --trust FILE [--json] [--now TIME]`: verifies an evidence pack, a zip or a folder. No network.
 * Exit codes: 0 PASS, 1 FAIL, 2 INCOMPLETE, 64 usage.
 */
import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openPackFolder } from './pack/folder.ts';
import type { PackSource } from './pack/pack-source.ts';
import { openPackZip } from './pack/zip.ts';
import { renderVerifyReport } from './render-report.ts';
import type { TrustFile } from './trust.ts';
import { parseTrust } from './trust.ts';
import { verifyPack } from './verify-pack.ts';

const USAGE = `usage: node verify.mjs PACK --trust FILE [--json] [--now TIME]
  PACK         evidence pack: a zip file or a folder
  --trust FILE keys of the log and its witnesses (C2SP tlog-policy), obtained from elsewhere than the pack;
               optionally a line --- and a signed checkpoint that you already hold
  --json       the report as JSON
  --now TIME   your clock, RFC 3339 (default: the clock of this machine)
exit codes: 0 PASS, 1 FAIL, 2 INCOMPLETE, 64 usage
`;

class UsageError extends Error {}

/** Where the command writes: a terminal, a file, or a test. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** Runs the command line. Returns the exit code; writes to the given streams. */
export async function main(args: readonly string[], out: Output, err: Output): Promise<number> {
  try {
    const { pack, trust, now, json } = readArguments(args);
    const report = await verifyPack(openPack(pack), trust, now);
    out.write(json ? `${JSON.stringify(report, null, 2)}\n` : renderVerifyReport(report, out.isTTY === true));
    return { PASS: 0, FAIL: 1, INCOMPLETE: 2 }[report.result];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    err.write(`${error.message}\n${USAGE}`);
    return 64;
  }
}

function readArguments(args: readonly string[]): { pack: string; trust?: TrustFile; now: number; json: boolean } {
  const { values, positionals } = parse(args);
  const [pack, ...rest] = positionals;
  if (pack === undefined || rest.length > 0) throw new UsageError('name one pack');
  const now = values.now === undefined ? Date.now() : readTime(values.now);
  const json = values.json === true;
  if (values.trust === undefined) return { pack, now, json };
  const trust = parseTrust(readText(values.trust));
  if (!trust.ok) throw new UsageError(`${values.trust}: ${trust.error}`);
  return { pack, trust: trust.value, now, json };
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
      options: { trust: { type: 'string' }, json: { type: 'boolean' }, now: { type: 'string' } },
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

function openPack(path: string): PackSource {
  try {
    return statSync(path).isDirectory() ? openPackFolder(path) : openPackZip(path);
  } catch {
    throw new UsageError(`${path} cannot be read`);
  }
}
