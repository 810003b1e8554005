import { errorFactory, utf8 } from '@remit/core';
import { ledgerErrors } from '@remit/ledger';
import type { ScopeEngine } from '@remit/scope';
import { createScopeEngine } from '@remit/scope/engine';
import { describe, expect, it } from 'vitest';
import { createApprovalDesk } from './approvals/desk.ts';
import type { CallRequest, CallResult, Forward, Waiting } from './call.ts';
import type { StopSignal } from './stop-signal.ts';
import type { House, HouseOptions } from './testkit/house.ts';
import { admin, agent, approver, openDeclaredHouse, proposal, SCOPE, settle, upstream } from './testkit/house.ts';

const ledgerError = errorFactory(ledgerErrors);
const calls = (trail: readonly string[]) => trail.filter((name) => /^(mcp|approval|gap)/.test(name));

interface Escalated extends House {
  readonly forward: Forward & { readonly calls: StopSignal[] };
  readonly calling: Promise<CallResult>;
  readonly id: string;
  readonly action: string;
  readonly waiting: Waiting[];
}

/** A house with one escalated call on the desk. */
async function escalate(over: Partial<CallRequest> = {}, options: HouseOptions = {}): Promise<Escalated> {
  const house = await openDeclaredHouse(options);
  const forward = upstream();
  const waiting: Waiting[] = [];
  const calling = house.gateway.call(proposal({ onWaiting: (told) => waiting.push(told), ...over }), forward);
  await settle();
  const [pending] = house.approvals.pending(approver);
  return { ...house, forward, calling, waiting, id: pending?.id ?? '', action: pending?.action ?? '' };
}

describe('an escalated call', () => {
  it('[approval.shown] stands on the desk with what the approver has to know, and the caller is told', async () => {
    const { approvals, ledger, waiting, time } = await escalate();
    const decision = ledger.one('mcp.decision');
    expect(decision.pol.dec).toBe('escalate');
    expect(approvals.pending(approver)).toEqual([
      {
        id: decision.id,
        askedBy: agent.sub,
        agent: 'loan-triage-agent',
        server: 'decisions',
        tool: 'propose_decision',
        rule: 'release-decision',
        role: 'approver',
        reason: 'Annex III 5(b): a person releases each decision',
        args: { case: 'case-1001', decision: 'refer' },
        action: expect.stringMatching(/^[0-9a-f]{64}$/),
        requestedAt: time.now(),
        expiresAt: time.now() + 900_000,
        own: false,
      },
    ]);
    expect(waiting).toEqual([
      { approvalId: decision.id, message: expect.stringContaining('approver'), expiresAt: time.now() + 900_000 },
    ]);
  });

  it('[approval.shown] shows arguments only to holders of the needed role, and marks own calls', async () => {
    const { approvals } = await escalate();
    expect(approvals.pending(admin)).toEqual([]);
    expect(approvals.pending({ ...agent, keyId: 'k8', roles: ['approver'] })).toMatchObject([{ own: true }]);
  });

  it('[approval.recorded] approved: escalate, approval, decision taken again, outcome, each naming what it follows', async () => {
    const { approvals, ledger, forward, calling, id, action } = await escalate();
    expect(await approvals.approve(id, approver, action)).toMatchObject({ ok: true, value: { id } });
    const result = await calling;
    await settle();
    expect(calls(ledger.trail)).toEqual([
      'mcp.decision escalate',
      'approval approved',
      'mcp.decision permit_with_conditions',
      'mcp.outcome executed',
    ]);
    const [escalation, decision] = ledger.all('mcp.decision');
    const approval = ledger.one('approval');
    if (escalation === undefined || decision === undefined) throw new Error('two decisions expected');
    expect(result).toMatchObject({ kind: 'forwarded', decisionId: decision.id });
    expect(approval).toMatchObject({
      who: { sub: approver.sub },
      cause: [ledger.leafOf(escalation)],
      about: escalation.about,
      act: escalation.act,
      apr: { verdict: 'approved', requested: escalation.ts, role: 'approver' },
    });
    expect(decision.cause).toEqual([ledger.leafOf(escalation), ledger.leafOf(approval)]);
    expect(decision).toMatchObject({ who: escalation.who, act: escalation.act, scope: escalation.scope });
    expect(ledger.committedOf(decision)).toMatchObject({ fields: { ctx: { value: { approved: true } } } });
    expect(ledger.one('mcp.outcome').cause).toEqual([ledger.leafOf(decision)]);
    expect(forward.calls).toHaveLength(1);
  });

  it('[approval.recorded] nothing goes on before the approval record is durable', async () => {
    const { approvals, ledger, forward, calling, id, action } = await escalate();
    const release = ledger.stall();
    const approving = approvals.approve(id, approver, action);
    await settle();
    expect(ledger.handed).toBe(4);
    expect(forward.calls).toHaveLength(0);
    release();
    expect(await approving).toMatchObject({ ok: true });
    await calling;
    expect(forward.calls).toHaveLength(1);
  });

  it('[gateway.every-exit] rejected: denied, with the words of the approver committed and not in clear', async () => {
    const { approvals, ledger, forward, calling, id } = await escalate();
    await approvals.reject(id, approver, 'income not verified');
    expect(await calling).toMatchObject({ kind: 'denied', because: 'approval-rejected', rule: 'release-decision' });
    expect(calls(ledger.trail)).toEqual(['mcp.decision escalate', 'approval rejected', 'mcp.decision deny']);
    const approval = ledger.one('approval');
    expect(JSON.stringify(approval)).not.toContain('income');
    expect(ledger.committedOf(approval)).toMatchObject({
      fields: { reason: { kind: 'value', value: 'income not verified' } },
      subjects: [approver.sub, ...(approval.about ?? [])],
    });
    expect(ledger.all('mcp.decision')[1]).toMatchObject({
      cause: [ledger.leafOf(ledger.all('mcp.decision')[0]), ledger.leafOf(approval)],
      pol: { dec: 'deny', eval: 'evaluated', rules: ['release-decision'], errors: ['approval.rejected'] },
    });
    expect(forward.calls).toHaveLength(0);
  });

  it('[gateway.every-exit] expired: denied without an approver', async () => {
    const { ledger, forward, calling, time, approvals, id, action } = await escalate();
    time.advance(899_999);
    expect(approvals.pending(approver)).toHaveLength(1);
    time.advance(1);
    expect(await calling).toMatchObject({ kind: 'denied', because: 'approval-expired' });
    expect(calls(ledger.trail)).toEqual(['mcp.decision escalate', 'approval expired', 'mcp.decision deny']);
    expect(ledger.one('approval')).not.toHaveProperty('who');
    expect(ledger.all('mcp.decision')[1]?.pol.errors).toEqual(['approval.expired']);
    expect(await approvals.approve(id, approver, action)).toMatchObject({ error: { code: 'already-decided' } });
    expect(forward.calls).toHaveLength(0);
    expect(time.waiting()).toBe(0);
  });

  it('[gateway.every-exit] caller gone: withdrawn and denied', async () => {
    const gone = new AbortController();
    const { ledger, forward, calling, approvals, id, action } = await escalate({ signal: gone.signal });
    gone.abort();
    expect(await calling).toMatchObject({ kind: 'denied', because: 'aborted' });
    expect(calls(ledger.trail)).toEqual(['mcp.decision escalate', 'approval withdrawn', 'mcp.decision deny']);
    expect(ledger.all('mcp.decision')[1]?.pol.errors).toEqual(['approval.withdrawn']);
    expect(await approvals.approve(id, approver, action)).toMatchObject({ error: { code: 'already-decided' } });
    expect(forward.calls).toHaveLength(0);
  });

  it('[gateway.every-exit] caller gone while the escalation is recorded: nobody is asked', async () => {
    const gone = new AbortController();
    const house = await openDeclaredHouse();
    const release = house.ledger.stall();
    const told: Waiting[] = [];
    const onWaiting = (waiting: Waiting) => void told.push(waiting);
    const calling = house.gateway.call(proposal({ signal: gone.signal, onWaiting }), upstream());
    await settle();
    gone.abort();
    release();
    expect(await calling).toMatchObject({ kind: 'denied', because: 'aborted' });
    expect(told).toEqual([]);
    expect(calls(house.ledger.trail)).toEqual(['mcp.decision escalate', 'approval withdrawn', 'mcp.decision deny']);
  });

  it('[gateway.drain] is withdrawn when the gateway stops', async () => {
    const { gateway, ledger, calling } = await escalate();
    await gateway.drain();
    expect(await calling).toMatchObject({ kind: 'denied', because: 'aborted' });
    expect(calls(ledger.trail)).toEqual(['mcp.decision escalate', 'approval withdrawn', 'mcp.decision deny']);
  });

  it('still waits when the wire layer cannot tell its client', async () => {
    const { approvals, calling, id, action } = await escalate({
      onWaiting: () => {
        throw new Error('stream closed');
      },
    });
    await approvals.approve(id, approver, action);
    expect(await calling).toMatchObject({ kind: 'forwarded' });
  });
});

describe('who may answer, and how often', () => {
  it('[approval.four-eyes] not the person who asked, even with another key that holds the role', async () => {
    const { approvals, forward, id, action } = await escalate();
    const samePerson = { keyId: 'k7', sub: agent.sub, roles: ['approver', 'admin'] as const };
    expect(await approvals.approve(id, samePerson, action)).toMatchObject({ ok: false, error: { code: 'own-call' } });
    expect(await approvals.reject(id, samePerson)).toMatchObject({ ok: false, error: { code: 'own-call' } });
    expect(forward.calls).toHaveLength(0);
    expect(approvals.pending(approver)).toHaveLength(1);
  });

  it('[approval.four-eyes] not a key without the role that the scope demands', async () => {
    const { approvals, id, action } = await escalate();
    expect(await approvals.approve(id, admin, action)).toEqual({
      ok: false,
      error: { code: 'role-missing', message: 'This key does not hold the role that the scope asks for: approver.' },
    });
  });

  it('[approval.single-use] a second approval, and one at the same time, are refused', async () => {
    const { approvals, calling, forward, id, action, ledger } = await escalate();
    const other = { ...approver, keyId: 'k5', sub: `p_${'d'.repeat(22)}` };
    const both = await Promise.all([approvals.approve(id, approver, action), approvals.approve(id, other, action)]);
    expect(both.map(({ ok }) => ok)).toEqual([true, false]);
    await calling;
    expect(await approvals.approve(id, approver, action)).toMatchObject({ error: { code: 'already-decided' } });
    expect(await approvals.reject(id, other)).toMatchObject({ error: { code: 'already-decided' } });
    expect(ledger.all('approval')).toHaveLength(1);
    expect(forward.calls).toHaveLength(1);
  });

  it('[approval.single-use] a caller who goes while the approval is recorded does not undo it, and nothing is forwarded', async () => {
    const gone = new AbortController();
    const { approvals, calling, forward, ledger, id, action } = await escalate({ signal: gone.signal });
    const release = ledger.stall();
    const approving = approvals.approve(id, approver, action);
    gone.abort();
    approvals.withdrawAll();
    release();
    expect(await approving).toMatchObject({ ok: true });
    expect(await calling).toMatchObject({ kind: 'denied', because: 'aborted' });
    await settle();
    expect(calls(ledger.trail)).toEqual([
      'mcp.decision escalate',
      'approval approved',
      'mcp.decision permit_with_conditions',
      'mcp.outcome refused',
    ]);
    expect(forward.calls).toHaveLength(0);
  });

  it('[approval.single-use] the same call again has to be approved again', async () => {
    const { gateway, approvals, calling, forward, id, action } = await escalate();
    await approvals.approve(id, approver, action);
    await calling;
    const again = gateway.call(proposal(), forward);
    await settle();
    expect(forward.calls).toHaveLength(1);
    const [pending] = approvals.pending(approver);
    expect(pending?.id).not.toBe(id);
    await approvals.reject(pending?.id ?? '', approver);
    expect(await again).toMatchObject({ kind: 'denied' });
  });

  it('[approval.action-bound] an approval of another action is refused', async () => {
    const { approvals, gateway, id, forward } = await escalate();
    const other = gateway.call(proposal({ args: { case: 'case-1001', decision: 'approve' } }), upstream());
    await settle();
    const [, second] = approvals.pending(approver);
    expect(await approvals.approve(id, approver, second?.action ?? '')).toMatchObject({
      error: { code: 'action-mismatch' },
    });
    expect(forward.calls).toHaveLength(0);
    await approvals.reject(second?.id ?? '', approver);
    await other;
  });

  it('[approval.action-bound] arguments that change while the call waits are not forwarded', async () => {
    const argsRaw = utf8('{"case":"case-1001","decision":"refer"}');
    const { approvals, calling, forward, ledger, id, action } = await escalate({ argsRaw });
    argsRaw.set(utf8('2'), argsRaw.indexOf(0x31));
    await approvals.approve(id, approver, action);
    expect(await calling).toMatchObject({ kind: 'denied', because: 'argument' });
    expect(ledger.all('mcp.decision')[1]?.pol).toMatchObject({
      dec: 'deny',
      eval: 'not-evaluated',
      errors: ['approval.action-mismatch'],
    });
    expect(forward.calls).toHaveLength(0);
  });

  it('answers an unknown id with what may have happened', async () => {
    const { approvals } = await escalate();
    expect(await approvals.approve('01J', approver, '')).toMatchObject({ error: { code: 'unknown' } });
  });

  it('refuses an answer at the moment of expiry, even when the timer is late', async () => {
    const time = { late: 0 };
    const house = await openDeclaredHouse();
    const clock = { now: () => house.time.now() + time.late };
    const desk = createApprovalDesk({ clock, timers: house.time.timers, timeoutMs: 10 });
    const verdicts: string[] = [];
    const open = desk.open(
      { id: 'x', askedBy: agent.sub, server: 's', tool: 't', role: 'approver', reason: '', args: {}, action: 'a' },
      async ({ kind }) => void verdicts.push(kind),
    );
    time.late = 10;
    expect(desk.pending(approver)).toEqual([]);
    expect(await desk.approve('x', approver, 'a')).toMatchObject({ error: { code: 'expired' } });
    expect(await open.verdict).toEqual({ kind: 'expired' });
    expect(verdicts).toEqual(['expired']);
  });
});

describe('what changes while a call waits', () => {
  it('[approval.scope-in-force] another scope: denied, although it would permit', async () => {
    const { gateway, approvals, calling, forward, ledger, id, action } = await escalate();
    const other = SCOPE.replace('Pre-sort consumer', 'Sort consumer');
    expect(await gateway.declareScope(admin, other)).toMatchObject({ ok: true });
    await approvals.approve(id, approver, action);
    expect(await calling).toMatchObject({ kind: 'denied', because: 'no-scope' });
    const [escalation, decision] = ledger.all('mcp.decision');
    expect(decision?.pol).toMatchObject({ dec: 'deny', eval: 'not-evaluated', errors: ['approval.scope-changed'] });
    expect(decision?.scope?.sha).not.toBe(escalation?.scope?.sha);
    expect(forward.calls).toHaveLength(0);
  });

  it('[approval.scope-in-force] a narrower scope: denied by it', async () => {
    const { gateway, approvals, calling, forward, ledger, id, action } = await escalate();
    await gateway.declareScope(
      admin,
      SCOPE.replace('case: { one-of: [case-1001, case-1002] }', 'case: { one-of: [case-1002] }'),
    );
    await approvals.approve(id, approver, action);
    expect(await calling).toMatchObject({ kind: 'denied', because: 'argument' });
    expect(ledger.all('mcp.decision')[1]?.pol).toMatchObject({ dec: 'deny', eval: 'evaluated' });
    expect(forward.calls).toHaveLength(0);
  });

  it('[approval.scope-in-force] an expired scope: denied', async () => {
    const { approvals, calling, forward, ledger, time, id, action } = await escalate(
      {},
      { desk: { timeoutMs: 1_000_000 * 86_400_000 } },
    );
    time.advance(2 * 366 * 86_400_000);
    await approvals.approve(id, approver, action);
    expect(await calling).toMatchObject({ kind: 'denied' });
    expect(ledger.all('mcp.decision')[1]?.pol.errors).toEqual(['scope-expired']);
    expect(forward.calls).toHaveLength(0);
  });

  it('[approval.scope-in-force] a revoked key: denied', async () => {
    const { approvals, calling, forward, ledger, revoked, id, action } = await escalate();
    revoked.add(agent.keyId);
    await approvals.approve(id, approver, action);
    expect(await calling).toMatchObject({ kind: 'denied', because: 'aborted' });
    expect(ledger.all('mcp.decision')[1]?.pol.errors).toEqual(['caller.key-revoked']);
    expect(forward.calls).toHaveLength(0);
  });

  it('an engine that asks again although the call was approved: denied', async () => {
    const real = createScopeEngine();
    const engine: ScopeEngine = { ...real, decide: (call) => real.decide({ ...call, approved: false }) };
    const { approvals, calling, ledger, id, action } = await escalate({}, { engine });
    await approvals.approve(id, approver, action);
    expect(await calling).toMatchObject({ kind: 'denied' });
    expect(ledger.all('mcp.decision')[1]?.pol).toMatchObject({ dec: 'deny', errors: ['approval.not-applied'] });
  });
});

describe('the ledger fails around an approval', () => {
  it('[gateway.fail-closed] escalation not durable: nobody is asked, and it is closed by a gap', async () => {
    const house = await openDeclaredHouse();
    house.ledger.fault = () => ({ at: 'durable', error: ledgerError('ledger.not-durable') });
    expect(await house.gateway.call(proposal(), upstream())).toMatchObject({ kind: 'unavailable' });
    expect(house.approvals.pending(approver)).toEqual([]);
    house.ledger.fault = () => undefined;
    house.time.advance(1_000);
    await settle();
    expect(calls(house.ledger.trail)).toEqual(['gap escalation-without-decision']);
  });

  it('[gateway.fail-closed] approval not durable: it does not count, the approver hears it, the escalation is closed', async () => {
    const { ledger, approvals, calling, forward, time, id, action } = await escalate();
    ledger.fault = () => ({ at: 'durable', error: ledgerError('ledger.not-durable') });
    expect(await approvals.approve(id, approver, action)).toMatchObject({ error: { code: 'not-recorded' } });
    expect(await calling).toMatchObject({ kind: 'unavailable', error: { code: 'ledger.not-durable' } });
    expect(forward.calls).toHaveLength(0);
    ledger.fault = () => undefined;
    time.advance(1_000);
    await settle();
    expect(calls(ledger.trail)).toEqual(['mcp.decision escalate', 'gap escalation-without-decision']);
  });

  it('[gateway.fail-closed] second decision not taken: recorded as a denial later, following the approval', async () => {
    const { ledger, approvals, calling, forward, time, id, action } = await escalate();
    ledger.fault = (draft) =>
      draft.t === 'mcp.decision' ? { at: 'record', error: ledgerError('ledger.overloaded') } : undefined;
    await approvals.approve(id, approver, action);
    expect(await calling).toMatchObject({ kind: 'unavailable' });
    expect(forward.calls).toHaveLength(0);
    ledger.fault = () => undefined;
    time.advance(1_000);
    await settle();
    expect(calls(ledger.trail)).toEqual(['mcp.decision escalate', 'approval approved', 'mcp.decision deny']);
    expect(ledger.all('mcp.decision')[1]?.cause).toHaveLength(2);
  });
});

describe('a full desk', () => {
  it('[approval.bounded] denies further calls of the same person, and leaves room for others', async () => {
    const { gateway, approvals, ledger } = await escalate({}, { desk: { maxPerPerson: 1, maxPending: 2 } });
    expect(await gateway.call(proposal(), upstream())).toMatchObject({ kind: 'denied', because: 'approval-expired' });
    expect(ledger.all('mcp.decision')[1]?.pol).toMatchObject({ dec: 'deny', errors: ['approval.desk-full'] });
    expect(approvals.hasRoom(approver.sub)).toBe(true);
    const other = { ...agent, keyId: 'k6', sub: `p_${'e'.repeat(22)}` };
    void gateway.call(proposal({ caller: other }), upstream());
    await settle();
    expect(approvals.pending(approver)).toHaveLength(2);
    expect(approvals.hasRoom(approver.sub)).toBe(false);
    await gateway.drain();
  });
});
