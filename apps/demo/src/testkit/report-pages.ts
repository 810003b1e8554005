/** Opens the pages of a pack as a reader does, from a folder, and says what is wrong with them. For tests. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from '@remit/testing/browser';
import { accessibilityProblems } from '@remit/testing/browser';

/** Pages of a pack that people open. */
const PAGES = ['00_README.html', '01_report.html'];
/** A desk and a telephone. */
const WIDTHS = [1280, 390];

/** One line for each problem: errors of the console, requests, accessibility, width, print. Empty when nothing is wrong. */
export async function pageProblems(browser: Browser, files: ReadonlyMap<string, Uint8Array>): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'remit-pages-'));
  try {
    const problems: string[] = [];
    for (const name of PAGES) {
      const path = join(folder, name);
      writeFileSync(path, files.get(name) ?? '');
      problems.push(...(await problemsOf(browser, pathToFileURL(path).href)).map((problem) => `${name}: ${problem}`));
    }
    return problems;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function problemsOf(browser: Browser, url: string): Promise<string[]> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (request.url() !== url) problems.push(`request: ${request.url()}`);
  });
  try {
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(url);
      const beyond = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      if (beyond > 0) problems.push(`${beyond} pixels wider than ${width}`);
    }
    if ((await page.locator('h1').count()) !== 1) problems.push('no heading, or more than one');
    problems.push(...(await accessibilityProblems(page)));
    const sheets = await page.pdf({ format: 'A4' });
    if (sheets.length < 10_000) problems.push('prints nothing');
    return problems;
  } finally {
    await context.close();
  }
}
