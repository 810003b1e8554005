/** Rate limits in the pipeline: the answer, the records, and what a flood costs the ledger. */
import { describe, expect, it } from 'vitest';
import { agent, openDeclaredHouse, request, settle, upstream } from '../testkit/house.ts';

const MINUTE = 60_000;

describe('rate limits in the pipeline', () => {
  it('[adoption.limits.refusal] answers with the limit and when to retry, forwards nothing, and records the denial', async () => {
    const { gateway, ledger } = await openDeclaredHouse({ limits: { person: 2 } });
    const forward = upstream();
    for (let i = 0; i < 2; i++) await gateway.call(request(), forward);
    const refused = await gateway.call(request(), forward);
    expect(forward.calls).toHaveLength(2);
    const decision = ledger.all('mcp.decision').at(-1);
    expect(refused).toMatchObject({
      kind: 'limited',
      rule: 'rate-limit/person',
      retryAfterMs: 30_000,
      decisionId: decision?.id,
      error: { code: 'gateway.rate-limited', row: { status: 429, rpc: 71429, retry: true } },
    });
    expect(refused.kind === 'limited' && refused.error.message).toContain('rule rate-limit/person; retry in 30 s');
    expect(decision?.pol).toEqual({
      dec: 'deny',
      eval: 'not-evaluated',
      rules: ['rate-limit/person'],
      errors: ['rate-limit.exceeded'],
    });
    expect(decision?.scope).toEqual(ledger.one('scope.declare').scope);
  });

  it('[adoption.limits.bounded] a flood costs a few records a minute: five of their own and one that counts the rest', async () => {
    const { gateway, ledger, time } = await openDeclaredHouse({ limits: { agent: 1 } });
    await gateway.call(request(), upstream());
    for (let i = 0; i < 500; i++) await gateway.call(request(), upstream());
    expect(ledger.all('mcp.decision')).toHaveLength(6);
    time.advance(MINUTE);
    await settle();
    const decisions = ledger.all('mcp.decision');
    expect(decisions).toHaveLength(7);
    expect(decisions.at(-1)).toMatchObject({
      who: { sub: agent.sub, agent: agent.agent },
      act: { srv: 'files', tool: 'read_text_file' },
      pol: { dec: 'deny', rules: ['rate-limit/agent'], errors: ['rate-limit.exceeded', 'rate-limit.counted=495'] },
    });
    expect(decisions.at(-1)?.absent?.['args']).toMatch(
      /^495 refused calls from .* to .*; their arguments are not kept$/,
    );
    expect(decisions.at(-1)).not.toHaveProperty('c');
    expect(time.waiting()).toBe(0);
  });

  it('[adoption.limits.bounded] calls of several tools are counted in one record, which names none of them', async () => {
    const { gateway, ledger, time } = await openDeclaredHouse({ limits: { person: 1, recordedRefusals: 1 } });
    for (let i = 0; i < 40; i++) await gateway.call(request({ tool: `made-up-${i}` }), upstream());
    time.advance(MINUTE);
    await settle();
    expect(ledger.all('mcp.decision').at(-1)).toMatchObject({
      act: { srv: 'files', method: 'tools/call', tool: '*' },
      pol: { errors: ['rate-limit.exceeded', 'rate-limit.counted=38'] },
    });
    expect(ledger.all('mcp.decision')).toHaveLength(3);
  });

  it('[adoption.limits.bounded] what is counted is recorded when the gateway drains', async () => {
    const { gateway, ledger } = await openDeclaredHouse({ limits: { tool: 1, recordedRefusals: 1 } });
    for (let i = 0; i < 4; i++) await gateway.call(request(), upstream());
    await gateway.drain();
    expect(ledger.all('mcp.decision').at(-1)?.pol.errors).toEqual(['rate-limit.exceeded', 'rate-limit.counted=2']);
  });

  it('[adoption.limits.listed-tools] a tool that its upstream does not list has no bucket of its own', async () => {
    const { gateway } = await openDeclaredHouse({ limits: { tool: 1 } });
    const { definition: _, ...unlisted } = request();
    for (let i = 0; i < 3; i++)
      expect(await gateway.call(unlisted, upstream())).toMatchObject({ kind: 'unknown-tool' });
  });
});
