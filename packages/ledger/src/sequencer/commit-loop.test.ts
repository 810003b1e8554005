import { describe, expect, it } from 'vitest';
import type { AppendItem } from '../ipc/messages.ts';
import { createCommitLoop } from './commit-loop.ts';

function item(n: number, bytes = 100): AppendItem {
  return {
    writer: 'w',
    n,
    id: `id-${n}`,
    t: 'gap',
    entry: new Uint8Array(bytes),
    vault: undefined,
    subjects: [],
    opens: undefined,
    closes: [],
  };
}

/** A loop over a store in memory and a signer that answers when told to. */
function lab() {
  const batches: number[] = [];
  const durable: number[] = [];
  const waiting: { first: number; count: number; done(): void; fail(error: Error): void }[] = [];
  const failures: string[] = [];
  let size = 0;
  let onCommit = () => {};
  const loop = createCommitLoop({
    store: {
      commit(items) {
        const first = size;
        size += items.length;
        batches.push(items.length);
        onCommit();
        return {
          first,
          hashes: new Uint8Array(32 * items.length),
          records: items.map(({ writer, n }, i) => ({ writer, n, index: first + i })),
        };
      },
    },
    journal: (first, hashes) =>
      new Promise((resolve, reject) => waiting.push({ first, count: hashes.length / 32, done: resolve, fail: reject })),
    onDurable: (records) => durable.push(...records.map(({ index }) => index)),
    onFailure: (error) => failures.push(String(error)),
  });
  const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  return {
    loop,
    batches,
    durable,
    waiting,
    failures,
    turn,
    whenCommitting(act: () => void) {
      onCommit = act;
    },
  };
}

describe('group commit', () => {
  it('[ledger.batch] a batch is what arrived during the previous commit, at most 256', async () => {
    const { loop, batches, waiting, turn, whenCommitting } = lab();
    let more = 0;
    whenCommitting(() => {
      // 300 records arrive while the first one is being committed.
      if (more++ === 0)
        loop.push(
          Array.from({ length: 300 }, (_, i) => item(1 + i)),
          false,
        );
    });
    loop.push([item(0)], false);
    await turn();
    waiting[0]?.done();
    await turn();
    waiting[1]?.done();
    await turn();
    expect(batches).toEqual([1, 256, 44]);
  });

  it('[ledger.batch] commits batch k+1 while batch k is journaled, and no further', async () => {
    const { loop, batches, waiting, durable, turn } = lab();
    for (let n = 0; n < 5; n++) {
      loop.push([item(n)], false);
      await turn();
    }
    expect(batches).toEqual([1, 1]);
    expect(waiting.map(({ first }) => first)).toEqual([0, 1]);
    expect(durable).toEqual([]);
    waiting[0]?.done();
    await turn();
    expect(durable).toEqual([0]);
    expect(batches).toEqual([1, 1, 3]);
  });

  it('[ledger.batch] part of a batch waits for the signer, so that more comes with it; a whole one does not', async () => {
    const many = (from: number, count: number) => Array.from({ length: count }, (_, i) => item(from + i));
    const { loop, batches, waiting, turn } = lab();
    loop.push([item(0)], false);
    await turn();
    loop.push(many(1, 255), false);
    await turn();
    expect(batches).toEqual([1]);
    loop.push(many(256, 100), false);
    await turn();
    expect(batches).toEqual([1, 256]);
    waiting[0]?.done();
    await turn();
    expect(batches).toEqual([1, 256]);
    waiting[1]?.done();
    await turn();
    expect(batches).toEqual([1, 256, 99]);
  });

  it('[ledger.ack-after-durable] acknowledges a batch only when it and all before it are journaled', async () => {
    const { loop, waiting, durable, turn } = lab();
    loop.push([item(0)], false);
    await turn();
    loop.push([item(1)], false);
    await turn();
    waiting[1]?.done();
    await turn();
    expect(durable).toEqual([]);
    waiting[0]?.done();
    await turn();
    expect(durable).toEqual([0, 1]);
  });

  it('cuts a batch of large records earlier', async () => {
    const { loop, batches, turn } = lab();
    loop.push(
      Array.from({ length: 5 }, (_, n) => item(n, 7 * 1024 * 1024)),
      false,
    );
    await turn();
    expect(batches).toEqual([2, 2]);
  });

  it('drains: resolves when everything pushed is journaled', async () => {
    const { loop, waiting, turn } = lab();
    await loop.drained();
    loop.push([item(0)], false);
    let drained = false;
    void loop.drained().then(() => {
      drained = true;
    });
    await turn();
    expect(drained).toBe(false);
    waiting[0]?.done();
    await turn();
    expect(drained).toBe(true);
  });

  it('stops for good when the signer fails: nothing later is acknowledged', async () => {
    const { loop, waiting, durable, failures, batches, turn } = lab();
    loop.push([item(0)], false);
    await turn();
    loop.push([item(1)], false);
    await turn();
    waiting[0]?.fail(new Error('gone'));
    waiting[1]?.done();
    await turn();
    loop.push([item(2)], false);
    await turn();
    expect({ durable, failures, batches }).toEqual({ durable: [], failures: ['Error: gone'], batches: [1, 1] });
  });
});
