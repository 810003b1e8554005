/**
 * docs/first-hour.md, followed word for word: every fenced sh block, in order, in one shell, in a clean folder. Nothing of
 * the page is left out or replaced; only REMIT_CLONE says where the clone is, as the page asks.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './lib/workspace.ts';

/** The sh blocks of a page. A block of another kind is for reading. */
function shellBlocks(markdown: string): string[] {
  return [...markdown.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block ?? '');
}

it("[adoption.newcomer] a newcomer's path leads to an own scope, a report and a PASS", () => {
  const blocks = shellBlocks(readFileSync(join(root, 'docs/first-hour.md'), 'utf8'));
  expect(blocks.length).toBeGreaterThan(10);
  const folder = mkdtempSync(join(tmpdir(), 'remit-first-hour-'));
  try {
    const script = ['set -euo pipefail', ...blocks.map((block, i) => `echo "== block ${i + 1}"\n${block}`)].join('\n');
    const ran = spawnSync('bash', ['-c', script], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: folder, REMIT_CLONE: root },
      timeout: 170_000,
    });
    const said = `${ran.stdout}\n${ran.stderr}`;
    expect(ran.status, said).toBe(0);
    for (const sentence of [
      'Warning: mode: observe enforces nothing.',
      'read_text_file: # 2 calls',
      'This is still the placeholder of a draft.',
      'refused, as it should be',
      'scope.yaml: ok. Scope assistant',
      '0 of the calls that went through would be denied',
      'The meeting is on Monday.',
      'Denied by rule files/read_text_file',
      'exception  scope_out: 2',
      'PASS with 2 exceptions',
      'same root',
    ])
      expect(said).toContain(sentence);
    expect(ran.stdout).not.toContain('Salaries, not for any agent.');
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}, 180_000);

it("[adoption.newcomer] the README leads to the newcomer's path", () => {
  expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain('docs/first-hour.md');
});
