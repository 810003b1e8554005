/** A reader's machine: an empty folder, plain Node, and only the files that he was given. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Children } from '../processes/children.ts';
import type { Temporary } from '../processes/temporary.ts';
import { within } from '../processes/until.ts';
import { DemoFailure } from '../show/demo-failure.ts';

/** The parts of the verifier's JSON report that the demo reads. */
export interface VerifierReport {
  readonly result: 'PASS' | 'FAIL' | 'INCOMPLETE';
  readonly steps: readonly { readonly name: string; readonly status: string; readonly says: readonly string[] }[];
  readonly head?: { readonly origin: string; readonly size: number; readonly root: string };
  readonly exceptions: readonly { readonly kind: string; readonly says: string }[];
  readonly counts: { readonly records: number; readonly calls: number; readonly exceptions: number };
}

const EXIT_CODES = { PASS: 0, FAIL: 1, INCOMPLETE: 2 } as const;
const LIMIT_MS = 60_000;

/** Runs `node verify.mjs pack.zip [--trust trust] --json` there and checks that the exit code says what the report says. */
export async function verifyAsStranger(
  { children, temporary }: { readonly children: Children; readonly temporary: Temporary },
  input: { readonly verifier: string; readonly pack: string; readonly trust: string | undefined },
): Promise<VerifierReport> {
  const folder = temporary.make();
  try {
    copyFileSync(input.verifier, join(folder, 'verify.mjs'));
    copyFileSync(input.pack, join(folder, 'pack.zip'));
    if (input.trust !== undefined) writeFileSync(join(folder, 'trust'), input.trust);
    const child = children.start({
      name: 'verify.mjs',
      args: ['verify.mjs', 'pack.zip', ...(input.trust === undefined ? [] : ['--trust', 'trust']), '--json'],
      cwd: folder,
    });
    const { code } = await within('verify.mjs', LIMIT_MS, child.ended);
    const report = reportOf(child.stdout(), child.lastLines());
    if (code !== EXIT_CODES[report.result])
      throw new DemoFailure(`verify.mjs says ${report.result} and ends with exit code ${String(code)}`);
    return report;
  } finally {
    temporary.remove(folder);
  }
}

function reportOf(stdout: string, said: string): VerifierReport {
  try {
    // The verifier's own report; the scenes check what they rely on.
    return JSON.parse(stdout) as VerifierReport;
  } catch {
    throw new DemoFailure(`verify.mjs printed no report. It said:\n${said}`);
  }
}

/** What the steps that are not as they should be say, a line each. */
export function objections(report: VerifierReport): string[] {
  const bad = report.steps.filter(({ status }) => status === 'fail' || status === 'incomplete');
  return bad.map(({ name, status, says }) => `${name}, ${status}: ${says.join('; ')}`);
}

/** Result and objections in one line, for a failure message. */
export function foundInstead(report: VerifierReport): string {
  return [report.result, ...objections(report)].join(' | ');
}
