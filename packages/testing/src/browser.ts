/**
 * A Chromium for tests: the one of the system (CHROMIUM_PATH, /usr/bin/chromium), else the one that @sparticuz/chromium
 * unpacks. Where neither starts, tests say why they are skipped. Development only.
 */
import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import chromiumFiles from '@sparticuz/chromium';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';

export type { Browser, Page } from 'playwright-core';

/** Starts a browser; undefined when none is installed that starts here. The caller closes it. */
export async function openBrowser(
  path = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
): Promise<Browser | undefined> {
  try {
    const found = existsSync(path);
    return await chromium.launch({
      executablePath: found ? path : await chromiumFiles.executablePath(),
      args: found ? ['--no-sandbox', '--disable-dev-shm-usage'] : chromiumFiles.args,
    });
  } catch {
    return undefined;
  }
}

/** What axe finds against a page: one line for each rule and element, empty when nothing. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help}: ${target.join(' ')}`));
}
