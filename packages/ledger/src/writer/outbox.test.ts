import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppendItem } from '../ipc/messages.ts';
import { createOutbox } from './outbox.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance'] });
});
afterEach(() => vi.useRealTimers());

const item = (n: number, bytes = 10): AppendItem => ({
  writer: 'w',
  n,
  id: `id-${n}`,
  t: 'gap',
  entry: new Uint8Array(bytes),
  vault: undefined,
  subjects: [],
  opens: undefined,
  closes: [],
});

function lab(options: Partial<Parameters<typeof createOutbox>[0]> = {}) {
  const sent: { ns: number[]; again: boolean }[] = [];
  const outbox = createOutbox({ maxOutstanding: 100, timeoutMs: 5_000, ...options });
  const send = (items: readonly AppendItem[], again: boolean) => void sent.push({ ns: items.map(({ n }) => n), again });
  const state = (promise: Promise<{ index: number }>) => {
    const seen: { now: unknown } = { now: 'pending' };
    promise.then(
      ({ index }) => (seen.now = index),
      (error: { code: string }) => (seen.now = error.code),
    );
    return seen;
  };
  return { outbox, sent, send, state };
}

describe('the outbox', () => {
  it('sends the records of one turn in one message', async () => {
    const { outbox, sent, send } = lab();
    outbox.connected(send);
    for (const n of [0, 1, 2]) void outbox.add(item(n));
    await vi.advanceTimersByTimeAsync(1);
    void outbox.add(item(3));
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toEqual([
      { ns: [0, 1, 2], again: false },
      { ns: [3], again: false },
    ]);
  });

  it('gathers for a moment when others are on their way, and sends a full message at once', async () => {
    const { outbox, sent, send } = lab();
    outbox.connected(send);
    for (let n = 0; n < 6; n++) void outbox.add(item(n));
    await vi.advanceTimersByTimeAsync(1);
    expect(sent.map(({ ns }) => ns.length)).toEqual([6]);
    void outbox.add(item(6));
    await vi.advanceTimersByTimeAsync(1);
    void outbox.add(item(7));
    expect(sent).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent.at(-1)).toEqual({ ns: [6, 7], again: false });
    for (let n = 8; n < 80; n++) void outbox.add(item(n));
    expect(sent.at(-1)?.ns.length).toBe(64);
    await vi.advanceTimersByTimeAsync(2);
    expect(sent.at(-1)?.ns).toEqual([72, 73, 74, 75, 76, 77, 78, 79]);
    expect(sent.flatMap(({ ns }) => ns)).toEqual(Array.from({ length: 80 }, (_, n) => n));
  });

  it('lets an outcome wait for the next record that somebody waits for, or for a moment', async () => {
    const { outbox, sent, send } = lab();
    outbox.connected(send);
    void outbox.add({ ...item(0), t: 'mcp.outcome' });
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toEqual([]);
    void outbox.add(item(1));
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual([{ ns: [0, 1], again: false }]);
    void outbox.add({ ...item(2), t: 'mcp.outcome' });
    await vi.advanceTimersByTimeAsync(2);
    expect(sent.at(-1)).toEqual({ ns: [2], again: false });
  });

  it('[ledger.resend] sends what is unacknowledged again, in order, after the sequencer was restarted', async () => {
    const { outbox, sent, send, state } = lab();
    outbox.connected(send);
    const seen = [0, 1, 2].map((n) => state(outbox.add(item(n))));
    await vi.advanceTimersByTimeAsync(1);
    outbox.acknowledged([{ writer: 'w', n: 0, index: 10 }]);
    outbox.disconnected();
    seen.push(state(outbox.add(item(3))));
    await vi.advanceTimersByTimeAsync(1);
    outbox.connected(send);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent.slice(1)).toEqual([{ ns: [1, 2, 3], again: true }]);
    outbox.acknowledged([1, 2, 3].map((n) => ({ writer: 'w', n, index: 10 + n })));
    await vi.advanceTimersByTimeAsync(1);
    expect(seen.map(({ now }) => now)).toEqual([10, 11, 12, 13]);
    expect(outbox.outstanding).toBe(0);
  });

  it('[ledger.not-durable] rejects at the deadline, keeps the record and takes a late acknowledgement', async () => {
    const { outbox, sent, send, state } = lab();
    outbox.connected(send);
    const first = state(outbox.add(item(0)));
    await vi.advanceTimersByTimeAsync(3_000);
    const second = state(outbox.add(item(1)));
    await vi.advanceTimersByTimeAsync(2_002);
    expect([first.now, second.now]).toEqual(['ledger.not-durable', 'pending']);
    expect(outbox.outstanding).toBe(2);
    outbox.disconnected();
    outbox.connected(send);
    expect(sent.at(-1)).toEqual({ ns: [0, 1], again: true });
    outbox.acknowledged([{ writer: 'w', n: 0, index: 0 }]);
    await vi.advanceTimersByTimeAsync(3_001);
    expect(second.now).toBe('ledger.not-durable');
    expect(outbox.outstanding).toBe(1);
  });

  it('[ledger.overloaded] names the bound that is reached, in records and in bytes', () => {
    const few = lab({ maxOutstanding: 2 }).outbox;
    void few.add(item(0));
    expect(few.obstacle()).toBeUndefined();
    void few.add(item(1));
    expect(few.obstacle()).toMatchObject({ code: 'ledger.overloaded' });
    few.acknowledged([{ writer: 'w', n: 1, index: 1 }]);
    expect(few.obstacle()).toBeUndefined();
    const large = lab().outbox;
    void large.add(item(0, 256 * 1024 * 1024));
    expect(large.obstacle()).toMatchObject({ code: 'ledger.overloaded' });
  });

  it('[ledger.fail-closed] a refusal rejects everything now and later, with the reason', async () => {
    const { outbox, send, sent, state } = lab();
    outbox.connected(send);
    const seen = state(outbox.add(item(0)));
    await vi.advanceTimersByTimeAsync(1);
    outbox.refuse('Record 3 was changed.');
    await vi.advanceTimersByTimeAsync(1);
    expect(seen.now).toBe('ledger.signer-refused');
    expect(outbox.obstacle()?.message).toContain('Record 3 was changed.');
    expect(sent).toHaveLength(1);
    expect(outbox.outstanding).toBe(0);
  });

  it('drains: takes nothing more and resolves when nothing waits', async () => {
    const { outbox } = lab();
    void outbox.add(item(0));
    let drained = false;
    void outbox.drain().then(() => {
      drained = true;
    });
    expect(outbox.obstacle()).toMatchObject({ code: 'ledger.closed' });
    await vi.advanceTimersByTimeAsync(1);
    expect(drained).toBe(false);
    outbox.acknowledged([{ writer: 'w', n: 0, index: 0 }]);
    await vi.advanceTimersByTimeAsync(1);
    expect(drained).toBe(true);
  });
});
