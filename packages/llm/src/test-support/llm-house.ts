/** A whole LLM gateway in memory for tests: real scope engine, records in memory, a mock provider, a listener. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BudgetBook, BudgetLimit, PriceRow } from '@remit/budget';
import { createBudgetBook, createPriceTable, genaiPriceRows } from '@remit/budget';
import { err, ok, silentLogger, systemClock, utf8 } from '@remit/core';
import { LOOPBACK_NAMES } from '@remit/gateway';
import type { Recorder, RecordOf } from '@remit/record';
import type { Caller } from '@remit/registry';
import { compileScope, parseScope } from '@remit/scope';
import { createScopeEngine } from '@remit/scope/engine';
import type { MemoryRecorder } from '@remit/testing/memory-recorder';
import { memoryRecorder } from '@remit/testing/memory-recorder';
import type { MockLlm } from '@remit/testing/mock-llm';
import { startMockLlm } from '@remit/testing/mock-llm';
import { Pool } from 'undici';
import { createLlmHandler } from '../listener/handler.ts';
import type { LlmGatewayDeps } from '../llm-gateway.ts';
import { createLlmGateway } from '../llm-gateway.ts';
import { providers } from '../providers/all.ts';
import type { ModelRoute, ProviderAccount } from '../routing/accounts.ts';
import { createRoutes } from '../routing/accounts.ts';

/** Key that the house accepts. */
export const KEY = 'sk-remit-test';
/** Key of another person. */
export const OTHER_KEY = 'sk-remit-other';
export const CALLER: Caller = { keyId: 'k1', sub: `p_${'a'.repeat(22)}`, agent: 'agent-1', roles: ['caller'] };

const OTHER: Caller = { ...CALLER, keyId: 'k2', sub: `p_${'b'.repeat(22)}` };
const CALLERS: Readonly<Record<string, Caller>> = { [KEY]: CALLER, [OTHER_KEY]: OTHER };

/** Prices of the mock's models: 2 USD a million input tokens, 8 USD a million output tokens. */
function mockPrice(provider: string, model: string): PriceRow {
  return {
    provider,
    model,
    context: 128_000,
    periods: [{ rates: { input: { base: 2_000_000n, tiers: [] }, output: { base: 8_000_000n, tiers: [] } } }],
  };
}

export interface LlmHouse {
  readonly url: string;
  readonly mock: MockLlm;
  readonly ledger: MemoryRecorder;
  readonly budgets: BudgetBook;
  readonly decisions: () => RecordOf<'llm.decision'>[];
  readonly outcomes: () => RecordOf<'llm.outcome'>[];
  close(): Promise<void>;
}

export interface LlmHouseOptions {
  /** Model ids of the mock that callers may name; each is its own route. */
  readonly models?: readonly string[];
  /** Further routes, by what the accounts are. */
  readonly routes?: (accounts: Readonly<Record<string, ProviderAccount>>) => readonly ModelRoute[];
  readonly limits?: readonly BudgetLimit[];
  readonly gateway?: Partial<LlmGatewayDeps>;
  /** `when` of every model in the scope, as YAML flow. */
  readonly when?: string;
  readonly unpriced?: boolean;
  /** Models that have a route and do not stand in the scope. */
  readonly unscoped?: readonly string[];
  readonly recorder?: (ledger: MemoryRecorder) => Recorder;
  readonly maxBodyBytes?: number;
}

/** Opens one on a free port. */
export async function openLlmHouse(options: LlmHouseOptions = {}): Promise<LlmHouse> {
  const mock = await startMockLlm();
  const ledger = memoryRecorder(systemClock);
  const models = options.models ?? ['mock'];
  const kinds = ['openai', 'anthropic', 'google', 'azure', 'openai-compatible'] as const;
  const accounts = Object.fromEntries(
    kinds.map((kind): [string, ProviderAccount] => [
      kind,
      { name: kind, manifest: providers[kind], url: mock.url, key: `provider-key-${kind}`, region: 'eu', headers: {} },
    ]),
  );
  const routes = [
    ...models.map((model) => ({
      name: model,
      targets: Object.values(accounts)
        .slice(0, 3)
        .map((account, rank) => ({ account, model, weight: 1, rank })),
    })),
    ...(options.routes?.(accounts) ?? []),
  ];
  const targets = routes.flatMap((route) => route.targets);
  const engine = createScopeEngine();
  const yaml = scopeFor(
    targets.filter(({ model }) => options.unscoped?.includes(model) !== true),
    options.when ?? '{}',
  );
  const parsed = parseScope(yaml);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const active = engine.activate(compileScope(parsed.value, utf8(yaml)));
  if (!active.ok) throw new Error(active.error);
  const budgets = createBudgetBook();
  for (const limit of options.limits ?? []) budgets.declare(limit);
  const prices = createPriceTable([
    ...genaiPriceRows(),
    ...(options.unpriced === true
      ? []
      : targets.map(({ account, model }) => mockPrice(account.manifest.prices, model))),
  ]);
  const table = createRoutes(routes);
  const pools = new Map<string, Pool>();
  const llm = createLlmGateway({
    engine,
    recorder: options.recorder?.(ledger) ?? ledger,
    subjects: ledger,
    budgets,
    prices: () => prices,
    routes: () => table,
    teamOf: () => 'team-1',
    clock: systemClock,
    logger: silentLogger,
    dispatcherFor(url) {
      const held = pools.get(url) ?? new Pool(new URL(url).origin, { connections: 256 });
      pools.set(url, held);
      return held;
    },
    pick: () => 0,
    ...options.gateway,
  });
  const handler = createLlmHandler({
    gateway: {
      authenticate(token) {
        const caller = CALLERS[token ?? ''];
        return caller === undefined ? err(token === undefined ? 'missing' : 'unknown') : ok(caller);
      },
      refused: () => undefined,
      visible: (caller, server, tool) => engine.visible(caller.agent, server, tool, systemClock.now()),
    },
    llm,
    models: () => table,
    logger: silentLogger,
    allowedHosts: LOOPBACK_NAMES,
    clientOf: (req) => ({ source: '127.0.0.1', host: req.headers.host }),
    maxBodyBytes: options.maxBodyBytes ?? 8 * 1_024 * 1_024,
  });
  const server = createServer((req, res) => {
    if (!handler(req, res)) res.writeHead(404).end();
  });
  // Room for a thousand callers at once: beyond Node's 511 the kernel resets some of them.
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 2_048, resolve));
  // A TCP server that listens has an address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    mock,
    ledger,
    budgets,
    decisions: () => ledger.records.filter((record) => record.t === 'llm.decision'),
    outcomes: () => ledger.records.filter((record) => record.t === 'llm.outcome'),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await llm.drain();
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
      await mock.close();
    },
  };
}

function scopeFor(targets: ModelRoute['targets'], when: string): string {
  const models = [...new Set(targets.map(({ account }) => account.name))].map((account) => {
    const named = targets.filter((target) => target.account.name === account).map(({ model }) => model);
    const names = [...new Set(named)].map(
      (model, n) => `    ${JSON.stringify(model)}: { rule: ${account}-${n}, when: ${when} }`,
    );
    return `  ${account}:\n${names.join('\n')}`;
  });
  return `remit-scope: 1
id: llm-test
system: { id: llm-test, name: Test, purpose: Test }
agent: agent-1
declared-by: Tests
approved-by: Tests
valid: { from: 2020-01-01, to: 2099-12-31 }
models:
${models.join('\n')}
`;
}
