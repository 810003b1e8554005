/** The LLM gateway as the house runs it: routes, prices and budgets in force, and who may see them. */
import type { BudgetState, DeclaredBudgets, PriceTable } from '@remit/budget';
import { createPriceTable } from '@remit/budget';
import type { Clock, Logger } from '@remit/core';
import { canonicalize, fromUtf8, utf8 } from '@remit/core';
import type { ArgumentFingerprint, Gateway, History } from '@remit/gateway';
import { readRecords } from '@remit/gateway';
import type { Ledger } from '@remit/ledger';
import type { LlmGateway, LlmObserver, Routes } from '@remit/llm';
import { createLlmGateway, createRoutes } from '@remit/llm';
import { createOutbound } from '@remit/outbound';
import type { Caller } from '@remit/registry';
import { whoOf } from '@remit/registry';
import type { ScopeEngine } from '@remit/scope';
import type { ControlStore } from '@remit/store';
import type { Dispatcher } from 'undici';
import { limitsOf } from '../../config/limits.ts';
import { llmLimits, llmRoutes, priceRows } from '../../config/llm.ts';
import type { Config } from '../../config/load.ts';
import { outboundOptions } from '../../config/outbound.ts';
import { createIssuedRecords } from './issued-records.ts';
import { limitsInForce } from './limits-in-force.ts';
import { openOwnBudgets } from './own-budgets.ts';
import { openSharedBudgets } from './shared-budgets.ts';
import type { SnapshotDeps } from './snapshot-start.ts';

export interface LlmRoom {
  readonly gateway: LlmGateway;
  readonly routes: Routes;
  /** What is spent, held and left, over all gateways. */
  budgets(now: number): Promise<readonly BudgetState[]>;
  readonly prices: PriceTable;
  /** The list of budgets in force; undefined when none was declared. */
  declared(): DeclaredBudgets | undefined;
  /** Puts a list in force, recorded first. Resolves with the id of the record and the digest of the list. */
  declare(by: Caller, budgets: DeclaredBudgets): Promise<{ readonly record: string; readonly sha: string }>;
  /** Takes up what scopes declare now. */
  refresh(): void;
  close(): Promise<void>;
}

/** True when a provider of language models is configured. */
export function servesModels(config: Config): boolean {
  return Object.keys(config.file.llm.providers).length > 0;
}

/** Opens the room, or nothing when no provider is configured. Balances come from the ledger. */
export async function openLlmRoom(deps: {
  readonly config: Config;
  readonly ledger: Ledger;
  readonly reader: SnapshotDeps['reader'];
  readonly store: ControlStore;
  /** Other gateways write to the same log. */
  readonly shared: boolean;
  readonly engine: ScopeEngine;
  readonly gateway: Pick<Gateway, 'scopesInForce'>;
  readonly fingerprint: ArgumentFingerprint | undefined;
  readonly observer: LlmObserver;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<LlmRoom | undefined> {
  const { config, ledger, reader, engine, clock, logger } = deps;
  if (!servesModels(config)) return undefined;
  const routes = createRoutes(llmRoutes(config));
  const prices = createPriceTable(priceRows(config));
  let declared = newestBudgets(reader);
  const house = deps.shared
    ? await openSharedBudgets({
        leases: deps.store.leases,
        reader,
        log: ledger.origin,
        writer: ledger.writer,
        clock,
        logger,
      })
    : await openOwnBudgets({ reader, notes: deps.store.notes, logger });
  const refresh = (): void => house.apply(limitsInForce(deps.gateway.scopesInForce(), declared));
  try {
    refresh();
    if (ledger.head().signer !== 'refused') await recordPrices(ledger, reader, prices);
  } catch (error) {
    await house.close();
    throw error;
  }
  const outbound = createOutbound(outboundOptions(config));
  const dispatchers = new Map<string, Dispatcher>();
  const ids = createIssuedRecords(reader, clock);
  const gateway = createLlmGateway({
    engine,
    recorder: ledger,
    subjects: ledger,
    budgets: house.budgets,
    prices: () => prices,
    routes: () => routes,
    teamOf: (caller) => teamOf(declared, caller),
    clock,
    logger,
    dispatcherFor(url) {
      const held = dispatchers.get(url) ?? outbound.dispatcherFor(url);
      dispatchers.set(url, held);
      return held;
    },
    limits: llmLimits(config),
    rates: limitsOf(config),
    observer: deps.observer,
    issued: ids.before(),
    ...(deps.shared ? { issuedElsewhere: ids.since } : {}),
    ...(deps.fingerprint === undefined ? {} : { fingerprint: deps.fingerprint }),
  });
  return {
    gateway,
    routes,
    budgets: (now) => house.states(now),
    prices,
    declared: () => declared,
    async declare(by, next) {
      const sha = await ledger.put(utf8(canonicalize(next)));
      const chg = { what: 'budgets.declare', ref: 'budgets', sha } as const;
      const recorded = ledger.record({ t: 'registry.change', who: whoOf(by), chg });
      await recorded.durable;
      declared = next;
      refresh();
      return { record: recorded.id, sha };
    },
    refresh,
    async close() {
      await gateway.drain();
      await house.close();
      await Promise.all([...dispatchers.values()].map((dispatcher) => dispatcher.close()));
    },
  };
}

function teamOf(declared: DeclaredBudgets | undefined, { sub, agent }: Caller): string | undefined {
  const teams = Object.entries(declared?.teams ?? {});
  return teams.find(
    ([, { agents, people }]) => people.includes(sub) || (agent !== undefined && agents.includes(agent)),
  )?.[0];
}

function newestBudgets(reader: History): DeclaredBudgets | undefined {
  let newest: DeclaredBudgets | undefined;
  for (const { record } of readRecords(reader, ['registry.change'])) {
    const { what, sha } = record.chg;
    if (what !== 'budgets.declare' || sha === undefined) continue;
    const text = fromUtf8(reader.blob(sha) ?? new Uint8Array());
    // Fail closed: without the list nobody knows what may be spent.
    if (text === undefined || text === '')
      throw new Error(`the list of budgets ${sha} that is in force is missing among the blobs; restore it`);
    // Shape: what this process wrote as RFC 8785 text of DeclaredBudgets, named by its digest.
    newest = JSON.parse(text) as DeclaredBudgets;
  }
  return newest;
}

/** The table that settlements are computed with is a blob of the log, so that they can be computed again. */
async function recordPrices(ledger: Ledger, reader: History, prices: PriceTable): Promise<void> {
  let newest: string | undefined;
  for (const { record } of readRecords(reader, ['registry.change']))
    if (record.chg.what === 'prices.activate') newest = record.chg.sha;
  if (newest === prices.version) return;
  const sha = await ledger.put(utf8(prices.text));
  await ledger.record({ t: 'registry.change', chg: { what: 'prices.activate', ref: 'prices', sha } }).durable;
}
