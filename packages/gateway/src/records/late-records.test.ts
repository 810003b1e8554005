import { errorFactory, silentLogger } from '@remit/core';
import { ledgerErrors } from '@remit/ledger';
import type { DraftOf } from '@remit/record';
import { describe, expect, it } from 'vitest';
import { settle, T0 } from '../testkit/house.ts';
import { manualTime } from '../testkit/manual-timers.ts';
import { memoryLedger } from '../testkit/memory-ledger.ts';
import { createLateRecords } from './late-records.ts';

const ledgerError = errorFactory(ledgerErrors);

function setting() {
  const time = manualTime(T0);
  const ledger = memoryLedger(time);
  const errors: string[] = [];
  const logger = { ...silentLogger, error: (_: object, message: string) => void errors.push(message) };
  const late = createLateRecords({ recorder: ledger, timers: time.timers, logger });
  return { time, ledger, late, errors };
}

function gap(why: string): DraftOf<'gap'> {
  return { t: 'gap', gap: { kind: 'outcome-not-durable', why } };
}

describe('late records', () => {
  it('are tried again until the ledger takes them, in order', async () => {
    const { time, ledger, late } = setting();
    ledger.fault = () => ({ at: 'durable', error: ledgerError('ledger.overloaded') });
    late.add(gap('1'));
    late.add(gap('2'));
    for (let round = 0; round < 3; round++) {
      time.advance(1_000);
      await settle();
    }
    expect(late.size()).toBe(2);
    ledger.fault = () => undefined;
    time.advance(1_000);
    await settle();
    expect(ledger.all('gap').map((record) => record.gap.why)).toEqual(['1', '2']);
    expect(late.size()).toBe(0);
    expect(time.waiting()).toBe(0);
  });

  it('are not written twice when the first try may still become durable', async () => {
    const { time, ledger, late, errors } = setting();
    ledger.fault = () => ({ at: 'durable', error: ledgerError('ledger.not-durable') });
    late.add(gap('1'));
    time.advance(1_000);
    await settle();
    expect(late.size()).toBe(0);
    expect(errors).toEqual(['a late record is not known to be durable']);
  });

  it('are given up when the ledger will never take them', async () => {
    const { time, ledger, late } = setting();
    ledger.fault = () => ({ at: 'record', error: ledgerError('ledger.record-invalid') });
    late.add(gap('1'));
    time.advance(1_000);
    await settle();
    expect(late.size()).toBe(0);
  });

  it('are bounded', () => {
    const { late, errors } = setting();
    for (let n = 0; n < 4_100; n++) late.add(gap('1'));
    expect(late.size()).toBe(4_096);
    expect(errors).toHaveLength(4);
  });

  it('are flushed together with those added meanwhile', async () => {
    const { ledger, late } = setting();
    late.add(gap('1'));
    const release = ledger.stall();
    const flushing = late.flush();
    late.add(gap('2'));
    release();
    await flushing;
    expect(ledger.all('gap')).toHaveLength(2);
  });
});
