/** The second verifier (test/reimplementation/verify.py) as a process that answers for one pack after the other. */
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './workspace.ts';

/** What it says of a pack: the result, and status and words of each step by name. */
export interface SecondReport {
  readonly result: string;
  readonly steps: Readonly<Record<string, readonly [status: string, says: string]>>;
}

/** A pack for it: files as they are, or one zip archive. */
export interface SecondInput {
  readonly trust?: string;
  readonly now: number;
  readonly files: ReadonlyMap<string, Uint8Array> | Uint8Array;
}

/** True when python3 of version 3.9 or later is installed. */
export function secondVerifierRuns(): boolean {
  const check = ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))'];
  return spawnSync('python3', check, { stdio: 'ignore' }).status === 0;
}

/** Starts it. `stop` ends it and removes its folder. */
export function startSecondVerifier() {
  const schemas = mkdtempSync(join(tmpdir(), 'remit-second-'));
  copyFileSync(join(root, 'docs/reference/record.schema.json'), join(schemas, 'record.schema.json'));
  copyFileSync(
    join(root, 'docs/reference/schemas/imported-event.schema.json'),
    join(schemas, 'imported-event.schema.json'),
  );
  const child = spawn('python3', [join(root, 'test/reimplementation/serve.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] ?? '', PYTHONDONTWRITEBYTECODE: '1' },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.stdin.write(`${JSON.stringify({ schemas })}\n`);
  return {
    async verify({ trust, now, files }: SecondInput): Promise<SecondReport> {
      const bodies = files instanceof Uint8Array ? [files] : [...files.values()];
      const head = files instanceof Uint8Array ? { zip: true } : { paths: [...files.keys()] };
      const sizes = bodies.map(({ length }) => length);
      child.stdin.write(`${JSON.stringify({ trust: trust ?? null, now, sizes, ...head })}\n`);
      for (const body of bodies) child.stdin.write(body);
      const answer = await lines.next();
      if (answer.done === true) throw new Error('the second verifier ended');
      // Proof: one line of JSON for each frame (serve.py).
      return JSON.parse(answer.value) as SecondReport;
    },
    stop() {
      child.stdin.end();
      rmSync(schemas, { recursive: true, force: true });
    },
  };
}
