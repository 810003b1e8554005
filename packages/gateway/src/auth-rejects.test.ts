import { errorFactory } from '@remit/core';
import { ledgerErrors } from '@remit/ledger';
import { describe, expect, it } from 'vitest';
import { agent, openHouse, settle, T0 } from './testkit/house.ts';

const ledgerError = errorFactory(ledgerErrors);
const iso = (ms: number) => new Date(ms).toISOString();

describe('rejected requests', () => {
  it('[gateway.rejects-counted] are counted per source and interval, one record each, the source only committed to', async () => {
    const { gateway, ledger, time } = openHouse();
    expect(gateway.authenticate('good', '203.0.113.9')).toEqual({ ok: true, value: agent });
    expect(gateway.authenticate('bad', '203.0.113.9')).toEqual({ ok: false, error: 'unknown' });
    time.advance(1_000);
    gateway.authenticate(undefined, '203.0.113.9');
    gateway.authenticate('bad', '203.0.113.9');
    gateway.authenticate('bad', '198.51.100.7');
    expect(ledger.handed).toBe(0);
    time.advance(59_000);
    await settle();
    expect(ledger.all('auth.rejects').map(({ rej }) => rej)).toEqual([
      { n: 3, from: iso(T0), to: iso(T0 + 1_000), reasons: { unknown: 2, missing: 1 } },
      { n: 1, from: iso(T0 + 1_000), to: iso(T0 + 1_000), reasons: { unknown: 1 } },
    ]);
    const [first] = ledger.all('auth.rejects');
    if (first === undefined) throw new Error('no record');
    expect(JSON.stringify(first)).not.toContain('203.0.113.9');
    const committed = ledger.committedOf(first);
    expect(committed?.fields).toEqual({ source: { kind: 'value', value: '203.0.113.9' } });
    expect(ledger.reference(committed?.subjects[0] ?? '')).toBe('person:unauthenticated sources');
    expect(time.waiting()).toBe(0);
  });

  it('[gateway.rejects-counted] further sources are counted together, and none is lost', async () => {
    const { gateway, ledger, time } = openHouse({ rejects: { maxSources: 3, intervalMs: 10 } });
    for (let n = 0; n < 100; n++) gateway.authenticate('bad', `2001:db8::${n}`);
    time.advance(10);
    await settle();
    const records = ledger.all('auth.rejects');
    expect(records).toHaveLength(4);
    expect(records.map(({ rej }) => rej.n)).toEqual([1, 1, 1, 97]);
    const last = records[3];
    expect(last && ledger.committedOf(last)?.fields).toEqual({ source: { kind: 'value', value: 'further sources' } });
  });

  it('[gateway.refusals-counted] of a caller whose key was good name the caller, and no address', async () => {
    const { gateway, ledger, time } = openHouse({ rejects: { maxSources: 1 } });
    for (let n = 0; n < 10; n++) gateway.refused('host.refused', `2001:db8::${n}`);
    for (let n = 0; n < 1_000; n++) gateway.refused('request.malformed', `198.51.100.${n}`, agent);
    gateway.refused('session.foreign', '198.51.100.7', agent);
    gateway.refused('session.unknown', '198.51.100.7', { ...agent, sub: `p_${'e'.repeat(22)}` });
    time.advance(60_000);
    await settle();
    const records = ledger.all('auth.rejects');
    expect(records.map(({ who, rej }) => [who, rej.reasons])).toEqual([
      [undefined, { 'host.refused': 1 }],
      [undefined, { 'host.refused': 9 }],
      [
        { sub: agent.sub, agent: agent.agent },
        { 'request.malformed': 1_000, 'session.foreign': 1 },
      ],
      [{ sub: `p_${'e'.repeat(22)}`, agent: agent.agent }, { 'session.unknown': 1 }],
    ]);
    expect(records[2] && ledger.committedOf(records[2])).toBeUndefined();
    expect(JSON.stringify(records)).not.toContain('198.51.100');
  });

  it('[gateway.drain] are recorded when the gateway stops', async () => {
    const { gateway, ledger } = openHouse();
    gateway.authenticate('bad', 'a');
    await gateway.drain();
    expect(ledger.one('auth.rejects').rej.n).toBe(1);
  });

  it('[gateway.rejects-counted] are kept for the next interval when the ledger does not take them', async () => {
    const { gateway, ledger, time } = openHouse();
    ledger.fault = () => ({ at: 'record', error: ledgerError('ledger.overloaded') });
    gateway.authenticate('bad', 'a');
    time.advance(60_000);
    await settle();
    ledger.fault = () => undefined;
    gateway.authenticate('bad', 'a');
    time.advance(60_000);
    await settle();
    expect(ledger.one('auth.rejects').rej).toEqual({
      n: 2,
      from: iso(T0),
      to: iso(T0 + 60_000),
      reasons: { unknown: 2 },
    });
  });

  it('are not counted twice when the record may still become durable', async () => {
    const { gateway, ledger, time, errors } = openHouse();
    ledger.fault = () => ({ at: 'durable', error: ledgerError('ledger.not-durable') });
    gateway.authenticate('bad', 'a');
    time.advance(60_000);
    await settle();
    ledger.fault = () => undefined;
    time.advance(60_000);
    await settle();
    expect(ledger.trail).toEqual([]);
    expect(errors).toEqual(['rejected requests could not be recorded']);
  });
});
