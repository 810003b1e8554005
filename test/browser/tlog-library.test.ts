/** packages/tlog stands alone: its README runs as it is written, in Node and in a browser, and names everything it offers. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBrowser } from '@remit/testing/browser';
import * as tlog from '@remit/tlog';
import { rolldown } from 'rolldown';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { root, sourceFiles } from '../lib/workspace.ts';

vi.setConfig({ testTimeout: 60_000 });

const readme = readFileSync(join(root, 'packages/tlog/README.md'), 'utf8');
const example = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'remit-tlog-'));
const browser = await openBrowser();
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The example as one script. */
async function bundle(platform: 'node' | 'browser'): Promise<string> {
  const input = join(folder, 'example.mjs');
  writeFileSync(input, example);
  const made = await rolldown({
    input,
    platform,
    resolve: {
      alias: { '@remit/tlog': join(root, 'packages/tlog/dist/index.js') },
      ...(platform === 'browser' ? { conditionNames: ['import', 'default'] } : {}),
    },
    onLog(level, log) {
      if (level === 'warn') throw new Error(log.message);
    },
  });
  const { output } = await made.generate({ format: 'esm' });
  return output[0].code;
}

describe('tlog as a library', () => {
  it('[tlog.library] the example of the README has ten lines and runs in Node', async () => {
    const lines = example.split('\n').filter((line) => !/^(?:import |\/\/|$)/.test(line));
    expect(lines).toHaveLength(10);
    const file = join(folder, 'node.mjs');
    writeFileSync(file, await bundle('node'));
    expect(await import(pathToFileURL(file).href)).toMatchObject({ holds: true });
  });

  it('[tlog.library] the README names every export, and no source of it needs Node but the one that package.json picks there', () => {
    for (const name of Object.keys(tlog)) expect(readme, name).toContain(`\`${name}\``);
    const needy = sourceFiles('.ts').filter(
      (file) =>
        /packages\/(?:tlog|core)\/src\/(?!.*\.test\.ts)/.test(file) && /from 'node:/.test(readFileSync(file, 'utf8')),
    );
    expect(needy.map((file) => file.replace(/^.*\/src\//, '')).sort()).toEqual(['ed25519-node.ts', 'sha256-node.ts']);
  });

  it.skipIf(browser === undefined)(
    '[tlog.library] the example runs in a browser, with and without the Ed25519 of the platform (skipped: no browser is installed)',
    async () => {
      const code = await bundle('browser');
      expect(code).not.toMatch(/from ['"]node:|require\(/);
      const page = await browser?.newPage();
      for (const before of [
        '',
        'SubtleCrypto.prototype.importKey = () => Promise.reject(new DOMException("no", "NotSupportedError"));',
      ]) {
        const file = join(folder, 'page.html');
        const script = code.replace(/export \{[^}]*\};?/, 'document.title = String(holds);');
        writeFileSync(file, `<!doctype html><title>?</title><script type="module">${before}\n${script}</script>`);
        await page?.goto(pathToFileURL(file).href);
        await expect.poll(async () => await page?.title()).toBe('true');
      }
    },
  );
});
