/** `remit up`: the house with its doors open. */
import type { Result } from '@remit/core';
import { canonicalize, err, ok, utf8 } from '@remit/core';
import { LOOPBACK_NAMES } from '@remit/gateway';
import { createLlmHandler } from '@remit/llm';
import { createMcpHandler } from '@remit/mcp';
import { createOutbound } from '@remit/outbound';
import type { Environment } from '../config/environment.ts';
import type { Config } from '../config/load.ts';
import { outboundOptions } from '../config/outbound.ts';
import { redactedConfig } from '../config/redacted.ts';
import { serverConfigs } from '../config/servers.ts';
import { createAdminApp } from './admin/app.ts';
import { listenOnSocket } from './admin/socket.ts';
import { createClientOf } from './client-of.ts';
import { openHouse } from './house.ts';
import type { House } from './house-types.ts';
import { startListener } from './listener.ts';
import type { LeveledLogger } from './logger.ts';
import type { ReportCounts } from './metrics/exposition.ts';
import { createMetricsPage } from './metrics/exposition.ts';
import { metricsHandler } from './metrics/handler.ts';
import { watchCalendar } from './periods/ask-roll.ts';
import type { Reload } from './reload.ts';
import { createReload } from './reload.ts';
import { overdueSeconds } from './reports/schedule-view.ts';
import { SOFTWARE } from './software.ts';

export interface Served {
  readonly url: string;
  readonly adminSocket: string;
  /** Number of keys that work. */
  readonly keys: number;
  /** What was found and repaired at start, a sentence each. */
  readonly says: readonly string[];
  /** Reads the listener's certificate again, and logs how that went. */
  reloadCertificate(): void;
  /** Reads the configuration again. See reload.ts. */
  readonly reload: Reload;
  /** Resolves when the log is to be ended: the caller closes, and serves again. */
  readonly rollAsked: Promise<void>;
  /** Stops accepting, lets calls finish, flushes, seals and stops the children. */
  close(): Promise<void>;
}

/** How long calls under way may take after SIGTERM before their connections are closed. */
const DRAIN_MS = 10_000;

/** Starts everything or nothing: a failure closes what was already open and is answered in words. */
export async function serve(
  config: Config,
  env: Environment,
  logger: LeveledLogger,
  reread: () => Result<Config, string[]>,
): Promise<Result<Served, string>> {
  const opened = await openHouse(config, logger);
  if (!opened.ok) return opened;
  const house = opened.value;
  try {
    return ok(await openDoors(house, env, reread));
  } catch (error) {
    await house.close();
    return err(error instanceof Error ? error.message : String(error));
  }
}

async function openDoors(house: House, env: Environment, reread: () => Result<Config, string[]>): Promise<Served> {
  const { config, logger } = house;
  await recordConfiguration(house);
  const allowedHosts = [...LOOPBACK_NAMES, ...config.file.listen['allowed-hosts']];
  const clientOf = createClientOf(config.file.listen['trusted-proxies']);
  const servers = serverConfigs(config);
  const outbound = createOutbound(outboundOptions(config));
  const mcp = createMcpHandler({
    gateway: house.gateway,
    servers,
    clock: house.clock,
    logger,
    allowedHosts,
    clientOf,
    dispatcherFor: (url) => outbound.dispatcherFor(url),
    tracing: house.tracing !== undefined,
    childEnv: { PATH: env.path, HOME: env.home },
  });
  const page = createMetricsPage({
    tallies: house.tallies,
    models: house.modelTallies,
    reports: () => reportCounts(house),
    ledger: house.ledger,
    witnessWatch: house.witnessWatch,
    anchors: house.anchors,
    upstreams: mcp,
    spans: () => house.tracing?.counts(),
  });
  const metrics = metricsHandler({ page, allowedHosts, clientOf, open: config.file.metrics.public, logger });
  const { llm } = house;
  const models =
    llm === undefined
      ? undefined
      : createLlmHandler({
          gateway: house.gateway,
          llm: llm.gateway,
          models: () => llm.routes,
          logger,
          allowedHosts,
          clientOf,
          maxBodyBytes: config.file.llm['max-body-bytes'],
        });
  const listener = await startListener(house, mcp, models, metrics);
  const reload = createReload({ house, mcp, servers, reread });
  const admin = await listenOnSocket(createAdminApp(house, reload), config.adminSocket);
  logger.info(
    { url: listener.url, admin: admin.path, origin: house.ledger.origin, log: house.ledger.vkey },
    'remit is up',
  );
  house.reports.start();
  const stopWatching = watchCalendar(house);
  return {
    url: listener.url,
    adminSocket: admin.path,
    keys: house.registry.listKeys().filter((key) => key.revokedAt === undefined).length,
    says: [...house.ledger.startup.repairs, ...house.registry.startup, ...observing(house)],
    reload,
    rollAsked: house.periods.asked,
    reloadCertificate() {
      if (config.file.listen.tls === undefined) return;
      const reloaded = listener.reloadCertificate();
      if (reloaded.ok) logger.info({}, 'certificate read again');
      else logger.error({}, `The old certificate stays in use. ${reloaded.error}`);
    },
    async close() {
      logger.info({}, 'stopping: no new calls');
      stopWatching();
      const unscheduled = house.reports.close();
      const drained = listener.close(DRAIN_MS);
      house.approvals.withdrawAll();
      await drained;
      await unscheduled;
      await mcp.close();
      await admin.close();
      await house.close();
      logger.info({}, 'stopped');
    },
  };
}

function reportCounts({ reports, clock }: House): ReportCounts[] {
  const now = clock.now();
  return reports.progress().map((one) => {
    const { name } = one.plan;
    const { made = 0, failed = 0, skipped = 0 } = reports.tallies.get(name) ?? {};
    return { name, made, failed, skipped, overdue: overdueSeconds(one, now) };
  });
}

/** A scope that only observes must not be forgotten: every start says so. */
function observing(house: House): string[] {
  return house
    .scopesInForce()
    .filter(({ compiled }) => compiled.mode === 'observe')
    .map(({ compiled }) => {
      const text = `Scope ${compiled.id} only observes: nothing that agent ${compiled.agent} calls is stopped.`;
      house.logger.warn({ scope: compiled.id, agent: compiled.agent }, text);
      return text;
    });
}

/** What was configured, by digest, before the first call. */
async function recordConfiguration(house: House): Promise<void> {
  const sha = await house.ledger.put(utf8(canonicalize(redactedConfig(house.config.file))));
  await house.ledger.record({ t: 'config.change', cfg: { sha, software: SOFTWARE } }).durable;
}
