/** The stranger's check at the end of a campaign: a report, the one-file verifier, a trust file from elsewhere. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../lib/workspace.ts';
import type { Installation } from './installation.ts';
import { runProgram, until } from './programs.ts';

const VERIFIER = join(root, 'packages/verify/dist/verify.mjs');

/** What the verifier said. */
export interface Verified {
  readonly result: string;
  /** Kinds of exceptions that the pack lists. */
  readonly exceptions: readonly string[];
  readonly text: string;
}

/** Makes a report of the given times (default: all) and verifies it with the keys of log and witness. */
export async function verifyReport(installation: Installation, from = '2020-01-01', to?: string): Promise<Verified> {
  const pack = join(installation.dir, 'pack.zip');
  const trust = join(installation.dir, 'trust');
  writeFileSync(trust, `log ${installation.logVkey}\nwitness campaign ${installation.witnessVkey}\nquorum campaign\n`);
  const end = to ?? new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  await installation.json('report', '--from', from, '--to', end, '--out', pack);
  const ran = await runProgram(process.execPath, [VERIFIER, pack, '--trust', trust, '--json']);
  const report = JSON.parse(ran.out) as { result: string; exceptions: { kind: string }[] };
  return {
    result: report.result,
    exceptions: [...new Set(report.exceptions.map((exception) => exception.kind))],
    text: ran.out,
  };
}

/** Waits until the witness has cosigned all that is durable now: `ledger check` seals the head. */
export async function sealed(installation: Installation, timeoutMs: number): Promise<void> {
  await until(
    'a head that the witness cosigned',
    async () => {
      const ran = await installation.remit('ledger', 'head', '--json');
      if (ran.code !== 0) return false;
      const { size, witnessedSize } = JSON.parse(ran.out) as { size: number; witnessedSize: number };
      return size === witnessedSize;
    },
    timeoutMs,
  );
}

/** `remit ledger check`: the operator's own check. Returns `ok`, or all that it said. */
export async function ledgerCheck(installation: Installation): Promise<string> {
  const ran = await installation.remit('ledger', 'check');
  return ran.out.trimEnd().split('\n').at(-1) === 'ok' ? 'ok' : `${ran.out}${ran.err}`;
}
