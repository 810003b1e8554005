/** Who vouches for a log, end to end: two witnesses under one policy file, a time-stamp authority, status, and a pack. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toBase64 } from '@remit/core';
import type { TestTsa } from '@remit/testing';
import { createTsa, opensslPresent, startTsa } from '@remit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Installation } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';

const present = opensslPresent();
const suite = present ? describe : describe.skip;
const because = present ? '' : ' (skipped: the program openssl is not installed)';

interface Status {
  readonly size: number;
  readonly lag: { readonly quorumSize: number; readonly records: number; readonly oldest?: { readonly index: number } };
  readonly witnesses: readonly { readonly name: string; readonly state: string }[];
  readonly anchors: readonly { readonly name: string; readonly size: number; readonly state: string }[];
  readonly evidence: readonly string[];
}

suite(`who vouches for a log${because}`, () => {
  let house: Installation;
  let tsa: TestTsa;
  let office: Awaited<ReturnType<typeof startTsa>>;
  let second: Awaited<ReturnType<Installation['start']>>;
  let server: Awaited<ReturnType<Installation['start']>>;
  // The API answers what the types above say; a missing member fails the expectation that reads it.
  const status = async () => (await house.json('ledger', 'status')) as unknown as Status;

  beforeAll(async () => {
    tsa = createTsa();
    office = await startTsa(tsa);
    house = makeInstallation();
    const made = await house.json('init', '--person', 'ada@example.org');
    house.key = String(made['token'] ?? made['key']);
    const { vkey } = await house.json('ledger', 'head');
    const lines = [`log ${String(vkey)}`];
    const start = async (name: string) => {
      const args = ['--dir', name, '--name', `${name}.example`, '--log', String(vkey), '--listen', '127.0.0.1:0'];
      const witness = await house.start('witness', ...args);
      lines.push(`witness ${name} ${witness.said['vkey'] ?? ''} ${witness.said['url'] ?? ''}`);
      return witness;
    };
    await start('city');
    second = await start('union');
    const policy = [...lines, 'group both all city union', 'quorum both', `tsa office ${toBase64(tsa.authority)}`];
    writeFileSync(join(house.dir, 'trust'), `${policy.join('\n')}\n`);
    const anchors = `anchors: [{ name: office, url: "${office.url}" }]`;
    writeFileSync(join(house.dir, 'remit.yaml'), `listen: { port: 0 }\nlog: { policy: ./trust, ${anchors} }\n`);
    server = await house.start('up');
  });
  afterAll(async () => {
    await house.remove();
    await office.close();
    tsa.remove();
  });

  it(`[ops.log-trust] [report.stamped] the policy that the server reads is the one that a pack is verified with; tokens and cosignatures hold${because}`, async () => {
    const anchored = (await house.json('ledger', 'anchor')) as unknown as Status;
    expect(anchored.anchors).toMatchObject([{ name: 'office', state: 'ok' }]);
    const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
    const made = await house.json('report', '--from', day(-1), '--to', day(1), '--out', 'packs');
    const pack = String(made['pack'] ?? made['path'] ?? made['file']);
    const verified = await house.remit('verify', pack, '--trust', 'trust', '--json');
    const { steps } = JSON.parse(verified.out) as { steps: { name: string; status: string; says: string[] }[] };
    const step = (name: string) => steps.find((one) => one.name === name);
    expect(step('witnesses')).toMatchObject({ status: 'ok', says: ['quorum met: cosigned by city, union'] });
    expect(step('timestamps')).toMatchObject({ status: 'ok' });
    expect(step('timestamps')?.says[0]).toMatch(/by office$/);
    // A token of its own: nothing but the records that hold tokens stands above the stamped head.
    const [stamp] = made['stamped'] as { name: string; size: number }[];
    expect(stamp).toMatchObject({ name: 'office' });
    expect(stamp).not.toHaveProperty('reason');
    expect(Number(made['size']) - (stamp?.size ?? 0)).toBeLessThanOrEqual(2);
    expect(step('timestamps')?.says[0]).toContain(`the first ${stamp?.size} records existed at`);
  });

  it(`[ops.ledger-status] says what waits for a quorum, since when, and which witness does not answer${because}`, async () => {
    await house.json('ledger', 'anchor');
    await second.stop();
    await house.json('key', 'create', '--person', 'bob@example.org', '--role', 'auditor');
    let seen = await status();
    while (seen.witnesses.find(({ name }) => name === 'union')?.state !== 'behind') seen = await status();
    expect(seen.lag.records).toBeGreaterThan(0);
    expect(seen.lag.oldest?.index).toBe(seen.lag.quorumSize);
    const printed = await house.remit('ledger', 'status');
    expect(printed.out).toMatch(/quorum {5}\d+; \d+ records wait, the oldest is \d+ of \d{4}-/);
    expect(printed.out).toMatch(/union +\d+ +behind +it could not be reached/);
    expect(printed.out).toMatch(/office +\d+ +\d{4}-\d\d-\d\dT.*Z +ok/);
    const metrics = await fetch(new URL('/metrics', server.said['url'])).then((answer) => answer.text());
    expect(metrics).toMatch(/^remit_witness_quorum_lag_records [1-9]/m);
    expect(metrics).toMatch(/^remit_anchor_state\{anchor="office",state="ok"\} 1$/m);
    const ready = await fetch(new URL('/readyz', server.said['url'])).then((answer) => answer.json());
    expect(ready).toMatchObject({ witnessed: { late: false } });
  });

  it(`[ops.witness-evidence] lists what a folder keeps, and what it shows under the log's key${because}`, async () => {
    expect((await house.remit('witness', 'evidence', '--dir', 'city')).out).toContain('No evidence is kept.');
    mkdirSync(join(house.dir, 'union', 'evidence'), { recursive: true });
    writeFileSync(join(house.dir, 'union', 'evidence', 'fork-x.json'), '{}');
    const listed = await house.remit('witness', 'evidence', '--dir', 'union', '--trust', 'trust');
    expect(listed.out).toContain('unreadable');
    expect((await house.remit('witness', 'evidence', '--dir', 'nowhere')).code).toBe(64);
    expect((await house.remit('witness')).code).toBe(64);
  });

  it(`[ops.log-trust] a policy that cannot be read, or names beside witnesses, is refused at start${because}`, async () => {
    const other = makeInstallation();
    const upWith = async (log: string) => {
      writeFileSync(join(other.dir, 'remit.yaml'), `listen: { port: 0 }\nlog: ${log}\n`);
      const { code, err, out } = await other.remit('up');
      expect(code).not.toBe(0);
      return `${err}${out}`;
    };
    expect(await upWith('{ policy: ./nothing }')).toMatch(/nothing/);
    expect(await upWith('{ policy: "a\\nb" }')).toMatch(/log\.policy: the policy: line 1/);
    expect(
      await upWith('{ policy: "quorum none\\n", anchors: [{ name: a, url: "http://x", certificate: ./no }] }'),
    ).toMatch(/log\.anchors/);
    await other.remove();
  });
});
