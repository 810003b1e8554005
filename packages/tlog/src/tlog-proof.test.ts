import { readFileSync } from 'node:fs';
import { fromBase64, utf8 } from '@remit/core';
import { sharedFolder } from '@remit/testing/shared-data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leafHash } from './hash.ts';
import { formatTlogProof, parseTlogProof } from './tlog-proof.ts';

const file = sharedFolder('vectors', 'transparency-dev-formats', 'tlog-proof.json');

interface Case {
  readonly name: string;
  readonly index: string;
  readonly hashes: string[];
  readonly checkpoint: string;
  readonly extra: string | null;
  readonly text?: string;
}

function bytes(base64: string): Uint8Array {
  const decoded = fromBase64(base64);
  if (decoded === undefined) throw new Error(`not base64: ${base64}`);
  return decoded;
}

describe('tlog-proof files', () => {
  it.skipIf(file === undefined)(
    '[tlog.proof-format] 14/14 files of another implementation (skipped without ../shared/vectors)',
    () => {
      const v = JSON.parse(readFileSync(file ?? '', 'utf8')) as {
        marshal: Case[];
        roundTrip: Case[];
        reject: { name: string; text?: string; generate?: string }[];
      };
      let right = 0;
      for (const c of [...v.marshal, ...v.roundTrip]) {
        const proof = {
          index: Number(c.index),
          hashes: c.hashes.map(bytes),
          checkpoint: c.checkpoint,
          ...(c.extra === null ? {} : { extra: bytes(c.extra) }),
        };
        const text = formatTlogProof(proof);
        expect(text, c.name).toBe(c.text ?? text);
        expect(parseTlogProof(text), c.name).toEqual({ ok: true, value: proof });
        right += 1;
      }
      for (const c of v.reject) {
        // The one case that the file describes instead of spelling out.
        const text = c.text ?? `c2sp.org/tlog-proof@v1\nindex 0\n${'a'.repeat(65 * 1024)}\n`;
        expect(parseTlogProof(text).ok, c.name).toBe(false);
        right += 1;
      }
      console.log(`tlog-proof files ${right}/14`);
      expect(right).toBe(14);
    },
  );

  it('[tlog.proof-format] a proof round trips', () => {
    const hash = fc.uint8Array({ maxLength: 9 }).map(leafHash);
    const extra = fc.option(fc.uint8Array({ maxLength: 300 }), { nil: undefined });
    fc.assert(
      fc.property(
        fc.maxSafeNat(),
        fc.array(hash, { maxLength: 63 }),
        fc.string(),
        extra,
        (index, hashes, note, more) => {
          const proof = { index, hashes, checkpoint: `${note}\n`, ...(more === undefined ? {} : { extra: more }) };
          const read = parseTlogProof(formatTlogProof(proof));
          expect(read).toEqual({ ok: true, value: proof });
        },
      ),
    );
  });

  const hashLine = `${'A'.repeat(43)}=`;
  it.each([
    ['c2sp.org/tlog-proof@v2\nindex 0\n\nx\n', 'the first line is not c2sp.org/tlog-proof@v1'],
    ['c2sp.org/tlog-proof@v1\nindex 0\n', 'no empty line before the checkpoint'],
    ['c2sp.org/tlog-proof@v1\nindex 007\n\nx\n', 'the index line is missing or not a decimal number'],
    ['c2sp.org/tlog-proof@v1\nindex  7\n\nx\n', 'the index line is missing or not a decimal number'],
    ['c2sp.org/tlog-proof@v1\nindex 9007199254740992\n\nx\n', 'the index line is missing or not a decimal number'],
    ['c2sp.org/tlog-proof@v1\nindex 0\nextra AAAA\n\nx\n', 'a hash line is not 32 bytes in standard base64'],
    ['c2sp.org/tlog-proof@v1\nextra AA\nindex 0\n\nx\n', 'the extra line is not standard base64'],
    [`c2sp.org/tlog-proof@v1\nindex 0\n${hashLine} \n\nx\n`, 'a hash line is not 32 bytes in standard base64'],
    [`c2sp.org/tlog-proof@v1\nindex 0\n${`${hashLine}\n`.repeat(64)}\nx\n`, 'more than 63 hashes'],
    ['c2sp.org/tlog-proof@v1\nindex 0\n\n', 'the checkpoint is missing or cut off'],
    ['c2sp.org/tlog-proof@v1\nindex 0\n\ncut', 'the checkpoint is missing or cut off'],
  ])('[tlog.proof-format] %j is refused', (text, error) => {
    expect(parseTlogProof(text)).toEqual({ ok: false, error });
  });

  it('[tlog.proof-format] the checkpoint is kept verbatim, empty lines included', () => {
    const read = parseTlogProof('c2sp.org/tlog-proof@v1\nindex 1\n\nlog\n1\nAAAA\n\n— a AAAA\n');
    expect(read).toMatchObject({ ok: true, value: { checkpoint: 'log\n1\nAAAA\n\n— a AAAA\n' } });
  });

  it('[tlog.proof-format] what would not read back is not written', () => {
    const proof = { index: 0, hashes: [leafHash(utf8('a'))], checkpoint: 'x\n' };
    expect(() => formatTlogProof({ ...proof, index: -1 })).toThrow(RangeError);
    expect(() => formatTlogProof({ ...proof, hashes: [new Uint8Array(31)] })).toThrow(TypeError);
    expect(() => formatTlogProof({ ...proof, checkpoint: 'x' })).toThrow(TypeError);
    expect(() => formatTlogProof({ ...proof, extra: new Uint8Array(65_536) })).toThrow(TypeError);
  });
});
