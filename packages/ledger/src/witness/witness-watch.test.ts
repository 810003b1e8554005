/** Lag against a quorum. */
import { silentLogger, systemClock } from '@remit/core';
import { cosigner, parsePolicy } from '@remit/tlog';
import { afterEach, describe, expect, it } from 'vitest';
import { createLab, ORIGIN } from '../test-support/ledger-lab.ts';
import type { Ledger, LedgerHead } from '../types.ts';
import { startWitness } from './start-witness.ts';
import { sizeOfQuorum, watchWitnesses } from './witness-watch.ts';

const vkeyOf = (name: string, seed: number) => cosigner(name, new Uint8Array(32).fill(seed), systemClock).vkey;
function policyOf(rest: string) {
  const lines = ['a', 'b', 'c'].map((name, i) => `witness ${name} ${vkeyOf(`w.test/${name}`, i + 1)}`);
  const policy = parsePolicy(`${lines.join('\n')}\n${rest}\n`);
  if (!policy.ok) throw new Error(policy.error);
  return policy.value;
}

describe('the size that a quorum has reached', () => {
  const sizes = new Map([
    ['a', 10],
    ['b', 7],
    ['c', 0],
  ]);
  it.each([
    ['quorum none', 10],
    ['quorum a', 10],
    ['quorum c', 0],
    ['group two 2 a b c\nquorum two', 7],
    ['group all all a b c\nquorum all', 0],
    ['group x any b c\ngroup y all a x\nquorum y', 7],
  ])('[ledger.witness-lag] %s', (rest, size) => {
    expect(sizeOfQuorum(policyOf(rest), sizes)).toBe(size);
    expect(sizeOfQuorum(policyOf(rest), new Map())).toBe(0);
  });
});

describe('a watch', () => {
  const lab = createLab();
  const closers: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
    await lab.dispose();
  });
  const heartbeat = { t: 'heartbeat', hb: { why: 'test' } } as const;

  it('[ledger.witness-lag] names the oldest record that no quorum has seen, and tells when that is too long', async () => {
    const dir = lab.folder();
    const first = await lab.start(dir);
    await first.record(heartbeat).durable;
    await first.sealHead();
    await first.close();
    const witness = await startWitness({
      dir: lab.folder(),
      name: 'w.test/a',
      logs: [{ origin: ORIGIN, vkey: first.vkey }],
      listen: { host: '127.0.0.1', port: 0 },
      clock: systemClock,
      logger: silentLogger,
    });
    closers.push(() => witness.close());
    const ledger = await lab.start(dir, { witnesses: [{ name: 'a', ...witness }] });
    await ledger.sealHead({ witnessed: true });
    const policy = parsePolicy(`witness a ${witness.vkey}\nquorum a\n`);
    if (!policy.ok) throw new Error(policy.error);
    let ahead = 0;
    const watchOf = (over: Pick<Ledger, 'head' | 'reader'>) =>
      watchWitnesses({
        ledger: over,
        policy: policy.value,
        lateMs: 60_000,
        clock: { now: () => Date.now() + ahead },
        logger: silentLogger,
      });
    // The heads of a witness that stays where it is.
    const stuck = ledger.head();
    const { index } = await ledger.record(heartbeat).durable;
    const head = (): LedgerHead => ({ ...stuck, size: ledger.head().size });
    const watch = await watchOf({ head, reader: () => ledger.reader() });
    closers.push(() => watch.stop());
    expect(watch.lag()).toMatchObject({ quorumSize: index, records: 1, oldest: { index }, late: false });
    ahead = 61_000;
    expect(watch.lag()).toMatchObject({ late: true });
    expect(watch.lag().ageMs).toBeGreaterThan(60_000);
    // A process that starts again knows what was cosigned before any witness has answered.
    const unasked = { ...stuck, witnesses: [{ name: 'a', size: 0, state: 'behind' as const }] };
    const again = await watchOf({ head: () => ({ ...unasked, size: index }), reader: () => ledger.reader() });
    closers.push(() => again.stop());
    expect(again.lag()).toMatchObject({ quorumSize: index, records: 0, ageMs: 0, late: false });
  });
});
