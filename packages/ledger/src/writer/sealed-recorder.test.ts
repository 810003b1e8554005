/** Seals of a writer over a recorder in memory. */
import { createHash } from 'node:crypto';
import { fromBase64, utf8 } from '@remit/core';
import type { RecordDraft, Recorder } from '@remit/record';
import { createCompactRange, ed25519Signer, parseVkey } from '@remit/tlog';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { HandedOver } from './sealed-recorder.ts';
import { createSealedRecorder } from './sealed-recorder.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const key = ed25519Signer('log.test/writer', new Uint8Array(32).fill(4));
const heartbeat: RecordDraft = { t: 'heartbeat', hb: { why: 'test' } };
const genesis: RecordDraft = { t: 'genesis', gen: { vkey: 'k', software: 's' } };

function lab(records = 4, sign = key.sign) {
  const log: { draft: RecordDraft; leaf: string }[] = [];
  const problems: string[] = [];
  let takes = true;
  const open = (handedOver: HandedOver): Recorder & { writer: string } => ({
    writer: 'gw_1',
    record(draft) {
      const leaf = createHash('sha256')
        .update(`${log.length} ${JSON.stringify(draft)}`)
        .digest('base64url');
      if (!takes) return { id: '', leaf, durable: Promise.reject(new Error('closed')) };
      log.push({ draft, leaf });
      handedOver(log.length - 1, leaf);
      return { id: '', leaf, durable: Promise.resolve({ index: log.length - 1 }) };
    },
  });
  const sealed = createSealedRecorder({
    origin: 'log.test',
    key: { ...key, sign },
    pace: { records, ms: 10_000 },
    open,
    onProblem: (reason) => problems.push(reason),
  });
  const seals = () =>
    log.flatMap(({ draft, leaf }, n) => (draft.t === 'writer.seal' ? [{ n, leaf, ...draft.seal }] : []));
  return { sealed, log, seals, problems, take: (now: boolean) => (takes = now) };
}

/** Every seal holds, follows the one before, and together they cover the log up to the last one. */
async function expectWhole({ log, seals }: ReturnType<typeof lab>): Promise<void> {
  let end = 0;
  let prev: string | undefined;
  for (const seal of seals()) {
    expect([seal.first, seal.prev]).toEqual([end, prev]);
    const range = createCompactRange();
    for (const { leaf } of log.slice(seal.first, seal.end)) range.append(Buffer.from(leaf, 'base64url'));
    expect(seal.root).toBe(Buffer.from(range.root()).toString('base64url'));
    const text = `remit writer-seal/1\nlog.test\ngw_1\n${seal.first}\n${seal.end}\n${seal.root}\n${prev ?? '-'}\n`;
    const verifier = parseVkey(seal.key);
    expect(await verifier?.verify(utf8(text), fromBase64(seal.sig) ?? new Uint8Array())).toBe(true);
    ({ end } = seal);
    prev = seal.leaf;
  }
}

it('[ledger.writer-seals] the first record ties the writer to its key; a genesis stands before it', async () => {
  const one = lab();
  await vi.advanceTimersByTimeAsync(1);
  one.sealed.record(heartbeat);
  expect(one.log.map(({ draft }) => draft.t)).toEqual(['writer.seal', 'heartbeat']);
  const two = lab();
  await vi.advanceTimersByTimeAsync(1);
  two.sealed.record(genesis);
  two.sealed.record(heartbeat);
  expect(two.log.map(({ draft }) => draft.t)).toEqual(['genesis', 'writer.seal', 'heartbeat']);
  expect(two.seals()[0]).toMatchObject({ first: 0, end: 0, key: key.vkey });
  await two.sealed.finish();
  await expectWhole(two);
});

it('[ledger.writer-seals] a record of the very start waits for the seal that opens its writer', async () => {
  const made = lab();
  await made.sealed.ready();
  made.sealed.record({ t: 'gap', gap: { kind: 'decision-without-outcome', why: 'test' } });
  expect(made.log.map(({ draft }) => draft.t)).toEqual(['writer.seal', 'gap']);
});

it('[ledger.writer-seals] one seal for many records: after so many, or after a time, and none for nothing', async () => {
  const made = lab(5);
  await vi.advanceTimersByTimeAsync(1);
  for (let i = 0; i < 12; i++) {
    made.sealed.record(heartbeat);
    await vi.advanceTimersByTimeAsync(1);
  }
  expect(made.seals().length).toBeGreaterThan(2);
  made.sealed.record(heartbeat);
  const before = made.log.length;
  await vi.advanceTimersByTimeAsync(10_001);
  expect(made.log.length).toBe(before + 1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(made.log.length).toBe(before + 1);
  await expectWhole(made);
});

it('[ledger.writer-seals] what is recorded while a key service answers goes into the next seal', async () => {
  const slow = (text: Uint8Array) =>
    new Promise<Uint8Array>((resolve) => setTimeout(() => void key.sign(text).then(resolve), 500));
  const made = lab(3, slow);
  await vi.advanceTimersByTimeAsync(600);
  for (let i = 0; i < 20; i++) {
    made.sealed.record(heartbeat);
    await vi.advanceTimersByTimeAsync(100);
  }
  const finished = made.sealed.finish();
  await vi.advanceTimersByTimeAsync(2_000);
  await finished;
  await expectWhole(made);
  const last = made.seals().at(-1);
  expect(last?.end).toBe(last?.n ?? 0);
});

it('[ledger.writer-seals] a seal that was not taken, or a key that does not sign, is told, and the next seal covers it', async () => {
  let works = true;
  const made = lab(100, (text) => (works ? key.sign(text) : Promise.reject(new Error('no service'))));
  await vi.advanceTimersByTimeAsync(1);
  made.sealed.record(heartbeat);
  works = false;
  await vi.advanceTimersByTimeAsync(10_001);
  expect(made.problems.at(-1)).toContain('no service');
  works = true;
  made.take(false);
  await vi.advanceTimersByTimeAsync(10_001);
  expect(made.problems.at(-1)).toContain('takes no record');
  made.take(true);
  made.sealed.record(heartbeat);
  await made.sealed.finish();
  await expectWhole(made);
  expect(made.seals().at(-1)?.end).toBe(made.log.length - 1);
});
