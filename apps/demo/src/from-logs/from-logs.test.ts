/** One run of `--from-logs`: from log files to a pack that verifies, and what the pack says of custody. */
import { join } from 'node:path';
import { fromUtf8 } from '@remit/core';
import { openBrowser } from '@remit/testing/browser';
import { openPackZip, redactPack } from '@remit/verify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemo } from '../testkit/demo-process.ts';
import { jsonProblems } from '../testkit/pack-json.ts';
import { pageProblems } from '../testkit/report-pages.ts';

const browser = await openBrowser();

interface Trace {
  readonly origin: { readonly kind: string; readonly producer: string; readonly source: string };
  readonly grade: string;
  readonly scopeVerdict: { readonly overall: string };
  readonly custody: { readonly links: readonly { readonly status: string; readonly relation: string }[] };
}

describe('the demo from logs', () => {
  const demo = startDemo('--from-logs');
  const latest = join(demo.out, 'from-logs', 'latest');
  let files: ReadonlyMap<string, Uint8Array>;
  let traces: Trace[];

  beforeAll(async () => {
    const { code } = await demo.ended;
    if (code !== 0) throw new Error(demo.printed());
    files = openPackZip(join(latest, 'pack.zip')).files;
    const lines = [...files]
      .filter(([path]) => path.startsWith('07_imported_traces-'))
      .flatMap(([, bytes]) => (fromUtf8(bytes) ?? '').trimEnd().split('\n'));
    // Shape: written by the product, held by its own tests.
    traces = lines.map((line) => JSON.parse(line) as Trace);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    demo.clean();
  });

  it('[demo.from-logs] exits 0 and ends with PASS and the path of the pack', () => {
    expect(demo.printed().trimEnd().split('\n').at(-1)).toBe(`PASS ${join(latest, 'pack.zip')}`);
    expect(demo.printed()).toContain('the same files a second time add nothing');
  });

  it('[demo.from-logs-custody] ranks a trace B only under digests of AWS, and none of Cloudflare above C', () => {
    expect(traces.length).toBeGreaterThan(300);
    expect(new Set(traces.map(({ origin }) => origin.kind))).toEqual(new Set(['log_import']));
    expect(traces.some(({ grade }) => grade === 'A')).toBe(false);
    const graded = traces.filter(({ grade }) => grade === 'B');
    expect(graded.length).toBeGreaterThan(100);
    for (const { origin, custody } of graded) {
      expect(origin.source).toBe('aws.cloudtrail');
      expect(custody.links[0]).toMatchObject({ relation: 'written by', status: 'verified' });
    }
    for (const { origin, custody } of traces.filter(({ origin: { source } }) => source.startsWith('cloudflare')))
      expect([origin.source, custody.links[0]?.status]).toEqual(['cloudflare.mcp-portal', 'asserted']);
  });

  it('[demo.from-logs-verdicts] judges the calls of the declared agent, and leaves all others indeterminate', () => {
    const verdicts = (source: string) =>
      new Set(traces.filter(({ origin }) => origin.source === source).map(({ scopeVerdict }) => scopeVerdict.overall));
    expect([...verdicts('aws.cloudtrail')]).toEqual(expect.arrayContaining(['in', 'out']));
    expect(verdicts('cloudflare.mcp-portal')).toEqual(new Set(['indeterminate']));
    expect(demo.printed()).toMatch(/checked +in and out are the \d+ and \d+ calls that were made so/);
  });

  it('[report.schemas] every JSON of a pack from foreign logs alone validates, and of the redacted variant', () => {
    expect(jsonProblems(files)).toEqual([]);
    expect(jsonProblems(redactPack(files))).toEqual([]);
  });

  it.skipIf(browser === undefined)(
    '[report.browser] its pages open from a folder without an error, a request or a serious problem for who cannot see, and print (skipped: no Chromium starts here)',
    { timeout: 120_000 },
    async () => {
      expect(browser === undefined ? [] : await pageProblems(browser, files)).toEqual([]);
    },
  );

  it('[demo.from-logs-privacy] names no person in the pack', () => {
    for (const [path, bytes] of files)
      expect(Buffer.from(bytes).toString('latin1').includes('@lending.example'), path).toBe(false);
  });
});
