/** (i) The verifier as people run it: the command with two threads, and the page in a browser. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { rfc3339 } from '@remit/core';
import { zipPack } from '@remit/evidence';
import { openBrowser } from '@remit/testing/browser';
import { honestStory, packOf, testTrust } from '@remit/verify/testing';
import type { Effort } from './effort.ts';
import type { Figure, Section } from './figures.ts';

const LARGE = { quick: 20_000, normal: 100_000, full: 1_000_000 } as const;
const PAGE = { quick: 5_000, normal: 100_000, full: 100_000 } as const;
/** Steps that run decisions again or write derived files: timed apart from whether the log is whole. */
const DEEPER = new Set(['decisions', 'derived']);
const GIBIBYTE = 1024 * 1024 * 1024;

interface Made {
  readonly pack: string;
  readonly trust: string;
}

/** Measures the command and the page. */
export async function verifier(effort: Effort): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'remit-bench-verifier-'));
  try {
    const command = await runCommand(await make(folder, LARGE[effort]));
    const page = await runPage(await make(folder, PAGE[effort]));
    return {
      title: '(i) the verifier: the command with two threads, and verify.html in Chromium',
      how: 'Honest logs with fixed keys; the report covers the last thousand records, the whole log is in the pack. Integrity is all steps and the opening of the archive, but for decisions run again and derived files written again. Stalled: the longest time in which the page drew nothing.',
      rows: [
        {
          what: 'remit verify',
          records: LARGE[effort],
          'integrity s': command.integrity,
          'deeper s': command.deeper,
          'CPU s': command.cpu,
          'peak MiB': command.peak / 1024 / 1024,
        },
        ...(page === undefined
          ? []
          : [{ what: 'verify.html', records: PAGE[effort], 'whole s': page.seconds, 'stalled ms': page.stalled }]),
      ],
      figures: [...commandFigures(command, effort), ...(page === undefined ? [] : pageFigures(page, effort))],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function make(folder: string, records: number): Promise<Made> {
  const { ledger } = honestStory(records, { start: Date.now() - records * 10 - 60_000, step: 10 });
  const { files } = await packOf(ledger, { inputs: { from: rfc3339(ledger.now() - 10_000) } });
  const made = { pack: join(folder, `${records}.zip`), trust: join(folder, `${records}.trust`) };
  writeFileSync(made.pack, zipPack(files));
  writeFileSync(made.trust, testTrust(ledger.logKey, ['w-one', 'w-two']));
  return made;
}

/** Seconds and bytes. `cpu`: of all threads and depths. */
interface Run {
  readonly integrity: number;
  readonly deeper: number;
  readonly cpu: number;
  readonly peak: number;
}

async function runCommand({ pack, trust }: Made): Promise<Run> {
  const script = fileURLToPath(new URL('./programs/verify-pack.js', import.meta.url));
  const started = performance.now();
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, pack, trust], { maxBuffer: 1e8 });
  const whole = (performance.now() - started) / 1000;
  if (!stdout.startsWith('PASS')) throw new Error(`the honest pack: ${stdout.slice(0, 200)}`);
  let deeper = 0;
  for (const [, ms = '0', name = ''] of stderr.matchAll(/^ *(\d+) ms {2}([a-z-]+)$/gm))
    if (DEEPER.has(name)) deeper += Number(ms) / 1000;
  const peak = Number(/^peak (\d+)$/m.exec(stderr)?.[1] ?? Number.NaN);
  const cpu = Number(/^cpu (\d+)$/m.exec(stderr)?.[1] ?? Number.NaN) / 1e6;
  return { integrity: whole - deeper, deeper, cpu, peak };
}

async function runPage({ pack, trust }: Made): Promise<{ seconds: number; stalled: number } | undefined> {
  const browser = await openBrowser();
  if (browser === undefined) return undefined;
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(600_000);
    await page.goto(import.meta.resolve('@remit/verify/verify.html'));
    await page.setInputFiles('#pack', pack);
    await page.setInputFiles('#trust', trust);
    await page.evaluate(
      'globalThis.longest = 0; globalThis.last = performance.now(); (function draw() { const now = performance.now(); longest = Math.max(longest, now - last); last = now; requestAnimationFrame(draw); })()',
    );
    const started = performance.now();
    await page.click('#run');
    await page.waitForSelector('#rows tr');
    const seconds = (performance.now() - started) / 1000;
    const result = await page.textContent('#word');
    if (result !== 'PASS') throw new Error(`the honest pack in the browser: ${result}`);
    return { seconds, stalled: Number(await page.evaluate('longest')) };
  } finally {
    await browser.close();
  }
}

function commandFigures({ integrity, deeper, cpu, peak }: Run, effort: Effort): Figure[] {
  const full = effort === 'full';
  return [
    {
      name: `integrity of ${LARGE[effort]} records`,
      value: integrity,
      unit: 's',
      ...(full ? { limit: { atMost: 30 } } : {}),
    },
    { name: 'decisions and derived files, apart', value: deeper, unit: 's' },
    { name: 'processor time of all threads and depths', value: cpu, unit: 's' },
    { name: 'peak memory', value: peak / GIBIBYTE, unit: 'GiB', ...(full ? { limit: { atMost: 1 } } : {}) },
  ];
}

function pageFigures({ seconds, stalled }: { seconds: number; stalled: number }, effort: Effort): Figure[] {
  const whole = effort !== 'quick';
  return [
    {
      name: `verify.html, ${PAGE[effort]} records`,
      value: seconds,
      unit: 's',
      ...(whole ? { limit: { atMost: 20 } } : {}),
    },
    { name: 'longest time in which the page drew nothing', value: stalled, unit: 'ms', limit: { atMost: 1000 } },
  ];
}
