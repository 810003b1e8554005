import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openHandOut } from './hand-out.ts';
import type { MadeReport } from './report.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'remit-hand-out-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Files of a mebibyte, as a report would have put them there. */
function filled() {
  const hand = openHandOut(folder);
  const paths = [hand.path, hand.path.replace('.zip', '-redacted.zip')];
  mkdirSync(dirname(hand.path));
  paths.forEach((path, i) => writeFileSync(path, Buffer.alloc(1 << 20, i + 1)));
  const summary = { name: 'a.zip', bytes: 1 << 20 } as MadeReport['summary'];
  return { hand, answer: hand.answer({ summary, zip: new Uint8Array(), paths }) };
}

it('[report.streamed] the answer has the length that is said, its line and both files, and leaves nothing behind', async () => {
  const { answer } = filled();
  const bytes = await buffer(answer.stream);
  expect(bytes.length).toBe(answer.length);
  const end = bytes.indexOf(0x0a) + 1;
  expect(JSON.parse(bytes.subarray(0, end).toString())).toMatchObject({ name: 'a.zip' });
  expect(bytes.subarray(end).equals(Buffer.concat([Buffer.alloc(1 << 20, 1), Buffer.alloc(1 << 20, 2)]))).toBe(true);
  expect(readdirSync(folder)).toEqual([]);
});

it('[report.streamed] a reader who goes away ends it: after a piece, before the first one, and when nothing was made', async () => {
  const first = filled();
  const reader = first.answer.stream.getReader();
  await reader.read();
  await reader.cancel();
  const second = filled();
  await second.answer.stream.cancel();
  const third = openHandOut(folder);
  third.discard();
  while (readdirSync(folder).length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(existsSync(first.hand.path)).toBe(false);
});
