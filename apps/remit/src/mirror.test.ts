/** A mirror and a root log, end to end from the command line: one policy file, packs that pass by either, and what a copy tells. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Installation } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';

const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

interface Step {
  readonly name: string;
  readonly status: string;
  readonly says: readonly string[];
}

describe('a mirror and a root log', () => {
  let house: Installation;
  let vkey: string;
  let pack: string;
  let rootUrl: string;
  let logUrl: string;
  /** Records of the log when its database was copied. */
  let early: number;
  const database = () => join(house.dir, 'remit-data', 'ledger', 'ledger.sqlite');
  let server: Awaited<ReturnType<Installation['start']>>;
  const said = (running: { said: Record<string, string> }, key: string) => running.said[key] ?? '';

  const verify = async (
    trust: string,
    of = pack,
  ): Promise<{ result: string; step(name: string): Step | undefined }> => {
    const { out } = await house.remit('verify', of, '--trust', trust, '--json');
    const { result, steps } = JSON.parse(out) as { result: string; steps: Step[] };
    return { result, step: (name) => steps.find((one) => one.name === name) };
  };
  const report = async (): Promise<string> => {
    const made = await house.json('report', '--from', day(-1), '--to', day(1), '--out', 'packs');
    return String(made['pack'] ?? made['path'] ?? made['file']);
  };

  beforeAll(async () => {
    house = makeInstallation();
    const made = await house.json('init', '--person', 'ada@example.org');
    house.key = String(made['token'] ?? made['key']);
    const head = await house.json('ledger', 'head');
    vkey = String(head['vkey']);
    early = Number(head['size']);
    copyFileSync(database(), join(house.dir, 'early'));
    const any = ['--listen', '127.0.0.1:0'];
    const published = await house.start('ledger', 'serve', ...any);
    logUrl = said(published, 'url');
    const copied = ['--log', vkey, '--from', logUrl];
    const mirror = await house.start('mirror', '--dir', 'mirror', '--name', 'mirror.example', ...copied, ...any);
    // The root log is started once for its key, which its witness must know.
    const root = ['root', '--dir', 'root', '--origin', 'root.example', '--region', vkey];
    const first = await house.start(...root, ...any);
    await first.stop();
    const rootKey = said(first, 'vkey');
    const city = await house.start('witness', '--dir', 'city', '--name', 'city.example', '--log', rootKey, ...any);
    const witness = `witness city ${said(city, 'vkey')}`;
    writeFileSync(join(house.dir, 'root-policy'), `log ${rootKey}\n${witness} ${said(city, 'url')}\nquorum city\n`);
    const second = await house.start(...root, '--policy', 'root-policy', ...any);
    rootUrl = said(second, 'url');
    const lines = [
      `log ${vkey}`,
      `witness mirror ${said(mirror, 'vkey')} ${said(mirror, 'url')}`,
      `witness root ${said(second, 'receiptKey')} ${said(second, 'url')}`,
      witness,
      `root-log ${rootKey} ${said(second, 'url')}`,
      'root-quorum city',
      'group both all mirror root',
      'quorum both',
    ];
    writeFileSync(join(house.dir, 'trust'), `${lines.join('\n')}\n`);
    const only = (...kept: string[]) => `${[`log ${vkey}`, ...kept].join('\n')}\n`;
    writeFileSync(join(house.dir, 'by-mirror'), only(lines[1] ?? '', 'quorum mirror'));
    writeFileSync(join(house.dir, 'by-root'), only(witness, lines[4] ?? '', 'root-quorum city', 'quorum none'));
    writeFileSync(join(house.dir, 'remit.yaml'), 'listen: { port: 0 }\nlog: { policy: ./trust }\n');
    server = await house.start('up');
    pack = await report();
  }, 120_000);
  afterAll(async () => {
    await house.remove();
  });

  it('[ops.mirror] a pack passes with the mirror as its only witness', async () => {
    const { result, step } = await verify('by-mirror');
    expect(step('witnesses')).toMatchObject({ status: 'ok', says: ['quorum met: cosigned by mirror'] });
    expect(step('root-log')?.status).toBe('not-applicable');
    expect(result).toBe('PASS');
  });

  it('[ops.root-log] a pack passes by the witness of the root log alone, and by both under the policy of the server', async () => {
    const alone = await verify('by-root');
    expect(alone.step('root-log')).toMatchObject({ status: 'ok' });
    expect(alone.step('root-log')?.says[0]).toMatch(
      /entry \d+ of the root log root\.example, whose head .* cosigned by city$/,
    );
    expect(alone.step('witnesses')?.status).toBe('not-applicable');
    expect(alone.result).toBe('PASS');
    expect((await verify('trust')).result).toBe('PASS');
    const origin = vkey.split('+')[0] ?? '';
    const read = await house.json('root', 'check', rootUrl, '--trust', 'trust', '--held', `${origin}=${logUrl}`);
    expect(read).toMatchObject({ ok: true, regions: [{ origin, held: true }], problems: [] });
    expect((await house.remit('root', 'check', 'nowhere')).code).toBe(64);
    expect((await house.remit('root')).code).toBe(64);
  });

  it('[ops.mirror] the copy tells a log whose end was cut off, and one with an altered record, from one that is whole', async () => {
    const whole = await house.remit('ledger', 'check', '--against', 'mirror', '--trust', 'trust');
    expect(whole.out).toMatch(/The copy holds all \d+ records/);
    expect(whole.code).toBe(0);
    await server.stop();
    // An operator who can write the database puts other bytes in the place of a record, or an older database in its place.
    const against = async (change: () => void) => {
      copyFileSync(database(), join(house.dir, 'kept'));
      change();
      const found = await house.remit('ledger', 'check', '--against', 'mirror');
      copyFileSync(join(house.dir, 'kept'), database());
      expect(found.code).toBe(1);
      return `${found.out}${found.err}`;
    };
    expect(await against(() => copyFileSync(join(house.dir, 'early'), database()))).toMatch(
      new RegExp(`PROBLEM: truncated[^]*First at record ${early}\\.`),
    );
    const altered = await against(() => {
      const bytes = readFileSync(database());
      const at = bytes.indexOf('"t":"heartbeat"');
      bytes.write('"t":"heartbeAt"', at);
      writeFileSync(database(), bytes);
    });
    expect(altered).toMatch(/PROBLEM: altered[^]*First at record \d+\./);
    const copy = await house.remit('mirror', 'check', vkey.split('+')[0] ?? '', '--dir', 'mirror', '--trust', 'trust');
    expect([copy.code, copy.out]).toEqual([0, expect.stringMatching(/^The copy holds all \d+ records of .*\nok$/m)]);
    expect((await house.remit('mirror', 'check', 'nobody', '--dir', 'mirror')).code).toBe(64);
    expect((await house.remit('mirror')).code).toBe(64);
    expect((await house.remit('ledger', 'check', '--against', 'nowhere')).code).toBe(64);
  });
});
