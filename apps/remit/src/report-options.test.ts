/** The options of `remit report`, over a real installation. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Installation } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';

const PERIOD = ['--from', '2020-01-01', '--to', '2035-12-31'];

describe('reports', { timeout: 180_000 }, () => {
  let house: Installation;
  beforeAll(async () => {
    house = makeInstallation();
    house.key = String((await house.json('init', '--person', 'ada@example.org'))['token']);
  }, 120_000);
  afterAll(async () => await house.remove());

  it('[report.cli] a sample by seed, a signed manifest and a redacted variant, which the verifier checks', async () => {
    const head = await house.json('ledger', 'head');
    const report = await house.json('report', ...PERIOD, '--sample-seed', 'Q4', '--redacted', '--out', 'pack.zip');
    expect(report['redacted']).toBe(join(house.dir, 'pack-redacted.zip'));
    writeFileSync(
      join(house.dir, 'trust'),
      `log ${String(head['vkey'])}\nquorum none\n---\n${String(head['checkpoint'])}`,
    );
    const verified = await house.remit('verify', 'pack.zip', '--trust', 'trust', '--redacted', 'pack-redacted.zip');
    expect(verified.out).toMatch(/ok +dsse\n +valid: signed by .*\/report\+/);
    expect(verified.out).toMatch(/record \d+ of the log names this key/);
    expect(verified.out).toMatch(/ok +redacted\n +\d+ files follow from this pack/);
    expect(verified.code).toBe(0);
    expect(await house.remit('verify', 'pack-redacted.zip', '--trust', 'trust')).toMatchObject({ code: 64 });
    // The key is made once: a second report adds no second record of it.
    await house.json('report', ...PERIOD, '--out', 'second.zip');
    const again = await house.remit('verify', 'second.zip', '--trust', 'trust');
    expect(again.out).toMatch(/record \d+ of the log names this key/);
    expect(readFileSync(join(house.dir, 'second.zip')).equals(readFileSync(join(house.dir, 'pack.zip')))).toBe(false);
  });

  it('[report.cli] refuses a final report with what is open, and a sample without a seed', async () => {
    const final = await house.remit('report', ...PERIOD, '--final');
    expect(final.code).toBe(1);
    expect(final.err).toContain('The final report was not made.');
    expect(final.err).toMatch(/\d+ open\n {2}attestation AIA-/);
    expect(await house.remit('report', ...PERIOD, '--sample', '5')).toMatchObject({ code: 64 });
    expect(await house.remit('report', ...PERIOD, '--sample-seed', 'x', '--sample', 'many')).toMatchObject({
      code: 64,
    });
  });

  it('[report.server-schedule] a server makes the packs by itself, shows them, counts them, and ends while one is due', async () => {
    const config = 'reports:\n  hourly: { every: "every:1h", out: ./hourly, redacted: true, final: true }\n';
    const server = makeInstallation(config);
    try {
      server.key = String((await server.json('init', '--person', 'ada@example.org'))['token']);
      expect((await server.remit('report', 'schedule', 'status')).out).toContain('hourly  due; every every:1h, UTC');
      const up = await server.start('up');
      const status = async () => {
        // What the API answers: see schedule-view.ts.
        const view = (await server.json('report', 'schedule', 'status')) as unknown as {
          reports: { state: string; last?: { did: string; paths: string[]; open: number } }[];
        };
        return view.reports[0];
      };
      await vi.waitFor(async () => expect(await status()).toMatchObject({ last: { did: 'made' } }), {
        timeout: 60_000,
        interval: 200,
      });
      const made = await status();
      expect(made?.state).toBe('waiting');
      expect(made?.last?.open).toBeGreaterThan(0);
      expect(readdirSync(join(server.dir, 'hourly'))).toHaveLength(2);
      const metrics = await (await fetch(`${up.said['url'] ?? ''}/metrics`)).text();
      expect(metrics).toContain('remit_scheduled_reports_total{report="hourly",result="made"} 1');
      expect(metrics).toContain('remit_scheduled_report_overdue_seconds{report="hourly"} 0');
      const [pack = ''] = made?.last?.paths ?? [];
      const head = await server.json('ledger', 'head');
      writeFileSync(join(server.dir, 'trust'), `log ${String(head['vkey'])}\nquorum none\n`);
      // Without a witness nothing contradicts, and no more can be said.
      expect((await server.remit('verify', pack, '--trust', 'trust')).code).toBe(2);
      expect((await up.stop()).code).toBe(0);
      // The state is kept: nothing is due at the next start.
      expect((await server.remit('report', 'schedule', 'status')).out).toContain('hourly  waiting');
    } finally {
      await server.remove();
    }
  });

  it('[report.schedule] makes the last whole span, says so, leaves it alone the next time, and ends cleanly at SIGTERM', async () => {
    const first = await house.start('report', '--schedule', 'every:1h', '--into', 'packs');
    expect(first.said).toMatchObject({ did: 'made' });
    expect((await first.stop()).code).toBe(0);
    const made = readdirSync(join(house.dir, 'packs'));
    expect(made).toHaveLength(1);
    expect(made[0]).toMatch(/^article12-pack_all-systems_\d{4}-\d{2}-\d{2}T\d{4}_.*\.zip$/);
    for (const wrong of [
      ['--schedule', 'hourly', '--into', 'packs'],
      ['--schedule', 'daily'],
      ['--schedule', 'daily', '--into', 'packs', '--from', '2026-11-01'],
      ['--into', 'packs', ...PERIOD],
    ])
      expect(await house.remit('report', ...wrong)).toMatchObject({ code: 64 });
  });
});
