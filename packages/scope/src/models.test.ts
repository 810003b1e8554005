import { describe, expect, it } from 'vitest';
import { modelServer } from './declared-model.ts';
import { describeScope } from './describe-scope.ts';
import { engineWith } from './engine.fixture.ts';
import { compiledOf, IN_FORCE, scopeOf } from './example.fixture.ts';
import { problems } from './parse/problems.fixture.ts';
import { redecide } from './redecide.ts';

const HEAD = `remit-scope: 1
id: s
system: { id: s, name: S, purpose: P }
agent: a
declared-by: F
approved-by: O
valid: { from: 2026-01-01, to: 2026-12-31 }
`;
const FILE = `${HEAD}models:
  openai-eu:
    gpt-4o-mini:
      rule: small-model
      when:
        region: { one-of: [eu] }
        max-output: { max: 1000 }
        tools: { absent-or: { each: { one-of: [read, propose] }, allow-empty: true } }
    gpt-4o:
      when: { provider-tools: { absent-or: { each: { one-of: [web_search] } } } }
budgets:
  month: { usd: "12.5", per: month, zone: Europe/Berlin }
  each: { tokens: 100000, per: day, per-person: true, mode: soft }
`;

describe('models in a scope', () => {
  const engine = engineWith(compiledOf(FILE));
  const ask = (model: string, args: unknown, account = 'openai-eu') =>
    engine.decide({ agent: 'a', server: modelServer(account), tool: model, args, now: IN_FORCE, approved: false });

  it('[scope.models] a request is decided on its facts, like a call on its arguments', () => {
    const good = { operation: 'chat', region: 'eu', 'max-output': 1000, tools: ['read'], stream: true };
    expect(ask('gpt-4o-mini', good)).toMatchObject({ dec: 'permit', rules: ['small-model'] });
    expect(ask('gpt-4o-mini', { ...good, region: 'us' })).toMatchObject({
      dec: 'deny',
      rules: ['small-model#when.region'],
    });
    expect(ask('gpt-4o-mini', { ...good, 'max-output': 1001 })).toMatchObject({ dec: 'deny' });
    expect(ask('gpt-4o-mini', { ...good, tools: ['read', 'delete'] })).toMatchObject({ dec: 'deny' });
    expect(ask('gpt-4.1', good)).toMatchObject({ dec: 'deny', visible: false });
    expect(ask('gpt-4o-mini', good, 'openai-us')).toMatchObject({ dec: 'deny', visible: false });
  });

  it('[scope.models-provider-tools] tools that the provider runs are denied unless the scope speaks of them', () => {
    expect(ask('gpt-4o-mini', { region: 'eu', 'max-output': 1, 'provider-tools': ['web_search'] })).toMatchObject({
      dec: 'deny',
      rules: ['small-model#when.provider-tools'],
    });
    expect(ask('gpt-4o', { 'provider-tools': ['web_search'] })).toMatchObject({ dec: 'permit' });
    expect(ask('gpt-4o', { 'provider-tools': ['mcp'] })).toMatchObject({ dec: 'deny' });
  });

  it('[scope.models] the recorded context decides again without Cedar', () => {
    const decision = ask('gpt-4o-mini', { region: 'eu', 'max-output': 5 });
    expect(redecide(compiledOf(FILE), decision.context)).toMatchObject({ dec: 'permit', rules: ['small-model'] });
  });

  it('[scope.budgets] a budget counts one unit over one period', () => {
    expect(scopeOf(FILE).budgets).toEqual([
      {
        name: 'month',
        perPerson: false,
        unit: 'nanousd',
        amount: 12_500_000_000,
        per: 'month',
        zone: 'Europe/Berlin',
        mode: 'hard',
      },
      { name: 'each', perPerson: true, unit: 'tokens', amount: 100_000, per: 'day', zone: 'UTC', mode: 'soft' },
    ]);
    expect(describeScope(scopeOf(FILE)).slice(-2)).toEqual([
      'budget month: 12.5 USD a month (Europe/Berlin) for the agent, then refused',
      'budget each: 100000 tokens a day (UTC) for each person, then recorded as passed',
    ]);
  });

  it('[scope.budgets] no unit, two units, unknown zones and unknown facts are refused at their place', () => {
    const models = 'models: { p: { m: {} } }\n';
    expect(problems(`${HEAD}${models}budgets:\n  a: { per: day }\n`)).toEqual([
      '10:6 budgets.a | The budget counts nothing. | one of usd, tokens and requests',
    ]);
    expect(problems(`${HEAD}${models}budgets:\n  a: { usd: "1", tokens: 1, per: day, zone: Mars/Base }\n`)).toEqual([
      '10:6 budgets.a | The budget counts more than one unit. | one of usd, tokens and requests',
      '10:45 budgets.a.zone | This time zone is not known. | an IANA time zone, such as Europe/Berlin',
    ]);
    expect(problems(`${HEAD}models: { p: { m: { when: { temperature: { max: 1 } } } } }\n`)).toEqual([
      '8:29 models.p.m.when.temperature | A request to a model has no such fact. | one of operation, region, max-output, choices, stream, tools, provider-tools, unbounded-input, reasoning-effort, service-tier',
    ]);
  });
});
