/** Step "timestamps": tokens of openssl ts over heads of test logs. */
import { rfc3339, toBase64, utf8 } from '@remit/core';
import type { TestTsa } from '@remit/testing';
import { createTsa, opensslPresent } from '@remit/testing';
import { readToken } from '@remit/tlog';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packFromFiles } from '../pack/pack-source.ts';
import { paths } from '../projection/pack-core.ts';
import { stepOf } from '../testing/expect-step.ts';
import { remanifest } from '../testing/forge.ts';
import type { TestLedger } from '../testing/ledger.ts';
import { testLogKey, testTrust } from '../testing/ledger.ts';
import { packOf } from '../testing/pack.ts';
import { startStory } from '../testing/story.ts';
import { parseTrust } from '../trust.ts';
import { verifyPack } from '../verify-pack.ts';

const present = opensslPresent();
const suite = present ? describe : describe.skip;
const because = present ? '' : ' (skipped: the program openssl is not installed)';
const HOUR = 3_600_000;

/** What a test changes of an honest anchor. */
interface Change {
  /** Bytes that are stamped and kept; default: the head with the log's signature. */
  readonly note?: (ledger: TestLedger) => Promise<string>;
  readonly token?: (token: Uint8Array) => Uint8Array;
  readonly start?: number;
  readonly after?: (ledger: TestLedger) => void;
}

suite(`time-stamps in a pack${because}`, () => {
  let tsa: TestTsa;
  let other: TestTsa;
  beforeAll(() => {
    tsa = createTsa();
    other = createTsa();
  });
  afterAll(() => {
    tsa.remove();
    other.remove();
  });

  const trustText = (...tsas: TestTsa[]) =>
    `${tsas.map(({ authority }, i) => `tsa tsa-${i} ${toBase64(authority)}\n`).join('')}${testTrust(testLogKey(), ['w-one', 'w-two'])}`;

  async function anchored(change: Change = {}) {
    const { ledger, read } = startStory({ start: change.start ?? Date.now() - 60_000, step: 10 });
    for (let i = 0; i < 4; i++) read();
    const size = ledger.entries.length;
    const own = () => ledger.checkpoint({ witnesses: [] });
    const note = utf8(await (change.note?.(ledger) ?? own()));
    const stamped = await tsa.stamp(note);
    const token = change.token?.(stamped) ?? stamped;
    const parsed = readToken(stamped);
    const at = rfc3339(parsed.ok ? parsed.value.time : 0);
    const anc = {
      kind: 'rfc3161',
      by: 'tsa',
      size,
      note: ledger.putBlob(note),
      token: ledger.putBlob(token),
      at,
    } as const;
    ledger.append({ t: 'anchor', anc });
    change.after?.(ledger);
    read();
    return packOf(ledger);
  }

  async function stepFor(pack: Awaited<ReturnType<typeof packOf>>, trust: string, files = pack.files) {
    const parsed = parseTrust(trust);
    if (!parsed.ok) throw new Error(parsed.error);
    const report = await verifyPack(packFromFiles(files), parsed.value, Date.now());
    return { ...stepOf(report, 'timestamps'), result: report.result };
  }

  it(`[verify.timestamps] a pack carries tokens, and they hold under the authority of the trust file${because}`, async () => {
    const pack = await anchored();
    const [anchor] = pack.core.entries
      .map((entry) => Buffer.from(entry).toString())
      .filter((e) => e.includes('"t":"anchor"'));
    expect([...pack.files.keys()].filter((path) => path.startsWith('12_integrity/anchors/'))).toHaveLength(2);
    expect(anchor).toContain('rfc3161');
    const step = await stepFor(pack, trustText(tsa));
    expect(step).toMatchObject({ status: 'ok', result: 'PASS' });
    expect(step.says[0]).toMatch(/^1 token\(s\) hold; the first \d+ records existed at .*, by tsa-0$/);
    expect(Buffer.from(pack.files.get(paths.guide) ?? []).toString()).toContain('## 3b. Time-stamps');
  });

  it(`[verify.timestamps] without an authority in the trust file they count for nothing, with another one they are missing${because}`, async () => {
    const pack = await anchored();
    expect(await stepFor(pack, trustText())).toMatchObject({ status: 'not-applicable', result: 'PASS' });
    expect(await stepFor(pack, trustText(other))).toMatchObject({ status: 'incomplete', result: 'INCOMPLETE' });
    expect(await stepFor(pack, trustText(other, tsa))).toMatchObject({ status: 'ok', result: 'PASS' });
  });

  it(`[verify.timestamps-altered] altered tokens and tokens for other bytes fail${because}`, async () => {
    const flip = (token: Uint8Array) => Uint8Array.from(token, (byte, i) => (i === token.length - 3 ? byte ^ 1 : byte));
    const altered = await stepFor(await anchored({ token: flip }), trustText(tsa));
    expect(altered).toMatchObject({ status: 'fail' });
    expect(altered.says[0]).toMatch(/\(altered\)/);
    const stale = await tsa.stamp(utf8('something else'));
    const imprint = await stepFor(await anchored({ token: () => stale }), trustText(tsa));
    expect(imprint.says[0]).toMatch(/other bytes \(wrong-imprint\)/);
    const pack = await anchored();
    const path = [...pack.files.keys()].find((file) => file.endsWith('.tsr')) ?? '';
    const exchanged = new Map(pack.files).set(path, flip(pack.files.get(path) ?? new Uint8Array()));
    expect((await stepFor(pack, trustText(tsa), remanifest(exchanged, pack.core))).status).toBe('fail');
    const dropped = new Map(pack.files);
    dropped.delete(path);
    expect((await stepFor(pack, trustText(tsa), remanifest(dropped, pack.core))).status).toBe('incomplete');
  });

  it(`[verify.timestamps-head] a head of another past, of another log, or that no trusted key signed fails${because}`, async () => {
    const cases: [NonNullable<Change['note']>, RegExp][] = [
      [
        async (ledger) => await ledger.checkpoint({ witnesses: [], key: testLogKey(ledger.origin, 'other') }),
        /no head/,
      ],
      [async (ledger) => ledger.checkpoint({ witnesses: [], size: 3 }), /another log or size/],
      [async () => 'not a note', /no head/],
    ];
    for (const [note, says] of cases) {
      const step = await stepFor(await anchored({ note }), trustText(tsa));
      expect(step).toMatchObject({ status: 'fail' });
      expect(step.says[0]).toMatch(says);
    }
    const pack = await anchored({
      note: async (ledger) => {
        const forked = startStory({ start: Date.now() - 90_000, step: 10 });
        while (forked.ledger.entries.length < ledger.entries.length) forked.read();
        return forked.ledger.checkpoint({ witnesses: [], size: ledger.entries.length });
      },
    });
    const step = await stepFor(pack, trustText(tsa));
    expect(step.says[0]).toMatch(/rewritten or forked/);
  });

  it(`[verify.timestamps-clock] records that claim a time which the token excludes are told${because}`, async () => {
    const later = await stepFor(await anchored({ start: Date.now() + HOUR }), trustText(tsa));
    expect(later.says[0]).toMatch(/after the token of record \d+, which covers it/);
    const backdated = await stepFor(await anchored({ start: Date.now() - HOUR }), trustText(tsa));
    expect(backdated).toMatchObject({ status: 'incomplete' });
    expect(backdated.says[0]).toMatch(/before the token of record \d+, which it follows/);
  });

  it('[verify.trust-tsa] a line tsa of the trust file must hold one certificate', () => {
    for (const line of ['tsa x', 'tsa x AAAA', `tsa x ${toBase64(utf8('no'))}`, 'tsa'])
      expect(parseTrust(`${line}\n${testTrust(testLogKey(), [])}`)).toMatchObject({ ok: false });
  });
});
