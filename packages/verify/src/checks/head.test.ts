/** Trust, signatures, witnesses, known head, freshness: the steps about the head of the log. */
import { rfc3339, utf8 } from '@remit/core';
import { signatureLine } from '@remit/tlog';
import { describe, expect, it } from 'vitest';
import { packFromFiles } from '../pack/pack-source.ts';
import { paths } from '../projection/pack-core.ts';
import { stepOf } from '../testing/expect-step.ts';
import { forge, remanifest, signHead } from '../testing/forge.ts';
import { TEST_START, testLogKey, testTrust, testWitness } from '../testing/ledger.ts';
import type { TestPack } from '../testing/pack.ts';
import { packOf, trustOf } from '../testing/pack.ts';
import { honestStory } from '../testing/story.ts';
import type { TrustFile } from '../trust.ts';
import { parseTrust } from '../trust.ts';
import { verifyPack } from '../verify-pack.ts';

const SIZE = 30;
const DAY = 24 * 3600 * 1000;
const story = () => honestStory(SIZE).ledger;

/** The pack with another checkpoint, everything else written again to fit. */
async function withCheckpoint(pack: TestPack, checkpoint: string) {
  return forge({ ...pack.core, checkpoint }, pack.core.entries);
}

const verify = (files: ReadonlyMap<string, Uint8Array>, trust: TrustFile | undefined, now: number) =>
  verifyPack(packFromFiles(files), trust, now);

const trustIn = (text: string): TrustFile => {
  const trust = parseTrust(text);
  if (!trust.ok) throw new Error(trust.error);
  return trust.value;
};

describe('trust', () => {
  it('[verify.no-trust] without a trust file an honest pack is INCOMPLETE, a broken one FAIL', async () => {
    const pack = await packOf(story());
    expect((await verify(pack.files, undefined, pack.now)).result).toBe('INCOMPLETE');
    const broken = await forge(pack.core, pack.core.entries.slice(0, -1));
    expect((await verify(broken, undefined, pack.now)).result).toBe('FAIL');
  });

  it('[verify.strip-signatures] a missing or foreign signature never skips a check', async () => {
    const pack = await packOf(story());
    const [text, lines = ''] = pack.core.checkpoint.split('\n\n');
    const [log = '', one = '', two = ''] = lines.split('\n');
    const unlisted = await signatureLine(`${text}\n`, testWitness('stranger', pack.now));
    const cases: [string, string[], string][] = [
      ['no signature at all', [], 'FAIL'],
      ['witnesses only', [one, two], 'FAIL'],
      ['log only', [log], 'INCOMPLETE'],
      ['one of two witnesses', [log, one], 'INCOMPLETE'],
      ['an unlisted witness instead', [log, one, unlisted], 'INCOMPLETE'],
      ['one witness twice', [log, one, one], 'INCOMPLETE'],
      ['a broken known signature beside good ones', [log, one, `${two.slice(0, -8)}AAAAAAA=`], 'FAIL'],
      ['all', [log, one, two], 'PASS'],
    ];
    for (const [name, kept, result] of cases) {
      const files = new Map(pack.files);
      files.set(paths.checkpoint, utf8(`${text}\n\n${kept.map((line) => `${line}\n`).join('')}`));
      const again =
        kept.length === 0 ? files : await withCheckpoint(pack, `${text}\n\n${kept.map((l) => `${l}\n`).join('')}`);
      expect((await verify(again, pack.trust, pack.now)).result, name).toBe(result);
    }
  });

  it('does not count a cosignature with a changed time', async () => {
    const pack = await packOf(story());
    const [text] = pack.core.checkpoint.split('\n\n');
    const line = await signatureLine(`${text}\n`, testWitness('w-two', pack.now));
    const at = line.lastIndexOf(' ') + 1;
    const bytes = Buffer.from(line.slice(at), 'base64');
    bytes.writeBigUInt64BE(BigInt(Math.floor(pack.now / 1000) + 60), 4);
    const forged = pack.core.checkpoint.replace(line, `${line.slice(0, at)}${bytes.toString('base64')}`);
    expect(forged).not.toBe(pack.core.checkpoint);
    expect((await verify(await withCheckpoint(pack, forged), pack.trust, pack.now)).result).toBe('FAIL');
  });

  it('[verify.checkpoint-form] refuses every other spelling of the checkpoint', async () => {
    const pack = await packOf(story());
    const note = pack.core.checkpoint;
    const spellings: Record<string, string> = {
      'a leading zero': note.replace(`\n${SIZE}\n`, `\n0${SIZE}\n`),
      'an extension line': note.replace('\n\n', '\nmore\n\n'),
      'another origin': note.replace(pack.ledger.origin, 'remit.test/other'),
      'carriage returns': note.replaceAll('\n', '\r\n'),
      'no final newline': note.slice(0, -1),
      'no text': note.slice(note.indexOf('\n\n')),
    };
    for (const [name, spelled] of Object.entries(spellings)) {
      const files = new Map(pack.files);
      files.set(paths.checkpoint, utf8(spelled));
      expect(spelled, name).not.toBe(note);
      expect((await verify(remanifest(files, pack.core), pack.trust, pack.now)).result, name).toBe('FAIL');
    }
  });

  it('refuses an extension line even when the log signed it', async () => {
    const pack = await packOf(story());
    const [text] = pack.core.checkpoint.split('\n\n');
    const extended = `${text}\nmore\n`;
    const lines = await Promise.all(
      [pack.ledger.logKey, testWitness('w-one', pack.now), testWitness('w-two', pack.now)].map((k) =>
        signatureLine(extended, k),
      ),
    );
    const files = new Map(pack.files);
    files.set(paths.checkpoint, utf8(`${extended}\n${lines.map((line) => `${line}\n`).join('')}`));
    const report = await verify(remanifest(files, pack.core), pack.trust, pack.now);
    expect(stepOf(report, 'checkpoint')).toMatchObject({ status: 'fail' });
  });

  it('[verify.origin] a genuine key of another log does not vouch for this one', async () => {
    const pack = await packOf(story());
    const other = testLogKey('remit.test/other');
    const head = await signHead(pack.ledger.origin, pack.core.entries, other);
    const report = await verify(await withCheckpoint(pack, head), trustIn(testTrust(other, [])), pack.now);
    expect(stepOf(report, 'origin').status).toBe('fail');
    expect(stepOf(report, 'genesis').status).toBe('fail');
  });

  it('[verify.other-log] a log that was started over under the same name and key fails against the known head', async () => {
    const pack = await packOf(story());
    const again = honestStory(SIZE + 5, { start: TEST_START, writer: 'w9' }).ledger;
    const files = await forge((await packOf(again)).core, again.entries, again.logKey);
    const withHead = await verify(files, trustOf(pack.ledger, pack.core.checkpoint), again.now());
    expect(stepOf(withHead, 'known-head').status).toBe('fail');
    expect((await verify(files, pack.trust, again.now())).result).toBe('INCOMPLETE');
  });
});

describe('size', () => {
  it.each([0, 1])('[verify.empty] a log of %i records never passes', async (size) => {
    const { ledger } = honestStory(12);
    const pack = await packOf(ledger, {
      size,
      inputs: { to: rfc3339(TEST_START + 1000), now: rfc3339(TEST_START + 1000) },
    });
    for (const head of [undefined, await ledger.checkpoint({ size: 2 })]) {
      const report = await verify(pack.files, trustOf(ledger, head), ledger.now());
      expect(report.result).not.toBe('PASS');
    }
  });

  it('two records are the least that can pass', async () => {
    const { ledger } = honestStory(12);
    const at = TEST_START + 2000;
    const pack = await packOf(ledger, {
      size: 2,
      checkpoint: await ledger.checkpoint({ size: 2, at }),
      inputs: { to: rfc3339(at), now: rfc3339(at) },
    });
    expect((await verify(pack.files, pack.trust, at)).result).toBe('PASS');
  });
});

describe('known head and freshness', () => {
  /** A pack of the first records, under the head the log really had then: signed and cosigned at that time. */
  async function truncated(to: number) {
    const { ledger } = honestStory(60);
    const size = 40;
    const at = TEST_START + size * 1000;
    const inputs = { from: rfc3339(TEST_START), to: rfc3339(to), now: rfc3339(to) };
    const pack = await packOf(ledger, { size, checkpoint: await ledger.checkpoint({ size, at }), inputs });
    return { ledger, pack, at };
  }

  it('[verify.truncation] an older cosigned head does not cover a period that ends after it', async () => {
    const { ledger, pack } = await truncated(TEST_START + 60_000);
    const without = await verify(pack.files, trustOf(ledger), ledger.now());
    expect(without.result).toBe('INCOMPLETE');
    expect(stepOf(without, 'freshness').says.join()).toMatch(/records after that may be missing/);
    const full = await ledger.checkpoint();
    expect((await verify(pack.files, trustOf(ledger, full), ledger.now())).result).toBe('FAIL');
    const older = await ledger.checkpoint({ size: 30, at: TEST_START + 30_000 });
    expect((await verify(pack.files, trustOf(ledger, older), ledger.now())).result).toBe('INCOMPLETE');
  });

  it('[verify.truncation] it does cover a period that ended before it', async () => {
    const { ledger, pack, at } = await truncated(TEST_START + 35_000);
    const report = await verify(pack.files, trustOf(ledger), at);
    expect([report.result, stepOf(report, 'freshness').status]).toEqual(['PASS', 'ok']);
  });

  it('[verify.freshness] a head older than seven days needs a known head', async () => {
    const pack = await packOf(story());
    const later = pack.now + 7 * DAY;
    expect((await verify(pack.files, pack.trust, later)).result).toBe('PASS');
    expect((await verify(pack.files, pack.trust, later + 1000)).result).toBe('INCOMPLETE');
    const known = trustOf(pack.ledger, await pack.ledger.checkpoint({ size: 20 }));
    expect((await verify(pack.files, known, later + 1000)).result).toBe('PASS');
  });

  it('[verify.freshness] one fresh witness does not make an old quorum fresh', async () => {
    const ledger = story();
    const at = ledger.now();
    const checkpoint = await ledger.checkpoint({
      witnesses: [testWitness('w-one', at - DAY), testWitness('w-two', at)],
    });
    const pack = await packOf(ledger, { checkpoint });
    expect((await verify(pack.files, pack.trust, pack.now)).result).toBe('INCOMPLETE');
    const any = testTrust(ledger.logKey, ['w-one', 'w-two']).replace('all-witnesses all', 'all-witnesses any');
    expect((await verify(pack.files, trustIn(any), pack.now)).result).toBe('PASS');
  });

  it('[verify.freshness] a head from the future, or records from after it, are not believed', async () => {
    const ledger = story();
    const ahead = await packOf(ledger, { checkpoint: await ledger.checkpoint({ at: ledger.now() + 10 * 60_000 }) });
    const report = await verify(ahead.files, ahead.trust, ledger.now());
    expect(stepOf(report, 'freshness').says.join()).toMatch(/in the future/);
    const behind = await packOf(ledger, {
      checkpoint: await ledger.checkpoint({ at: TEST_START - 3600_000 }),
      inputs: { from: rfc3339(TEST_START - DAY), to: rfc3339(TEST_START - 3600_000) },
    });
    const late = await verify(behind.files, behind.trust, ledger.now());
    expect(stepOf(late, 'freshness').says.join()).toMatch(/a record claims a time after/);
  });

  it('[verify.quorum-none] without witnesses only a known head can carry a PASS', async () => {
    const ledger = story();
    const pack = await packOf(ledger, { checkpoint: await ledger.checkpoint({ witnesses: [] }) });
    const none = (head?: string) => trustIn(testTrust(ledger.logKey, [], head));
    expect((await verify(pack.files, none(), pack.now)).result).toBe('INCOMPLETE');
    expect((await verify(pack.files, none(pack.core.checkpoint), pack.now)).result).toBe('PASS');
    const shorter = await forge(pack.core, pack.core.entries.slice(0, 20), ledger.logKey);
    expect((await verify(shorter, none(pack.core.checkpoint), pack.now)).result).toBe('FAIL');
  });

  it('a known head that no trusted key signed is not used', async () => {
    const pack = await packOf(story());
    const foreign = await signHead(pack.ledger.origin, pack.core.entries, testLogKey(pack.ledger.origin, ' thief'));
    const report = await verify(pack.files, trustOf(pack.ledger, foreign), pack.now);
    expect(stepOf(report, 'known-head')).toMatchObject({ status: 'incomplete' });
  });
});
