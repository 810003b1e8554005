/** What an observer is told: every step with its time, every way off the path with a code of a fixed set. */
import { errorFactory } from '@remit/core';
import { ledgerErrors } from '@remit/ledger';
import { describe, expect, it } from 'vitest';
import type { CallObserver } from './observer.ts';
import { admin, agent, openDeclaredHouse, openHouse, request, SCOPE, upstream } from './testkit/house.ts';

const ledgerError = errorFactory(ledgerErrors);

function watching() {
  const steps: string[] = [];
  const codes: (string | undefined)[] = [];
  const calls: string[] = [];
  const rejected: string[] = [];
  const observer: CallObserver = {
    step(name, from, to, code) {
      expect(to).toBeGreaterThanOrEqual(from);
      steps.push(name);
      if (code !== undefined) codes.push(code);
    },
    call: (decision, outcome, { server }) => void calls.push(`${server} ${decision} ${outcome}`),
    rejected: (why) => void rejected.push(why),
  };
  return { steps, codes, calls, rejected, observer };
}

describe('the observer', () => {
  it('[ops.observer.steps] hears of each step of a call in order, then of its decision and outcome', async () => {
    const seen = watching();
    const { gateway } = await openDeclaredHouse(seen);
    await gateway.call(request(), upstream());
    expect(seen.steps).toEqual([
      'resolve',
      'limit-rate',
      'decide',
      'await-approval',
      'commit-decision',
      'forward',
      'commit-outcome',
    ]);
    expect(seen.codes).toEqual([]);
    expect(seen.calls).toEqual(['files permit executed']);
  });

  it('[ops.observer.codes] hears a code of a fixed set for each way off the path, whatever was called', async () => {
    const seen = watching();
    const { gateway, ledger } = await openDeclaredHouse({ ...seen, limits: { person: 5 } });
    await gateway.call(request({ args: { path: '/etc/passwd' } }), upstream());
    await gateway.call(request({ caller: { ...agent, roles: ['auditor'] } }), upstream());
    await gateway.call(request({ tool: 'x'.repeat(5000) }), upstream());
    await gateway.call(request(), () => Promise.reject(new Error('lost')));
    await gateway.call(request({ signal: AbortSignal.abort() }), upstream());
    ledger.fault = () => ({ at: 'durable', error: ledgerError('ledger.not-durable') });
    await gateway.call(request(), upstream());
    ledger.fault = () => undefined;
    await gateway.call(request(), upstream());
    expect(seen.codes).toEqual([
      'policy.denied',
      'caller.role-missing',
      'policy.denied',
      'caller-gone',
      'ledger.not-durable',
      'rate-limit.exceeded',
    ]);
    expect(seen.calls).toEqual([
      'files deny not_forwarded',
      'files deny not_forwarded',
      'files deny not_forwarded',
      'files permit unknown',
      'files permit refused',
      'files none unavailable',
      'files deny not_forwarded',
    ]);
  });

  it('[ops.observer.codes] tells a denial that is not enforced from one that is', async () => {
    const seen = watching();
    const { gateway } = openHouse(seen);
    await gateway.declareScope(admin, SCOPE.replace('agent:', 'mode: observe\nagent:'));
    await gateway.call(request({ args: { path: '/etc/passwd' } }), upstream());
    expect(seen.calls).toEqual(['files deny_not_enforced executed']);
  });

  it('[ops.observer.codes] hears of requests that were turned away for their key', () => {
    const seen = watching();
    const { gateway } = openHouse(seen);
    gateway.authenticate(undefined, '192.0.2.1');
    gateway.authenticate('bad', '192.0.2.1');
    gateway.authenticate('good', '192.0.2.1');
    expect(seen.rejected).toEqual(['missing', 'unknown']);
  });
});
