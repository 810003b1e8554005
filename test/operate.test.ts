/** The recipes for running it: the unit is accepted by systemd, the page names commands and files that exist. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './lib/workspace.ts';

const textOf = (path: string) => readFileSync(join(root, path), 'utf8');
const analyze = ['/usr/bin/systemd-analyze', '/bin/systemd-analyze'].find((path) => existsSync(path));

describe('recipes', () => {
  const unit = textOf('deploy/remit.service');

  it.skipIf(analyze === undefined)(
    '[operations-b.unit] systemd accepts the unit (skipped without systemd-analyze)',
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'remit-unit-'));
      try {
        const path = join(folder, 'remit.service');
        writeFileSync(path, unit.replace('/usr/bin/node', process.execPath).replaceAll('/opt/remit/', `${root}/`));
        // Output is a complaint, also when the exit code is 0.
        expect(execFileSync(analyze ?? '', ['verify', '--man=no', path], { encoding: 'utf8', stdio: 'pipe' })).toBe('');
        const mistaken = join(folder, 'mistaken.service');
        writeFileSync(mistaken, unit.replace('Type=exec', 'Type=nonsense').replace(/^ExecStart=.*$/m, ''));
        expect(() => execFileSync(analyze ?? '', ['verify', '--man=no', mistaken], { stdio: 'pipe' })).toThrow(
          'failed',
        );
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );

  it('[operations-b.unit-hardened] the unit runs as a user of its own, in its own folder, and stops the gateway first', () => {
    for (const line of [
      'User=remit',
      'ProtectSystem=strict',
      'StateDirectory=remit',
      'KillMode=mixed',
      'NoNewPrivileges=yes',
    ])
      expect(unit.split('\n')).toContain(line);
  });

  it('[operations-b.image] the image is built in stages and does not run as root', () => {
    const recipe = textOf('deploy/Containerfile');
    expect(recipe.match(/^FROM /gm)).toHaveLength(2);
    expect(recipe.lastIndexOf('\nUSER node\n')).toBeGreaterThan(recipe.lastIndexOf('\nFROM '));
  });

  it('[operations-b.operate] the page states one tenant, and every command in it exists', () => {
    const page = textOf('docs/operate.md');
    expect(page).toContain('**One tenant, one deployment.**');
    const reference = textOf('docs/reference/cli.md');
    const known = [...reference.matchAll(/^## (remit .+)$/gm)].map((match) => match[1] ?? '');
    const blocks = [...page.matchAll(/^```sh\n(.*?)^```/gms)].flatMap((match) => (match[1] ?? '').split('\n'));
    const lines = blocks.filter((line) => line.startsWith('remit '));
    expect(lines.length).toBeGreaterThan(4);
    for (const line of lines) {
      const command = known.find((name) => `${line} `.startsWith(`${name} `));
      expect(command, line).toBeDefined();
      for (const option of line.match(/--[a-z-]+/g) ?? []) expect(reference, line).toContain(`\`${option} `);
    }
    for (const file of page.match(/(?:docs|deploy)\/[\w./-]+\w/g) ?? [])
      expect(existsSync(join(root, file)), file).toBe(true);
  });
});
