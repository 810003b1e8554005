/** The folder of one run. Everything that the demo writes lies in it; `latest` beside it gets copies of the results. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Absolute paths inside one run's folder. */
export interface RunFolder {
  readonly root: string;
  /** The made-up case files. */
  readonly applicants: string;
  readonly bank: string;
  readonly bankConfig: string;
  readonly bankData: string;
  readonly bankKeys: string;
  readonly scopeFile: string;
  readonly logs: string;
  /** What the auditor holds: the trust file, the verifier, the witness's own folder. */
  readonly auditor: string;
  readonly trust: string;
  readonly verifier: string;
  readonly witness: string;
  readonly pack: string;
  readonly forgeries: string;
  readonly summary: string;
}

/** The paths of a run in `root`. Touches nothing. */
export function runFolderAt(root: string): RunFolder {
  return {
    root,
    applicants: join(root, 'applicants'),
    bank: join(root, 'bank'),
    bankConfig: join(root, 'bank', 'remit.yaml'),
    bankData: join(root, 'bank', 'data'),
    bankKeys: join(root, 'bank', 'keys'),
    scopeFile: join(root, 'bank', 'loan-triage.yaml'),
    logs: join(root, 'logs'),
    auditor: join(root, 'auditor'),
    trust: join(root, 'auditor', 'trust'),
    verifier: join(root, 'auditor', 'verify.mjs'),
    witness: join(root, 'auditor', 'witness'),
    pack: join(root, 'pack.zip'),
    forgeries: join(root, 'forgeries'),
    summary: join(root, 'summary.json'),
  };
}

/** Makes the folder of a run that starts at `now` (milliseconds since the epoch), named after that time in UTC. */
export function makeRunFolder(out: string, now: number): RunFolder {
  const name = new Date(now)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  let root = join(out, name);
  for (let n = 2; existsSync(root); n++) root = join(out, `${name}-${n}`);
  const folder = runFolderAt(root);
  for (const path of [folder.applicants, folder.bank, folder.logs, folder.auditor, folder.forgeries])
    mkdirSync(path, { recursive: true });
  // Keys lie here for a reader who wants to look into the data afterwards. They are worth nothing outside this run.
  mkdirSync(folder.bankKeys, { mode: 0o700 });
  return folder;
}
