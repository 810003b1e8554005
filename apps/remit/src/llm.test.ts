/** A whole installation with a language model behind it: SDK call, budget, kill -9, restart, report, verification. */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TraceTree } from '@remit/evidence';
import type { MockLlm } from '@remit/testing/mock-llm';
import { startMockLlm } from '@remit/testing/mock-llm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Installation } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';

const SCOPE = `remit-scope: 1
id: letters
system: { id: letters-eu, name: Letters, purpose: Sort letters }
agent: clerk
declared-by: Head of Operations
approved-by: Compliance Office
valid: { from: 2026-01-01, to: 2099-12-31 }
models:
  main:
    gpt-4o-mini: { when: { region: { one-of: [eu] } } }
    "mock:delay=60000": {}
budgets:
  month: { usd: "0.01", per: month, zone: Europe/Berlin }
  each: { tokens: 1000000, per: day, per-person: true }
`;

const PRICES = `remit-prices: 1
prices:
  - { provider: openai, model: "mock:delay=60000", per-million: { input: "0.15", output: "0.60" } }
`;

const BUDGETS = `remit-budgets: 1
teams: { desk: { agents: [clerk] } }
limits:
  team-day: { scope: team, of: desk, requests: 100, per: day }
`;

const TRACE = 'c'.repeat(32);

interface Shown {
  readonly budgets: readonly { limit: string; account: string; settled: number; held: number; left: number }[];
}

describe('an installation with a language model', () => {
  let mock: MockLlm;
  let house: Installation;
  let clerk = '';
  const posted: string[] = [];
  const collector = createServer((req, res) => {
    let text = '';
    req.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
    req.on('end', () => {
      posted.push(text);
      res.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  let server: Awaited<ReturnType<Installation['start']>>;

  beforeAll(async () => {
    mock = await startMockLlm();
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    const { port } = collector.address() as AddressInfo; // a listening TCP server has one
    house = makeInstallation(`telemetry: { otlp: { endpoint: "http://127.0.0.1:${port}/v1/traces" } }
llm:
  providers:
    main: { kind: openai, url: "${mock.url}", key: provider-s3cret, region: eu }
  models:
    gpt-4o-mini: main
    small: { targets: [{ provider: main, model: gpt-4o-mini }], max-output: 100 }
    "mock:delay=60000": main
  prices: [prices.yaml]
`);
    writeFileSync(join(house.dir, 'prices.yaml'), PRICES);
    house.key = String((await house.json('init', '--person', 'ada@example.org'))['token']);
    server = await house.start('up');
    clerk = String((await house.json('key', 'create', '--person', 'bob@example.org', '--agent', 'clerk'))['token']);
    writeFileSync(join(house.dir, 'scope.yaml'), SCOPE);
    writeFileSync(join(house.dir, 'budgets.yaml'), BUDGETS);
    await house.json('scope', 'declare', 'scope.yaml');
    await house.json('budget', 'declare', 'budgets.yaml');
  });
  afterAll(async () => {
    await house.remove();
    await mock.close();
    collector.closeAllConnections();
    collector.close();
  });

  const ask = async (body: object, path = '/v1/chat/completions'): Promise<{ status: number; text: string }> => {
    const answer = await fetch(`${server.said['url']}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${clerk}`,
        'content-type': 'application/json',
        traceparent: `00-${TRACE}-${'d'.repeat(16)}-01`,
      },
      body: JSON.stringify({ messages: [{ role: 'user', content: 'hi' }], ...body }),
    });
    return { status: answer.status, text: await answer.text() };
  };
  const shown = async (): Promise<Shown['budgets']> => {
    // Shape: what `remit budget show --json` prints.
    return ((await house.json('budget', 'show', '--persons')) as unknown as Shown).budgets;
  };

  it('[llm.installation] serves what the scope allows, holds its budgets, and keeps them over kill -9', async () => {
    expect((await ask({ model: 'small' })).status).toBe(200);
    expect((await ask({ model: 'gpt-4o-mini', max_tokens: 50 })).status).toBe(200);
    expect((await ask({ model: 'gpt-9' })).status).toBe(404);
    const over = await ask({ model: 'gpt-4o-mini', max_tokens: 60_000 });
    expect(over).toMatchObject({ status: 429, text: expect.stringContaining('Limit letters/month') });
    const before = await shown();
    // gpt-4o-mini: 120 input tokens at 0.15 $ and 40 output tokens at 0.60 $ a million, twice.
    expect(before.find(({ limit }) => limit === 'letters/month')).toMatchObject({
      account: 'clerk',
      settled: 84_000,
      held: 0,
    });
    expect(before.find(({ limit }) => limit === 'letters/each')).toMatchObject({ settled: 320 });
    expect(before.find(({ limit }) => limit === 'team-day')).toMatchObject({ account: 'desk', settled: 2, left: 98 });

    expect((await ask({ model: 'small', input: 'hi' }, '/v1/responses')).status).toBe(200);
    const hanging = ask({ model: 'mock:delay=60000', max_tokens: 10 }).catch(() => undefined);
    await expect.poll(() => mock.seen.length).toBe(4);
    server.process.kill('SIGKILL');
    await hanging;
    server = await house.start('up');
    const after = await shown();
    // The call under way was perhaps answered: it counts at its bound.
    expect(after.find(({ limit }) => limit === 'letters/month')?.settled).toBeGreaterThan(84_000);
    expect(after.find(({ limit }) => limit === 'team-day')).toMatchObject({ settled: 4, held: 0 });
    expect(after.find(({ limit }) => limit === 'letters/each')?.settled).toBeGreaterThan(320);
  });

  it('[story.foreign-id] knows after a restart whose a stored answer is', async () => {
    const naming = (id: string) => ask({ model: 'small', input: 'on', previous_response_id: id }, '/v1/responses');
    // Known, and then too much for the budget: what it adds is bounded by the context window only.
    expect((await naming('resp_mock')).text).toContain('budget_exceeded');
    expect((await naming('resp_other')).text).toContain('unknown_id');
  });

  it('[otlp.models-wire] the collector and the metrics page hear of requests to models, and nothing of what was said', async () => {
    // Spans of the calls before kill -9 may have died with the process: this one ended in the process that runs.
    expect((await ask({ model: 'gpt-4o-mini', max_tokens: 50 })).status).toBe(200);
    const client = /"name":"chat gpt-4o-mini".{0,60}"kind":3/;
    await expect.poll(() => posted.some((text) => client.test(text)), { timeout: 20_000 }).toBe(true);
    const all = posted.join('');
    expect(all).toContain(TRACE);
    for (const said of [
      '{"key":"gen_ai.provider.name","value":{"stringValue":"openai"}}',
      '{"key":"gen_ai.usage.input_tokens","value":{"intValue":"120"}}',
      '{"key":"remit.scope","value":{"stringValue":"letters"}}',
      '{"key":"remit.cost.nanousd","value":{"intValue":"42000"}}',
      '{"key":"error.type","value":{"stringValue":"budget_exceeded"}}',
    ])
      expect(all).toContain(said);
    expect(all).not.toMatch(/gen_ai\.(input|output)\.messages|bob@example|s3cret|"word/);
    expect(mock.seen[0]?.headers['traceparent']).toMatch(new RegExp(`^00-${TRACE}-(?!d{16})[0-9a-f]{16}-01$`));
    const page = await (await fetch(`${server.said['url']}/metrics`)).text();
    expect(page).toContain('remit_model_refusals_total{scope="letters",code="budget_exceeded"} 1');
    expect(page).toContain('remit_model_refusals_total{scope="none",code="unknown_id"} 1');
    expect(page).toContain('remit_model_requests_total{scope="letters",provider="main",outcome="executed"} 1');
    expect(page).toContain('remit_model_tokens_total{scope="letters",provider="main",kind="output"} 40');
  });

  it('[trace.drawing] trace show draws the request and its answer, from either record', async () => {
    // Shape: what `remit trace list --json` prints.
    const [row] = (await house.json('trace', 'list', '--tool', 'gpt-4o-mini')) as unknown as { id: string }[];
    const id = row?.id ?? '';
    const drawn = await house.remit('trace', 'show', id, '--width', '90');
    expect(drawn.out).toMatch(/^request to a model {2}small -> gpt-4o-mini at main \(openai, eu\)/);
    expect(drawn.out).toContain(`${id} `);
    expect(drawn.out).toContain('verified: its cause is the leaf hash of that record');
    const tree = (await house.json('trace', 'show', id)) as unknown as TraceTree;
    expect(tree).toMatchObject({ schema: 'remit.trace-tree/1', of: id });
    const answer = tree.turns[0]?.children[0]?.record?.id ?? '';
    expect(await house.json('trace', 'show', answer)).toEqual({ ...tree, of: answer });
    expect(await house.json('trace', 'show', id, '--whole')).toMatchObject({ schema: 'remit.decision-trace/1' });
    expect((await house.remit('trace', 'show', id, '--width', 'x')).code).toBe(64);
    expect((await house.remit('trace', 'show', 'nothing')).code).toBe(1);
  });

  it('[llm.installation] the report of its log verifies', async () => {
    const head = await house.json('ledger', 'head');
    await house.json('report', '--from', '2026-01-01', '--to', '2099-12-31', '--out', 'pack.zip');
    writeFileSync(
      join(house.dir, 'trust'),
      `log ${String(head['vkey'])}\nquorum none\n---\n${String(head['checkpoint'])}`,
    );
    const verified = await house.remit('verify', 'pack.zip', '--trust', 'trust');
    expect(verified.out).toMatch(/^PASS/);
  });
});
