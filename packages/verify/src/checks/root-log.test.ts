/** The step root-log: a head under a root log that alone is witnessed, and every way in which the proof can be wrong. */
import { err, utf8 } from '@remit/core';
import { hashReaderFromLeaves, inclusionProof, leafHash, openNote, parseCheckpoint } from '@remit/tlog';
import { beforeAll, describe, expect, it } from 'vitest';
import { packFromFiles } from '../pack/pack-source.ts';
import { redactPack } from '../redact/redact-pack.ts';
import { stepOf } from '../testing/expect-step.ts';
import { testLogKey } from '../testing/ledger.ts';
import { type RootedPack, rootedPacks } from '../testing/rooted-packs.ts';
import { parseTrust } from '../trust.ts';
import { type VerifyReport, verifyPack } from '../verify-pack.ts';
import { trustedKeys } from './checkpoint-signature.ts';
import { followsLeaf, rootLog } from './root-log.ts';

describe('a log whose heads are entries of a root log', () => {
  const seen = new Map<string, { pack: RootedPack; report: VerifyReport }>();
  const of = (name: string) => {
    const found = seen.get(`rooted, ${name}`);
    if (found === undefined) throw new Error(`no case ${name}`);
    return found;
  };
  beforeAll(async () => {
    for await (const pack of rootedPacks()) {
      const trust = parseTrust(pack.trust ?? '');
      if (!trust.ok) throw new Error(trust.error);
      seen.set(pack.name, { pack, report: await verifyPack(packFromFiles(pack.files), trust.value, pack.now) });
    }
  });

  it('[verify.root-log] a pack passes by the witnesses of the root log alone', () => {
    const { report, pack } = of('whole');
    expect(stepOf(report, 'root-log')).toMatchObject({
      status: 'ok',
      says: ['this head is entry 2 of the root log root.test/log, whose head of size 4 is cosigned by w-one, w-two'],
    });
    expect(stepOf(report, 'witnesses').status).toBe('not-applicable');
    expect(stepOf(report, 'freshness').status).toBe('ok');
    expect(report.result).toBe('PASS');
    expect(Buffer.from(pack.files.get('VERIFY.md') ?? '').toString()).toContain('## 3d. The root log');
  });

  it('[verify.root-log] what is missing leaves a pack incomplete, what is wrong fails it', () => {
    for (const [name, { pack, report }] of seen)
      expect([name, stepOf(report, 'root-log').status]).toEqual([name, pack.rootLog]);
    const failed = [...seen.values()].filter(({ report }) => report.result === 'FAIL').map(({ pack }) => pack.name);
    expect(failed).toEqual([...seen.values()].flatMap(({ pack }) => (pack.rootLog === 'fail' ? [pack.name] : [])));
    const passed = [...seen.values()]
      .filter(({ report }) => report.result === 'PASS')
      .map(({ pack }) => pack.name.slice(8));
    expect(passed).toEqual([
      'whole',
      'as the last entry',
      'one witness is enough',
      'also cosigned itself',
      'the same head again',
      'entries of nobody after it',
    ]);
  });

  it('[verify.root-log] packs without a root log say nothing of one, and one that was seen long ago is not fresh', () => {
    const bare = of('no proof').pack.files;
    expect([...bare.keys()].filter((path) => path.includes('root'))).toEqual([]);
    expect(Buffer.from(bare.get('VERIFY.md') ?? '').toString()).not.toContain('root-log');
    expect(stepOf(of('seen long ago').report, 'freshness').status).toBe('incomplete');
    expect(stepOf(of('no proof').report, 'witnesses').status).toBe('incomplete');
  });

  it('[verify.root-log] the variant without persons keeps the proof', async () => {
    const { pack } = of('whole');
    const trust = parseTrust(pack.trust ?? '');
    if (!trust.ok) throw new Error(trust.error);
    const report = await verifyPack(packFromFiles(redactPack(pack.files)), trust.value, pack.now);
    expect(stepOf(report, 'root-log').status).toBe('ok');
  });

  it('[verify.root-log] the trust file names one root log, which is not the log itself, and a quorum that exists', () => {
    const lines = of('whole').pack.trust ?? '';
    const other = testLogKey('region-two.test/log');
    const own = /^log (.*)$/m.exec(lines)?.[1] ?? '';
    for (const [bad, says] of [
      [lines.replace('root-quorum both', 'root-quorum nobody'), 'root-quorum nobody'],
      [lines.replace(/root-log .*\n/, ''), 'without a line root-log'],
      [`${lines}root-log ${other.vkey}\n`, 'two logs'],
      [`${lines}root-quorum both\n`, 'expected once'],
      [lines.replace(/root-log .*\n/, `root-log ${own}\n`), 'at once'],
      [lines.replace('root-log ', 'root-log x'), 'expected: root-log'],
    ] as const) {
      const parsed = parseTrust(bad);
      expect(parsed.ok ? 'ok' : parsed.error).toContain(says);
    }
  });
});

it('[verify.root-log] no single byte of the proof or of the entries after it can change without the step noticing', async () => {
  let pack: RootedPack | undefined;
  for await (const one of rootedPacks()) {
    pack = one;
    break;
  }
  const trust = parseTrust(pack?.trust ?? '');
  if (pack === undefined || !trust.ok) throw new Error('no pack');
  const { files, now } = pack;
  const note = Buffer.from(files.get('12_integrity/checkpoint') ?? '').toString();
  const opened = await openNote(note, trustedKeys(trust.value));
  const checkpoint = opened.ok ? parseCheckpoint(opened.value.text) : opened;
  if (!opened.ok || !checkpoint.ok) throw new Error('no head');
  const statusWith = async (path: string, bytes: Uint8Array) => {
    const source = packFromFiles(new Map([...files, [path, bytes]]));
    const state = { source, now, trust: trust.value, checkpoint: checkpoint.value, opened: opened.value };
    return (await rootLog.run({ ...state, bundles: () => err('not read') })).status;
  };
  for (const path of ['12_integrity/root.tlog-proof', '12_integrity/root-tail']) {
    const bytes = files.get(path) ?? new Uint8Array();
    expect(await statusWith(path, bytes)).toBe('ok');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ (1 << (at % 7)) : byte));
      expect([path, at, await statusWith(path, changed)]).not.toEqual([path, at, 'ok']);
    }
  }
});

it('[verify.root-log] entries after a leaf are the right ones for every place in trees up to 40, and no others', () => {
  for (let size = 1; size <= 40; size++) {
    const rows = Array.from({ length: size }, (_, i) => utf8(`entry ${i}`));
    const read = hashReaderFromLeaves(rows.map((row) => leafHash(row)));
    for (let index = 0; index < size; index++) {
      const proof = { index, hashes: inclusionProof(index, size, read), checkpoint: '' };
      const after = rows.slice(index + 1);
      expect(followsLeaf(after, proof, size)).toBe(true);
      if (after.length === 0) continue;
      expect(followsLeaf(after.slice(1), proof, size)).toBe(false);
      const changed = after.map((row, i) => (i === after.length >> 1 ? utf8('other') : row));
      expect(followsLeaf(changed, proof, size)).toBe(false);
    }
  }
});
