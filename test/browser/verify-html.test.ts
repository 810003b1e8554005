/** verify.html in a real browser, opened from the file system: what a stranger does. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { zipPack } from '@remit/evidence';
import type { Page } from '@remit/testing/browser';
import { accessibilityProblems, openBrowser } from '@remit/testing/browser';
import { everyTypeStory, packOf, testTrust } from '@remit/verify/testing';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { root } from '../lib/workspace.ts';

vi.setConfig({ testTimeout: 120_000 });

const PAGE = pathToFileURL(join(root, 'packages/verify/dist/verify.html')).href;
const folder = mkdtempSync(join(tmpdir(), 'remit-page-'));
const browser = await openBrowser();
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A fresh page with what it tried to reach and what went wrong in it. */
async function open(options: { offline?: boolean } = {}): Promise<{ page: Page; troubles: string[] }> {
  if (browser === undefined) throw new Error('no browser');
  const context = await browser.newContext({ offline: options.offline ?? true });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('request', (request) => {
    if (!/^(?:file|blob|data):/.test(request.url())) troubles.push(`request ${request.url()}`);
  });
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  await page.goto(PAGE);
  return { page, troubles };
}

async function verify(page: Page, pack: string, trust?: string): Promise<string> {
  await page.setInputFiles('#pack', pack);
  if (trust !== undefined) await page.setInputFiles('#trust', trust);
  await page.click('#run');
  await page.waitForSelector('#result:not([hidden])');
  return (await page.textContent('#word')) ?? '';
}

describe.skipIf(browser === undefined)('verify.html (skipped: no browser is installed)', () => {
  const write = async (name: string, change: (files: Map<string, Uint8Array>) => void = () => undefined) => {
    const { ledger } = everyTypeStory({ start: Date.now() - 60_000 });
    const { files } = await packOf(ledger);
    change(files);
    const [pack, trust] = [join(folder, `${name}.zip`), join(folder, `${name}-trust`)];
    writeFileSync(pack, zipPack(files));
    writeFileSync(trust, testTrust(ledger.logKey, ['w-one', 'w-two']));
    return { pack, trust };
  };

  it('[verify-html.result] PASS with the trust file, INCOMPLETE without, FAIL for a changed record; the same steps as verify.mjs; no request, no error (skipped: no browser is installed)', async () => {
    const { page, troubles } = await open();
    const honest = await write('honest');
    expect(await verify(page, honest.pack, honest.trust)).toBe('PASS');
    const steps = await page.$$eval('#steps h4', (all) => all.map((h) => h.textContent));
    const words = { ok: 'ok', fail: 'FAIL', incomplete: 'INCOMPLETE', 'not-applicable': 'not applicable' };
    const ran = execFileSync(
      process.execPath,
      [join(root, 'packages/verify/dist/verify.mjs'), honest.pack, '--trust', honest.trust, '--json'],
      { encoding: 'utf8' },
    );
    const said = JSON.parse(ran) as { steps: { name: string; status: keyof typeof words }[] };
    expect(steps).toEqual(said.steps.map(({ name, status }) => `${words[status]} ${name}`));
    const without = (await open()).page;
    expect(await verify(without, honest.pack)).toBe('INCOMPLETE');
    const forged = await write('forged', (files) => {
      for (const [path, bytes] of files) if (path.includes('/tile/entries/')) bytes[60] = (bytes[60] ?? 0) ^ 1;
    });
    expect(await verify(page, forged.pack, forged.trust)).toBe('FAIL');
    expect(troubles).toEqual([]);
  });

  it('[verify-html.records] every record can be paged through, with what was found of it; each step says what it does not prove and against whom it protects (skipped: no browser is installed)', async () => {
    const { page } = await open();
    const { pack, trust } = await write('records');
    await verify(page, pack, trust);
    await page.waitForSelector('#rows tr');
    const first = await page.textContent('#rows tr');
    expect(first).toContain('mcp.decision');
    expect(first).toContain('proof leads to the signed root; context intact; run again: the same result');
    await page.click('#decisions-only');
    await page.locator('#rows tr', { hasText: 'genesis' }).waitFor();
    expect(await page.textContent('#range')).toMatch(/^1 to \d+ of \d+$/);
    const limits = await page.$$eval('#steps .limit', (all) => all.length);
    expect(limits).toBe(2 * (await page.$$eval('#steps li', (all) => all.length)));
  });

  it('[verify-html.access] has no accessibility problem before and after a result, works by keyboard, and prints every step (skipped: no browser is installed)', async () => {
    const { page } = await open();
    expect(await accessibilityProblems(page)).toEqual([]);
    const { pack, trust } = await write('access');
    await page.setInputFiles('#pack', pack);
    await page.setInputFiles('#trust', trust);
    await page.focus('#run');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#rows tr');
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.emulateMedia({ media: 'print' });
    expect(await page.isVisible('#pack')).toBe(false);
    expect(await page.isVisible('#steps')).toBe(true);
    expect((await page.pdf()).length).toBeGreaterThan(10_000);
  });

  it('[verify-html.sealed] its policy lets no script, style or connection in from outside, and what a pack holds never becomes markup (skipped: no browser is installed)', async () => {
    const { page, troubles } = await open({ offline: false });
    const blocked = await page.evaluate("fetch('https://example.com/').then(() => 'reached', () => 'blocked')");
    expect(blocked).toBe('blocked');
    expect(troubles.join('\n')).toContain('Content Security Policy');
    const odd = await write('odd', (files) => files.set('<img src=x onerror=alert(1)>', new Uint8Array(1)));
    expect(await verify(page, odd.pack, odd.trust)).toBe('FAIL');
    expect(await page.$$eval('img', (all) => all.length)).toBe(0);
  });
});
