/**
 * The composed house without its doors: ledger, registry, scopes, gateway, evidence. `up` adds the listeners; a
 * command that finds no server uses it as it is.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '@remit/core';
import { err, ok, systemClock } from '@remit/core';
import {
  createApprovalDesk,
  createArgumentFingerprint,
  createGateway,
  readRecords,
  restoreScopes,
  restoreTools,
} from '@remit/gateway';
import { createBatchErasure } from '@remit/ingest';
import type { LockHolder } from '@remit/ledger';
import { lockDataFolder, startAnchors, startLedger, watchWitnesses } from '@remit/ledger';
import { createOutbound } from '@remit/outbound';
import { createRegistry } from '@remit/registry';
import { createScopeEngine, followLinks } from '@remit/scope/engine';
import { hashApiKey, newApiKey } from '@remit/secrets';
import { openControlStore, openPostgresControlStore } from '@remit/store';
import { limitsOf } from '../config/limits.ts';
import type { Config } from '../config/load.ts';
import { logTrust } from '../config/log-trust.ts';
import { outboundOptions } from '../config/outbound.ts';
import { plannedReports } from '../config/reports.ts';
import { retentionClasses } from '../config/retention.ts';
import { isLocal, placeOf } from '../config/servers.ts';
import { sequencersOf, storePlace } from '../config/store.ts';
import { otlpTarget } from '../config/telemetry.ts';
import { sleepUnless } from '../schedule/sleep-unless.ts';
import { createErasureDesk } from './erasure/desk.ts';
import { createEvidenceRunner } from './evidence/runner.ts';
import { followOthers } from './follow-others.ts';
import type { House } from './house-types.ts';
import { createIngestion } from './ingest/ingestion.ts';
import { bothObservers } from './llm/both-observers.ts';
import { openLlmRoom, servesModels } from './llm/llm-room.ts';
import type { LeveledLogger } from './logger.ts';
import { createCallTallies } from './metrics/call-tallies.ts';
import { createModelTallies } from './metrics/model-tallies.ts';
import { STEP_BUCKETS } from './metrics/table.ts';
import { dataOrigin } from './origin.ts';
import { createPeriods, rollBeforeStart } from './periods/periods.ts';
import { makePlanned } from './reports/make-planned.ts';
import { createReportScheduler } from './reports/report-scheduler.ts';
import { SCHEDULE_STATE_FILE } from './reports/schedule-state.ts';
import { SEALS } from './seals.ts';
import { SOFTWARE, VERSION } from './software.ts';
import type { Tracing, TracingDeps } from './tracing/tracing.ts';

type Closers = (() => Promise<void> | void)[];

/** Opens the data folder and composes the house, or says in words why it cannot be. */
export async function openHouse(config: Config, logger: LeveledLogger): Promise<Result<House, string>> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const lock = lockDataFolder(config.dataDir);
  if (!lock.ok) return err(inUse(config, lock.error.holder));
  const closers: Closers = [() => lock.value.release()];
  try {
    return ok(await compose(config, logger, closers));
  } catch (error) {
    await closeAll(closers);
    return err(error instanceof Error ? error.message : String(error));
  }
}

function inUse(config: Config, holder: LockHolder | undefined): string {
  const who = holder === undefined ? 'another process' : `process ${holder.pid}, since ${holder.since}`;
  return `${config.dataDir} is in use by ${who}, and nothing answers on its administration socket ${config.adminSocket}. Wait until it has started or ended, or name its socket with admin.socket.`;
}

/** Each part is handed to `closers` as soon as it is open, so that a failure half way closes what is open, last first. */
async function compose(config: Config, logger: LeveledLogger, closers: Closers): Promise<House> {
  let inForce = config;
  const clock = systemClock;
  await rollBeforeStart(config, logger, clock);
  const origin = dataOrigin(config.dataDir, config.file.log.origin, config.file.log.period, clock.now());
  if (!origin.ok) throw new Error(origin.error);
  const { periods, carryOut } = createPeriods(config, logger, clock, origin.value);
  // After the ledger is closed, before the lock is given up.
  closers.push(carryOut);
  const trust = logTrust(config);
  const dir = config.dataDir;
  const outbound = outboundOptions(config);
  const place = storePlace(config);
  const sequencers = sequencersOf(config);
  const ledger = await startLedger({
    dir,
    origin: origin.value,
    software: SOFTWARE,
    clock,
    logger,
    witnesses: trust.witnesses,
    ...(trust.signer === undefined ? {} : { signer: trust.signer }),
    outbound,
    store: place,
    ...(sequencers === undefined ? {} : { sequencers }),
    seals: SEALS,
  });
  closers.push(() => ledger.close());
  const witnessWatch = await watchWitnesses({ ledger, policy: trust.policy, lateMs: trust.lateMs, clock, logger });
  closers.push(() => witnessWatch.stop());
  const anchors = startAnchors({ ledger, targets: trust.anchors, everyMs: trust.anchorMs, outbound, logger });
  closers.push(() => anchors.stop());
  const reader = ledger.reader();
  closers.push(() => reader.close());
  const others = followOthers({ shared: sequencers !== undefined, place, ledger, reader, logger });
  closers.push(() => others.stop());
  const store =
    place.kind === 'postgres'
      ? await openPostgresControlStore(place.url)
      : await openControlStore(join(dir, 'control.sqlite'));
  closers.push(() => store.close());
  const registry = await createRegistry({
    store,
    recorder: others.ledger,
    subjects: ledger,
    clock,
    issuer: { newApiKey, hashApiKey },
    history: [...readRecords(reader, ['registry.change'])].map((read) => read.record),
  });
  const approvals = createApprovalDesk({ clock, timeoutMs: () => inForce.file.approvals['timeout-seconds'] * 1000 });
  const configured = (server: string) => Object.hasOwn(inForce.file.servers, server);
  const tallies = createCallTallies({ bounds: STEP_BUCKETS, configured });
  const modelTallies = createModelTallies(STEP_BUCKETS);
  const tracing = await openTracing(config, { clock, logger, placeOf: (server) => placeOf(inForce, server) });
  if (tracing !== undefined) closers.push(() => tracing.close());
  const engine = createScopeEngine();
  const fingerprint = servesModels(config) ? createArgumentFingerprint() : undefined;
  const gateway = createGateway({
    registry,
    engine,
    recorder: others.ledger,
    subjects: ledger,
    blobs: ledger,
    approvals,
    clock,
    logger,
    observer: tallies,
    ...(tracing === undefined ? {} : { tracer: tracing.tracer }),
    restored: { scopes: restoreScopes(reader), tools: restoreTools(reader) },
    limits: limitsOf(config),
    ...(fingerprint === undefined ? {} : { fingerprint }),
    realpath: (server) => (isLocal(inForce, server) ? followLinks : undefined),
  });
  closers.push(() => gateway.drain());
  const llm = await openLlmRoom({
    shared: sequencers !== undefined,
    store,
    config,
    ledger: others.ledger,
    reader,
    engine,
    gateway,
    fingerprint,
    observer: tracing === undefined ? modelTallies : bothObservers(tracing.models, modelTallies),
    clock,
    logger,
  });
  closers.push(async () => llm?.close());
  others.start(registry, gateway);
  const ingestion = createIngestion({ dir, ledger, reader, clock, logger });
  closers.push(() => ingestion.close());
  const erasure = createErasureDesk({
    folder: join(dir, 'erasure'),
    ledger,
    reader,
    clock,
    logger,
    batchesOf: (of, by = ledger) => createBatchErasure({ dir, ledger: by, reader: of }),
    ended: () => periods.list().filter((log) => !log.current),
    placeOf: (of) => periods.placeOf(of),
    openEnded: (log) => periods.open(log),
    classes: () => retentionClasses(inForce),
    workingKeys: (handle) =>
      registry.listKeys().flatMap((key) => (key.sub === handle && key.revokedAt === undefined ? [key.id] : [])),
  });
  // Before any door opens: nothing may be read as missing that was erased with authorisation.
  if (ledger.head().signer !== 'refused') for (const says of await erasure.resume()) logger.warn({}, says);
  const house: House = {
    get config() {
      return inForce;
    },
    reconfigure(next) {
      inForce = next;
      logger.setLevel(next.file.logging.level);
    },
    clock,
    logger,
    ledger,
    witnessWatch,
    anchors,
    registry,
    gateway,
    llm,
    approvals,
    evidence: createEvidenceRunner(dir, place),
    ingestion,
    erasure,
    periods,
    reports: createReportScheduler({
      plans: plannedReports(config.file.reports, config.base),
      stateFile: join(dir, SCHEDULE_STATE_FILE),
      clock,
      logger,
      make: (plan, span, path, signal) => makePlanned(house, plan, span, path, signal),
      sleep: sleepUnless,
    }),
    tallies,
    modelTallies,
    tracing,
    scopesInForce: () => gateway.scopesInForce(),
    personOf: (handle) => reader.subject(handle)?.reference,
    close: () => closeAll(closers),
  };
  closers.push(() => house.reports.close());
  return house;
}

/** The SDK is loaded only when it is wanted. */
async function openTracing(
  config: Config,
  deps: Pick<TracingDeps, 'clock' | 'logger' | 'placeOf'>,
): Promise<Tracing | undefined> {
  const target = otlpTarget(config);
  if (target === undefined) return undefined;
  const { startTracing } = await import('./tracing/tracing.ts');
  const dispatcher = createOutbound(outboundOptions(config)).dispatcherFor(target.url);
  return startTracing({ ...deps, ...target, dispatcher, version: VERSION, instance: randomUUID() });
}

async function closeAll(closers: Closers): Promise<void> {
  for (let close = closers.pop(); close !== undefined; close = closers.pop()) await close();
}
