import { ed25519Signer, formatCheckpoint, parseVkey, rootOfEntries, signNote } from '@remit/tlog';
import { describe, expect, it } from 'vitest';
import { compareCopies } from './compare-copies.ts';
import type { LogSide } from './log-side.ts';

const origin = 'compare.test/log';
const key = ed25519Signer(origin, new Uint8Array(32).fill(3));
const keys = [parseVkey(key.vkey)].flatMap((k) => k ?? []);
const plain = (size: number) => Array.from({ length: size }, (_, i) => Buffer.from(`record ${i}`));
const changed = (size: number, at: number) => plain(size).map((entry, i) => (i === at ? Buffer.from('other') : entry));

async function side(name: string, rows: readonly Uint8Array[], signed: readonly Uint8Array[] = rows): Promise<LogSide> {
  const text = formatCheckpoint({ origin, size: signed.length, root: rootOfEntries(signed) });
  return {
    name,
    note: await signNote(text, [key]),
    size: undefined,
    bundle: (n, width) => Promise.resolve(rows.slice(n * 256, n * 256 + width)),
  };
}

describe('a copy held against its log', () => {
  const copySize = 600;
  it.each([
    ['the same', plain(600), plain(600), { ok: true, finding: 'same' }],
    ['one that has grown', plain(900), plain(900), { ok: true, finding: 'same' }],
    ['one that was cut off', plain(599), plain(599), { finding: 'truncated', record: 599 }],
    ['one that was cut off at a bundle', plain(512), plain(512), { finding: 'truncated', record: 512 }],
    ['one that serves less than its head says', plain(500), plain(600), { finding: 'truncated', record: 500 }],
    ['one with an altered record', changed(600, 257), plain(600), { finding: 'altered', record: 257 }],
    ['one that signed another past', changed(600, 0), changed(600, 0), { finding: 'fork', record: 0 }],
    ['a larger one with another past', changed(1300, 599), changed(1300, 599), { finding: 'fork', record: 599 }],
  ] as const)('[mirror.compare] %s', async (_, rows, signed, expected) => {
    const found = await compareCopies(await side('the log', rows, signed), await side('copy', plain(copySize)), keys);
    expect(found).toMatchObject(expected);
  });

  it('[mirror.compare] a copy that is not what its own head says is told apart, with or without the log', async () => {
    const log = await side('the log', plain(600));
    const altered = await side('copy', changed(600, 5), plain(600));
    expect(await compareCopies(log, altered, keys)).toMatchObject({ ok: false, finding: 'damaged' });
    expect(await compareCopies(undefined, altered, keys)).toMatchObject({ ok: false, finding: 'damaged' });
    expect(await compareCopies(log, await side('copy', plain(400), plain(600)), keys)).toMatchObject({
      finding: 'damaged',
      record: 400,
    });
    const other = ed25519Signer(origin, new Uint8Array(32).fill(4));
    const stranger = [parseVkey(other.vkey)].flatMap((k) => k ?? []);
    expect(await compareCopies(undefined, await side('copy', plain(9)), stranger)).toMatchObject({
      finding: 'damaged',
    });
    expect((await compareCopies(undefined, await side('copy', plain(9)))).says.join()).toContain('No key was given');
  });
});
