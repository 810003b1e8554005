import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJournal, openJournal } from './journal.ts';

let dir: string;
let path: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'remit-journal-'));
  path = join(dir, 'journal');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const hash = (n: number) => new Uint8Array(32).fill(n);
const batches = [[1], [2, 3, 4], [5, 6]];

/** A journal of three frames; returns its bytes and the offset after each frame. */
function build(): { bytes: Buffer; ends: number[] } {
  rmSync(path, { force: true });
  createJournal(path);
  const opened = openJournal(path, () => {});
  if (!opened.ok) throw new Error(opened.error);
  const ends = [readFileSync(path).length];
  for (const batch of batches) {
    opened.value.journal.append(Buffer.concat(batch.map(hash)));
    ends.push(readFileSync(path).length);
  }
  opened.value.journal.close();
  return { bytes: readFileSync(path), ends };
}

/** Opens given bytes; the leaves as their first byte. */
function openBytes(bytes: Uint8Array) {
  writeFileSync(path, bytes);
  const leaves: number[] = [];
  const opened = openJournal(path, (leaf) => leaves.push(leaf[0] ?? 0));
  if (!opened.ok) return { error: opened.error, leaves: [] as number[] };
  const { journal, repair } = opened.value;
  journal.close();
  return { leaves, size: journal.size, repair, after: readFileSync(path).length };
}

describe('the leaf journal', () => {
  it('[ledger.journal] gives back every hash in order and continues at its size', () => {
    const { bytes } = build();
    expect(openBytes(bytes)).toMatchObject({ leaves: [1, 2, 3, 4, 5, 6], size: 6, repair: undefined });
  });

  it('pins the file form', () => {
    const { bytes } = build();
    expect(bytes.subarray(0, 21).toString()).toBe('remit-leaf-journal 1\n');
    // start 0, count 1, header check, body check; the checks by another SHA-256 implementation.
    expect(bytes.subarray(21, 45).toString('hex')).toBe('0000000000000000000000013423cfe2aa9f3bd4752859a4');
  });

  it('[ledger.journal-torn] cut anywhere in the last frame: that frame is cut off, the others stay, and it is said', () => {
    const { bytes, ends } = build();
    const [, , second = 0] = ends;
    for (let end = second + 1; end < bytes.length; end++) {
      const opened = openBytes(bytes.subarray(0, end));
      expect(opened).toMatchObject({ leaves: [1, 2, 3, 4], size: 4, after: second });
      expect(opened.repair).toContain(`${end - second} bytes at offset ${second}`);
    }
    expect(openBytes(bytes.subarray(0, second)).repair).toBeUndefined();
  });

  it('[ledger.journal-damage] one changed byte anywhere is refused, never taken for an unfinished frame', () => {
    const { bytes } = build();
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ flip;
        expect(openBytes(changed).error).toMatch(/does not start as|damaged|jumps/);
      }),
      { numRuns: 500 },
    );
  });

  it('[ledger.journal-damage] a frame that is left out, repeated or swapped is refused', () => {
    const { bytes, ends } = build();
    const [start = 0, a = 0, b = 0, c = 0] = ends;
    const magic = bytes.subarray(0, start);
    const frames = [bytes.subarray(start, a), bytes.subarray(a, b), bytes.subarray(b, c)];
    const arranged = (...order: number[]) => Buffer.concat([magic, ...order.map((i) => frames[i] ?? Buffer.alloc(0))]);
    for (const order of [
      [0, 2],
      [1, 2],
      [0, 1, 1],
      [1, 0, 2],
      [0, 0, 1, 2],
    ])
      expect(openBytes(arranged(...order)).error).toMatch(/jumps from leaf/);
  });
});
