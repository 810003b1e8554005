/** A scope that only observes: what is forwarded, what is recorded, and what still stops. */
import { errorFactory } from '@remit/core';
import { ledgerErrors } from '@remit/ledger';
import { describe, expect, it } from 'vitest';
import type { House, HouseOptions } from './testkit/house.ts';
import { admin, agent, openHouse, proposal, request, SCOPE, settle, upstream } from './testkit/house.ts';

const ledgerError = errorFactory(ledgerErrors);

async function observing(options: HouseOptions = {}): Promise<House> {
  const house = openHouse(options);
  const declared = await house.gateway.declareScope(admin, SCOPE.replace('agent:', 'mode: observe\nagent:'));
  if (!declared.ok) throw new Error(JSON.stringify(declared.error));
  return house;
}
const outside = { path: '/etc/passwd' };
const calls = (trail: readonly string[]) => trail.filter((name) => /^(mcp|approval|gap)/.test(name));

describe('observe mode', () => {
  it('[adoption.observe.forwards] forwards a call that the scope denies, and records both the denial and the outcome', async () => {
    const { gateway, ledger } = await observing();
    const forward = upstream();
    expect(await gateway.call(request({ args: outside }), forward)).toMatchObject({ kind: 'forwarded' });
    expect(forward.calls).toHaveLength(1);
    expect(calls(ledger.trail)).toEqual(['mcp.decision deny', 'mcp.outcome executed']);
    const decision = ledger.one('mcp.decision');
    expect(decision.pol).toMatchObject({
      dec: 'deny',
      eval: 'evaluated',
      rules: ['read-assigned-case#when.path'],
      enforced: false,
    });
    expect(ledger.one('mcp.outcome').cause).toEqual([ledger.leafOf(decision)]);
  });

  it('[adoption.observe.forwards] marks every decision, also the one that an enforced scope would permit', async () => {
    const { gateway, ledger } = await observing();
    await gateway.call(request(), upstream());
    expect(ledger.one('mcp.decision').pol).toMatchObject({ dec: 'permit', enforced: false });
  });

  it('[adoption.observe.all-tools] shows and forwards a tool that no rule lists', async () => {
    const { gateway, ledger } = await observing();
    expect(gateway.visible(agent, 'other', 'anything')).toBe(true);
    const forward = upstream();
    await gateway.call(request({ server: 'other', tool: 'anything', args: {} }), forward);
    expect(forward.calls).toHaveLength(1);
    expect(ledger.one('mcp.decision').pol).toMatchObject({ dec: 'deny', rules: [], enforced: false });
  });

  it('[adoption.observe.no-wait] does not wait for an approval', async () => {
    const { gateway, ledger, approvals } = await observing();
    expect(await gateway.call(proposal(), upstream())).toMatchObject({ kind: 'forwarded' });
    expect(approvals.pending({ ...admin, roles: ['approver'] })).toEqual([]);
    expect(calls(ledger.trail)).toEqual(['mcp.decision escalate', 'mcp.outcome executed']);
    expect(ledger.one('mcp.decision').pol.enforced).toBe(false);
  });

  it('[adoption.observe.own-refusals] still refuses what the gateway itself cannot answer for', async () => {
    const { gateway, ledger } = await observing();
    const forward = upstream();
    const { definition: _, ...unlisted } = request();
    expect(await gateway.call(unlisted, forward)).toMatchObject({ kind: 'unknown-tool' });
    const bystander = { ...agent, roles: ['auditor' as const] };
    expect(await gateway.call(request({ caller: bystander }), forward)).toMatchObject({ kind: 'unknown-tool' });
    expect(forward.calls).toHaveLength(0);
    for (const { pol } of ledger.all('mcp.decision')) expect(pol).not.toHaveProperty('enforced');
  });

  it.each(['record', 'durable'] as const)(
    '[adoption.observe.fail-closed] forwards nothing when the decision fails at %s, and no record then says "not enforced"',
    async (at) => {
      const { gateway, ledger, time } = await observing();
      const code = at === 'record' ? 'ledger.overloaded' : 'ledger.not-durable';
      ledger.fault = () => ({ at, error: ledgerError(code) });
      const forward = upstream();
      expect(await gateway.call(proposal({ args: outside }), forward)).toMatchObject({ kind: 'unavailable' });
      ledger.fault = () => undefined;
      time.advance(1_000);
      await settle();
      expect(forward.calls).toHaveLength(0);
      expect(calls(ledger.trail)).toEqual([at === 'record' ? 'mcp.decision deny' : 'mcp.outcome refused']);
      for (const { pol } of ledger.all('mcp.decision')) expect(pol).not.toHaveProperty('enforced');
    },
  );

  it('enforces again as soon as a file without the mode is declared', async () => {
    const { gateway, ledger } = await observing();
    await gateway.declareScope(admin, SCOPE);
    expect(await gateway.call(request({ args: outside }), upstream())).toMatchObject({ kind: 'denied' });
    expect(ledger.one('mcp.decision').pol).not.toHaveProperty('enforced');
  });
});
