import { errorFactory, sha256, toHex, utf8 } from '@remit/core';
import { ledgerErrors } from '@remit/ledger';
import type { ScopeEngine } from '@remit/scope';
import { createScopeEngine } from '@remit/scope/engine';
import { describe, expect, it } from 'vitest';
import type { CallRequest, Forward } from './call.ts';
import { admin, agent, openDeclaredHouse, openHouse, request, settle, upstream } from './testkit/house.ts';

const ledgerError = errorFactory(ledgerErrors);

/** Types of the records of calls, without those that declared the scope. */
const calls = (trail: readonly string[]) => trail.filter((name) => /^(mcp|approval|gap)/.test(name));

describe('a permitted call', () => {
  it('[gateway.every-exit] leaves a decision and an outcome, and the answer as it came', async () => {
    const { gateway, ledger } = await openDeclaredHouse();
    const forward = upstream();
    const result = await gateway.call(request(), forward);
    expect(calls(ledger.trail)).toEqual(['mcp.decision permit', 'mcp.outcome executed']);
    const decision = ledger.one('mcp.decision');
    expect(result).toEqual({
      kind: 'forwarded',
      forwarded: { status: 'executed', raw: utf8('{"content":[]}'), value: 'answer' },
      decisionId: decision.id,
    });
    expect(ledger.one('mcp.outcome').cause).toEqual([ledger.leafOf(decision)]);
    expect(forward.calls).toHaveLength(1);
  });

  it('[gateway.decision-fields] records who, whom, what, under which scope, and what is absent', async () => {
    const { gateway, ledger } = await openDeclaredHouse();
    await gateway.call(request(), upstream());
    const decision = ledger.one('mcp.decision');
    const scope = ledger.one('scope.declare').scope;
    const about = decision.about?.[0] ?? '';
    expect(ledger.reference(about)).toBe('affected:case-1001');
    expect(decision).toMatchObject({
      who: { sub: agent.sub, agent: 'loan-triage-agent', client: 'inspector 1.0' },
      act: { srv: 'files', method: 'tools/call', tool: 'read_text_file', tool_sha: 'd'.repeat(64) },
      scope,
      pol: {
        dec: 'permit',
        eval: 'evaluated',
        rules: ['read-assigned-case'],
        bundle_sha: ledger.one('policy.activate').act_pol.bundle_sha,
      },
      absent: { model: 'no LLM traffic through Remit' },
    });
    expect(Object.keys(decision.absent ?? {})).toEqual(['model']);
    expect(Object.keys(decision.c ?? {}).sort()).toEqual(['args', 'ctx']);
    expect(ledger.one('mcp.outcome')).toMatchObject({
      who: decision.who,
      act: decision.act,
      about: decision.about,
      scope,
    });
  });

  it('[gateway.raw-bytes] commits to the bytes received, of the arguments and of the result', async () => {
    const { gateway, ledger } = await openDeclaredHouse();
    const argsRaw = utf8('{ "path" : "/srv/applicants/case-1001/letter.txt" }');
    const raw = utf8('{"content": [ ]}');
    await gateway.call(request({ argsRaw }), upstream({ raw }));
    const about = ledger.one('mcp.decision').about;
    expect(ledger.committedOf(ledger.one('mcp.decision'))).toMatchObject({
      subjects: about,
      fields: { args: { kind: 'blob', bytes: argsRaw }, ctx: { kind: 'value', value: { approved: false } } },
    });
    expect(ledger.committedOf(ledger.one('mcp.outcome'))).toMatchObject({
      subjects: about,
      fields: { result: { kind: 'blob', bytes: raw } },
    });
  });

  it('seals content under the caller when it is not known whom the call concerns', async () => {
    const { gateway, ledger } = await openDeclaredHouse();
    await gateway.call(request({ tool: 'list_cases', args: {} }), upstream());
    const decision = ledger.one('mcp.decision');
    expect(decision.about).toBeUndefined();
    expect(decision.absent?.['about']).toBe('the call has no argument cases');
    expect(ledger.committedOf(decision)?.subjects).toEqual([agent.sub]);
  });

  it('numbers the records of a session densely', async () => {
    const { gateway, ledger } = await openDeclaredHouse();
    const opened = await gateway.openSession({ caller: agent, client: 'c', protocol: '2025-11-25', endpoint: '/mcp' });
    if (!opened.ok) throw opened.error;
    const session = opened.value;
    await Promise.all([gateway.call(request({ session }), upstream()), gateway.call(request({ session }), upstream())]);
    gateway.closeSession(session, 'client-closed');
    gateway.closeSession(session, 'again');
    await settle();
    const numbered = ledger.kept.flatMap(({ record }) => (record.s === undefined ? [] : [record.s]));
    expect(numbered.map(({ n }) => n).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(new Set(numbered.map(({ id }) => id))).toEqual(new Set([session.id]));
    expect(ledger.one('session.open').ses).toEqual({ protocol: '2025-11-25', endpoint: '/mcp' });
    expect(ledger.one('session.close').ses).toEqual({ why: 'client-closed' });
  });
});

describe('the decision is durable before the call is forwarded', () => {
  it('[gateway.decision-first] forwards nothing while the recorder stalls', async () => {
    const { gateway, ledger } = await openDeclaredHouse();
    const release = ledger.stall();
    const forward = upstream();
    const calling = gateway.call(request(), forward);
    await settle();
    expect(ledger.handed).toBe(3);
    expect(forward.calls).toHaveLength(0);
    release();
    await calling;
    expect(forward.calls).toHaveLength(1);
  });

  it('[gateway.outcome-before-answer] queues the outcome before the answer and does not wait for it', async () => {
    const { gateway, ledger } = await openDeclaredHouse();
    const forward: Forward = async () => {
      ledger.stall();
      return { status: 'executed', raw: utf8('1'), value: 1 };
    };
    expect(await gateway.call(request(), forward)).toMatchObject({ kind: 'forwarded' });
    expect(calls(ledger.trail)).toEqual(['mcp.decision permit']);
    expect(ledger.handed).toBe(4);
  });

  it.each(['ledger.not-durable', 'ledger.signer-refused'] as const)(
    '[gateway.fail-closed] refuses the call with the ledger error when the decision fails with %s, and closes it later',
    async (code) => {
      const { gateway, ledger, time } = await openDeclaredHouse();
      ledger.fault = () => ({ at: 'durable', error: ledgerError(code) });
      const forward = upstream();
      const result = await gateway.call(request(), forward);
      expect(result).toMatchObject({ kind: 'unavailable', error: { code, row: { status: 503, rpc: 71503 } } });
      expect(forward.calls).toHaveLength(0);
      ledger.fault = () => undefined;
      time.advance(1_000);
      await settle();
      expect(calls(ledger.trail)).toEqual(['mcp.outcome refused']);
      expect(ledger.one('mcp.outcome').out).toEqual({ status: 'refused', why: 'ledger.not-durable' });
      expect(ledger.one('mcp.outcome').cause).toHaveLength(1);
    },
  );

  it('[gateway.fail-closed] records the refusal once the ledger takes records again', async () => {
    const { gateway, ledger, time } = await openDeclaredHouse();
    ledger.fault = () => ({ at: 'record', error: ledgerError('ledger.overloaded') });
    const forward = upstream();
    expect(await gateway.call(request(), forward)).toMatchObject({
      kind: 'unavailable',
      error: { code: 'ledger.overloaded' },
    });
    expect(forward.calls).toHaveLength(0);
    time.advance(1_000);
    await settle();
    expect(calls(ledger.trail)).toEqual([]);
    ledger.fault = () => undefined;
    time.advance(1_000);
    await settle();
    expect(calls(ledger.trail)).toEqual(['mcp.decision deny']);
    expect(ledger.one('mcp.decision')).toMatchObject({
      pol: { eval: 'not-evaluated', errors: ['ledger.overloaded'] },
      absent: { args: 'not kept: the ledger did not take the record (ledger.overloaded)' },
    });
  });

  it('[gateway.fail-closed] answers unavailable, with the row of the gateway, when a recorder fails without a code', async () => {
    const { gateway, ledger } = await openDeclaredHouse();
    ledger.fault = () => ({ at: 'record', error: new Error('socket closed') });
    expect(await gateway.call(request(), upstream())).toMatchObject({
      kind: 'unavailable',
      error: { code: 'gateway.not-recorded', row: { status: 503 } },
    });
  });

  it('[gateway.fail-closed] does not release a denial that is not on record', async () => {
    const { gateway, ledger } = await openDeclaredHouse();
    ledger.fault = () => ({ at: 'durable', error: ledgerError('ledger.not-durable') });
    expect(await gateway.call(request({ args: { path: '/etc/passwd' } }), upstream())).toMatchObject({
      kind: 'unavailable',
    });
  });

  it('[gateway.outcome-not-lost] withholds the answer when the outcome is not taken, and records it later without content', async () => {
    const { gateway, ledger, time } = await openDeclaredHouse();
    ledger.fault = (draft) =>
      draft.t === 'mcp.outcome' ? { at: 'record', error: ledgerError('ledger.overloaded') } : undefined;
    expect(await gateway.call(request(), upstream())).toMatchObject({
      kind: 'unavailable',
      error: { code: 'ledger.overloaded' },
    });
    ledger.fault = () => undefined;
    time.advance(1_000);
    await settle();
    expect(calls(ledger.trail)).toEqual(['mcp.decision permit', 'mcp.outcome executed']);
    expect(ledger.one('mcp.outcome')).toMatchObject({
      cause: [ledger.leafOf(ledger.one('mcp.decision'))],
      absent: { result: 'not kept: the ledger did not take the record (ledger.overloaded)' },
    });
  });

  it('[gateway.outcome-not-lost] leaves a gap when the outcome does not become durable after the answer', async () => {
    const { gateway, ledger, time } = await openDeclaredHouse();
    ledger.fault = (draft) =>
      draft.t === 'mcp.outcome' ? { at: 'durable', error: ledgerError('ledger.not-durable') } : undefined;
    expect(await gateway.call(request(), upstream())).toMatchObject({ kind: 'forwarded' });
    await settle();
    time.advance(1_000);
    await settle();
    expect(calls(ledger.trail)).toEqual(['mcp.decision permit', 'gap outcome-not-durable']);
    expect(ledger.one('gap').cause).toEqual([ledger.leafOf(ledger.one('mcp.decision'))]);
  });
});

describe('denials are terminal: one decision, no outcome', () => {
  it('[gateway.every-exit] by argument, naming the rule and the condition but never the value', async () => {
    const { gateway, ledger } = await openDeclaredHouse();
    const forward = upstream();
    const result = await gateway.call(request({ args: { path: '/srv/applicants/case-7/secret.txt' } }), forward);
    expect(result).toMatchObject({ kind: 'denied', because: 'argument' });
    expect(JSON.stringify(result)).not.toContain('secret');
    expect(result).toMatchObject({ message: expect.stringContaining('read-assigned-case') });
    expect(calls(ledger.trail)).toEqual(['mcp.decision deny']);
    expect(Object.keys(ledger.one('mcp.decision').c ?? {}).sort()).toEqual(['args', 'ctx']);
    expect(forward.calls).toHaveLength(0);
  });

  it.each<[string, Partial<CallRequest>, boolean]>([
    ['is in no scope', { tool: 'write_file' }, true],
    ['is in no scope and on no list', { tool: 'no_such_tool' }, false],
    ['is declared but not listed by the upstream', {}, false],
    ['is of an unknown server', { server: 'elsewhere' }, true],
    ['is called with a key bound to no agent', { caller: { keyId: 'k9', sub: agent.sub, roles: ['caller'] } }, true],
    ['is called for an agent without a scope', { caller: { ...agent, agent: 'other-agent' } }, true],
    ['is called with a key without the role caller', { caller: { ...agent, roles: ['approver', 'admin'] } }, true],
  ])('[gateway.hidden-tool] a tool that %s is unknown, upstream untouched', async (_, over, listed) => {
    const { gateway, ledger } = await openDeclaredHouse();
    const forward = upstream();
    const { definition, ...unlisted } = request(over);
    const result = await gateway.call(listed ? request(over) : unlisted, forward);
    const decision = ledger.one('mcp.decision');
    expect(decision.act.tool_sha).toBe(listed ? definition?.sha : undefined);
    expect(result).toEqual({ kind: 'unknown-tool', decisionId: decision.id });
    expect(calls(ledger.trail)).toEqual(['mcp.decision deny']);
    expect(decision.c?.['args']).toBeDefined();
    expect(forward.calls).toHaveLength(0);
  });

  it('[gateway.hidden-tool] visible() and call() agree', async () => {
    const { gateway } = await openDeclaredHouse();
    expect(gateway.visible(agent, 'files', 'read_text_file')).toBe(true);
    expect(gateway.visible(agent, 'files', 'write_file')).toBe(false);
    expect(gateway.visible({ ...agent, roles: ['auditor'] }, 'files', 'read_text_file')).toBe(false);
    expect(gateway.visible({ ...agent, agent: 'other-agent' }, 'files', 'read_text_file')).toBe(false);
  });

  it('sees no tool once the scope has expired', async () => {
    const { gateway, ledger, time } = await openDeclaredHouse();
    time.advance(2 * 366 * 86_400_000);
    expect(await gateway.call(request(), upstream())).toMatchObject({ kind: 'unknown-tool' });
    expect(ledger.one('mcp.decision').pol.errors).toEqual(['scope-expired']);
    expect(gateway.scopesInForce()).toEqual([]);
  });

  it('[gateway.about-complete] denies a call that concerns more persons than its record can name', async () => {
    const real = createScopeEngine();
    const references = Array.from({ length: 65 }, (_, n) => `case-${n}`);
    const engine: ScopeEngine = { ...real, decide: (call) => ({ ...real.decide(call), about: { references } }) };
    const { gateway, ledger } = await openDeclaredHouse({ engine });
    const forward = upstream();
    expect(await gateway.call(request(), forward)).toMatchObject({
      kind: 'denied',
      message: expect.stringContaining('65 persons'),
    });
    expect(forward.calls).toHaveLength(0);
    const decision = ledger.one('mcp.decision');
    expect(decision.pol).toMatchObject({ dec: 'deny', eval: 'not-evaluated', errors: ['about.too-many'] });
    expect(decision.about).toHaveLength(64);
    expect(decision.absent?.['about']).toBe('1 further persons: a record names at most 64');
    expect(ledger.committedOf(decision)?.subjects).toHaveLength(65);
  });
});

describe('what comes of a forwarded call', () => {
  it.each([
    ['error', { status: 'errored', why: 'upstream.error' } as const, 'mcp.outcome errored', 'something'],
    [
      'timeout',
      { status: 'unknown', why: 'upstream.timeout', raw: new Uint8Array() } as const,
      'mcp.outcome unknown',
      'nothing was received',
    ],
  ])('[gateway.every-exit] an upstream %s is recorded as such', async (_, answer, name, result) => {
    const { gateway, ledger } = await openDeclaredHouse();
    expect(await gateway.call(request(), upstream(answer))).toMatchObject({ kind: 'forwarded', forwarded: answer });
    expect(calls(ledger.trail)).toEqual(['mcp.decision permit', name]);
    const outcome = ledger.one('mcp.outcome');
    expect(outcome.out.why).toBe(answer.why);
    expect(outcome.absent?.['result'] ?? 'something').toBe(result);
    expect(outcome.c?.['result'] === undefined).toBe('raw' in answer);
  });

  it.each([
    [new Error('secret payload'), 'forward.failed'],
    [ledgerError('ledger.closed'), 'ledger.closed'],
  ])('[gateway.every-exit] an exception of the wire layer is an unknown effect with a code', async (thrown, why) => {
    const { gateway, ledger } = await openDeclaredHouse();
    const result = await gateway.call(request(), () => Promise.reject(thrown));
    expect(result).toMatchObject({ kind: 'forwarded', forwarded: { status: 'unknown', why, value: undefined } });
    expect(calls(ledger.trail)).toEqual(['mcp.decision permit', 'mcp.outcome unknown']);
    expect(JSON.stringify(ledger.one('mcp.outcome'))).not.toContain('secret');
  });

  it('[gateway.every-exit] an exception thrown before any promise is caught as well', async () => {
    const { gateway, ledger } = await openDeclaredHouse();
    const forward: Forward = () => {
      throw new Error('no pool');
    };
    expect(await gateway.call(request(), forward)).toMatchObject({ kind: 'forwarded' });
    expect(calls(ledger.trail)).toEqual(['mcp.decision permit', 'mcp.outcome unknown']);
  });

  it('measures the time of the forwarding', async () => {
    const { gateway, ledger, time } = await openDeclaredHouse();
    await gateway.call(request(), async () => {
      time.advance(42);
      return { status: 'executed', raw: utf8('1'), value: 1 };
    });
    expect(ledger.one('mcp.outcome').out.ms).toBe(42);
  });
});

describe('a caller who is gone', () => {
  it('[gateway.abort] before forwarding: refused, nothing forwarded', async () => {
    const { gateway, ledger } = await openDeclaredHouse();
    const release = ledger.stall();
    const gone = new AbortController();
    const forward = upstream();
    const calling = gateway.call(request({ signal: gone.signal }), forward);
    await settle();
    gone.abort();
    release();
    expect(await calling).toMatchObject({ kind: 'denied', because: 'aborted' });
    await settle();
    expect(calls(ledger.trail)).toEqual(['mcp.decision permit', 'mcp.outcome refused']);
    expect(ledger.one('mcp.outcome').out).toEqual({ status: 'refused', why: 'caller-gone' });
    expect(forward.calls).toHaveLength(0);
  });

  it('[gateway.abort] during forwarding: the upstream signal aborts and the effect is unknown', async () => {
    const { gateway, ledger } = await openDeclaredHouse();
    const gone = new AbortController();
    const calling = gateway.call(
      request({ signal: gone.signal }),
      (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('aborted')));
          queueMicrotask(() => gone.abort());
        }),
    );
    expect(await calling).toMatchObject({ forwarded: { status: 'unknown', why: 'caller-gone' } });
    await settle();
    expect(calls(ledger.trail)).toEqual(['mcp.decision permit', 'mcp.outcome unknown']);
  });

  it('[gateway.abort] during forwarding: a wire layer that ignores the signal is given up after the grace period', async () => {
    const { gateway, ledger, time } = await openDeclaredHouse();
    const gone = new AbortController();
    const calling = gateway.call(request({ signal: gone.signal }), () => new Promise(() => {}));
    await settle();
    gone.abort();
    time.advance(999);
    await settle();
    expect(calls(ledger.trail)).toEqual(['mcp.decision permit']);
    time.advance(1);
    expect(await calling).toMatchObject({ forwarded: { status: 'unknown', why: 'caller-gone' } });
    await settle();
    expect(ledger.one('mcp.outcome').out).toMatchObject({ status: 'unknown', why: 'caller-gone', ms: 1000 });
  });

  it('[gateway.abort] during forwarding: an answer seen within the grace period is what is recorded', async () => {
    const { gateway, ledger } = await openDeclaredHouse();
    const gone = new AbortController();
    const calling = gateway.call(request({ signal: gone.signal }), async () => {
      gone.abort();
      await settle();
      return { status: 'executed', raw: utf8('1'), value: 1 };
    });
    expect(await calling).toMatchObject({ forwarded: { status: 'executed' } });
    await settle();
    expect(calls(ledger.trail)).toEqual(['mcp.decision permit', 'mcp.outcome executed']);
  });
});

describe('hostile names', () => {
  it.each([
    ['10 kB', 'x'.repeat(10_240)],
    ['line feeds', 'read\ntext\u0000file'],
    ['nothing', ''],
    ['half a surrogate pair', 'a\uD800b'],
    ['a long name that ends in half a pair', `${'x'.repeat(159)}\u{1F600}${'y'.repeat(200)}`],
  ])('[gateway.hostile-names] a tool and client named by %s neither crash nor skip the record', async (_, name) => {
    const { gateway, ledger } = await openDeclaredHouse();
    const { definition: _definition, ...unlisted } = request({ tool: name, client: name });
    expect(await gateway.call(unlisted, upstream())).toMatchObject({ kind: 'unknown-tool' });
    const decision = ledger.one('mcp.decision');
    expect(decision.act.tool?.length).toBeLessThanOrEqual(256);
    expect(decision.act.tool).toContain(name === '' ? '(empty)' : `sha256:${toHex(sha256(utf8(name)))}`);
    expect(decision.who.client).toBe(decision.act.tool);
  });
});

describe('surprises', () => {
  const broken = (over: Partial<ScopeEngine>): ScopeEngine => ({ ...createScopeEngine(), ...over });

  it('[gateway.every-exit] a step that throws denies, with a record', async () => {
    const engine = broken({
      decide: () => {
        throw new Error('engine broke');
      },
    });
    const { gateway, ledger, errors } = openHouse({ engine });
    const forward = upstream();
    expect(await gateway.call(request(), forward)).toMatchObject({ kind: 'denied', because: 'evaluation-error' });
    expect(calls(ledger.trail)).toEqual(['mcp.decision deny']);
    expect(ledger.one('mcp.decision').pol).toMatchObject({ eval: 'not-evaluated', errors: ['gateway.internal'] });
    expect(forward.calls).toHaveLength(0);
    expect(errors).toEqual(['a step of the pipeline failed unexpectedly']);
  });

  it('[gateway.every-exit] a surprise after the decision closes it', async () => {
    const { gateway, ledger } = await openDeclaredHouse();
    let calledAlready = false;
    const signal = {
      get aborted(): boolean {
        if (calledAlready) throw new Error('signal broke');
        calledAlready = true;
        return false;
      },
      addEventListener() {},
      removeEventListener() {},
    };
    const forward = upstream();
    // A signal that fails on its second reading stands for any fault between the decision and the forwarding.
    const result = await gateway.call(request({ signal: signal as unknown as AbortSignal }), forward);
    expect(result).toMatchObject({ kind: 'unavailable', error: { code: 'gateway.internal' } });
    await settle();
    expect(calls(ledger.trail)).toEqual(['mcp.decision permit', 'mcp.outcome unknown']);
    expect(ledger.one('mcp.outcome').out.why).toBe('gateway.internal');
  });

  it('answers even when not even the exit can be committed', async () => {
    const { gateway } = await openDeclaredHouse();
    const session = {
      id: 's',
      next: () => {
        throw new Error('no numbers left');
      },
    };
    expect(await gateway.call(request({ session }), upstream())).toMatchObject({
      kind: 'unavailable',
      error: { code: 'gateway.internal' },
    });
  });
});

describe('stopping', () => {
  it('[gateway.drain] takes no new call, finishes the running one and settles its records', async () => {
    const { gateway, ledger } = await openDeclaredHouse();
    let answer = () => {};
    const calling = gateway.call(
      request(),
      () =>
        new Promise((resolve) => {
          answer = () => resolve({ status: 'executed', raw: utf8('1'), value: 1 });
        }),
    );
    await settle();
    let drained = false;
    const draining = gateway.drain().then(() => {
      drained = true;
    });
    expect(await gateway.call(request(), upstream())).toMatchObject({
      kind: 'unavailable',
      error: { code: 'gateway.stopping' },
    });
    await settle();
    expect(drained).toBe(false);
    answer();
    await draining;
    expect(await calling).toMatchObject({ kind: 'forwarded' });
    expect(calls(ledger.trail)).toEqual(['mcp.decision permit', 'mcp.outcome executed']);
  });

  it('opens no session without its record', async () => {
    const { gateway, ledger } = openHouse();
    ledger.fault = () => ({ at: 'durable', error: ledgerError('ledger.not-durable') });
    const input = { caller: admin, protocol: '2025-11-25', endpoint: '/mcp' };
    expect(await gateway.openSession(input)).toMatchObject({ ok: false, error: { code: 'ledger.not-durable' } });
  });
});
