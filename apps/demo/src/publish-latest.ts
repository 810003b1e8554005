/**
 * `latest`: a real folder with copies of what a run leaves, so that it can be copied, archived and read without the run.
 * It is taken away when a run starts and put in place in one rename when the run has ended well.
 */
import { copyFileSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunFolder } from './run-folder.ts';

/** Removes the results of an earlier run, so that a run that fails leaves none behind that look like its own. */
export function forgetLatest(out: string): void {
  rmSync(join(out, 'latest'), { recursive: true, force: true });
}

/** Copies pack, summary and the auditor's two files. Answers the folder. */
export function publishLatest(out: string, run: RunFolder): string {
  const fresh = join(out, '.latest.new');
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(join(fresh, 'auditor'), { recursive: true });
  copyFileSync(run.pack, join(fresh, 'pack.zip'));
  copyFileSync(run.summary, join(fresh, 'summary.json'));
  copyFileSync(run.trust, join(fresh, 'auditor', 'trust'));
  copyFileSync(run.verifier, join(fresh, 'auditor', 'verify.mjs'));
  forgetLatest(out);
  renameSync(fresh, join(out, 'latest'));
  return join(out, 'latest');
}
