import { rfc3339 } from '@remit/core';
import { describe, expect, it } from 'vitest';
import { packOf } from '../testing/pack.ts';
import { honestStory } from '../testing/story.ts';
import { examinePack } from '../verify-pack.ts';
import { createHolder, isBundlePath } from './hold-bundles.ts';
import { contentsOf, packFiles } from './pack-files.ts';
import { packFromFiles } from './pack-source.ts';

/** The files as a large pack is held: every bundle only as what was read of it. */
function held(files: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> {
  const hold = createHolder(0);
  return packFiles([...files].map(([path, bytes]) => [path, hold(path, bytes, () => bytes)] as const));
}

/** A pack of a log of so many records whose report covers the last minute. */
async function shortReport(size: number) {
  const { ledger } = honestStory(size);
  return await packOf(ledger, { inputs: { from: rfc3339(ledger.now() - 60_000) } });
}

describe('entry bundles that are read and let go', () => {
  it('[verify.hold-bundles] give the same report and the same result of every record', async () => {
    const { files, trust, now } = await shortReport(520);
    const large = held(files);
    const bundles = [...contentsOf(large)].filter(([path]) => isBundlePath(path));
    expect(bundles.map(([, content]) => content instanceof Uint8Array)).toEqual([false, false, false]);
    const [plain, other] = [
      await examinePack(packFromFiles(files), trust, now),
      await examinePack(packFromFiles(large), trust, now),
    ];
    expect(plain.report.result).toBe('PASS');
    expect(other.report).toEqual(plain.report);
    const all = ({ records }: typeof plain) => Array.from({ length: records.size }, (_, i) => records.at(i));
    expect(all(other)).toEqual(all(plain));
    // A second verification reads the bundles again.
    expect((await examinePack(packFromFiles(large), trust, now)).report).toEqual(plain.report);
  });

  it('[verify.hold-bundles] of a pack with a bundle that is none, or too short, say the same', async () => {
    const { files, trust, now } = await shortReport(300);
    const path = [...files.keys()].find(isBundlePath) ?? '';
    const bytes = files.get(path) ?? new Uint8Array();
    for (const damaged of [
      bytes.slice(1),
      bytes.slice(0, -1),
      new Uint8Array(),
      bytes.slice(0, 2 + ((bytes[0] ?? 0) << 8) + (bytes[1] ?? 0)),
    ]) {
      const given = new Map(files).set(path, damaged);
      const [plain, other] = [
        await examinePack(packFromFiles(given), trust, now),
        await examinePack(packFromFiles(held(given)), trust, now),
      ];
      expect(plain.report.result).toBe('FAIL');
      expect(other.report).toEqual(plain.report);
    }
  });
});
