/**
 * Ends the log of a data folder and begins the next: asked for by a person, or by the calendar. It happens when the house is
 * closed, after the ledger and before the lock is given up; a server closes and opens its doors again for it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, Logger, Result } from '@remit/core';
import { err, fromUtf8, isRefusal, ok, parseStrictJson, RemitError } from '@remit/core';
import type { Ledger, LedgerReader, LogInfo, RollDeps, StorePlace } from '@remit/ledger';
import {
  endedLog,
  endedStore,
  listLogs,
  makeFolder,
  openLedgerReader,
  pendingRoll,
  rollLedger,
  SEQUENCERS_APART,
  startLedger,
} from '@remit/ledger';
import type { Config } from '../../config/load.ts';
import { logTrust } from '../../config/log-trust.ts';
import { outboundOptions } from '../../config/outbound.ts';
import { sequencersOf, storePlace } from '../../config/store.ts';
import { keepOrigin } from '../origin.ts';
import { SOFTWARE } from '../software.ts';
import { dueOrigin, originFor } from './period-name.ts';

/** What is asked for. `to` absent: the name of the period. */
export interface RollAsk {
  readonly to?: string;
  readonly why: RollDeps['why'];
  /** Handle of whoever asks. */
  readonly by?: string;
}

/** The logs of one open house. */
export interface Periods {
  /** Decides that this log ends when the house is closed. The error says why it cannot. */
  ask(ask: RollAsk): Result<{ readonly from: string; readonly to: string }, string>;
  /** The next log that the calendar wants by now. */
  due(): string | undefined;
  /** Resolves once an end was asked for. */
  readonly asked: Promise<void>;
  /** All logs, the oldest first. */
  list(): LogInfo[];
  /** Where rows and tiles of an ended log lie. */
  placeOf(dir: string): StorePlace;
  /** Opens an ended log for an erasure and its record. The caller closes it. */
  open(log: { readonly origin: string; readonly dir: string }): Promise<Ledger>;
}

type Want = { readonly from: string; readonly to: string; readonly why: RollDeps['why']; readonly by?: string };

/** Before the ledger is started: ends a roll that a crash left, and rolls when the calendar wants it. @throws Error in words. */
export async function rollBeforeStart(config: Config, logger: Logger, clock: Clock): Promise<void> {
  const pending = pendingRoll(config.dataDir);
  if (pending !== undefined) await roll(config, logger, clock, pending);
  const current = currentLog(config);
  if (current === undefined) return;
  if (!hasSequencer(config)) followRoll(config, logger, current.origin);
  const to = dueOrigin(config.file.log.period, current.origin, current.began, clock.now());
  if (to === undefined) return;
  if (hasSequencer(config)) await roll(config, logger, clock, { from: current.origin, to, why: 'period' });
  else logger.warn({ to }, SEQUENCERS_APART);
}

/** The logs of a house whose ledger has this origin. `carryOut` is called after the ledger is closed. */
export function createPeriods(
  config: Config,
  logger: Logger,
  clock: Clock,
  origin: string,
): { readonly periods: Periods; carryOut(): Promise<void> } {
  let want: Want | undefined;
  let tell: () => void = () => {};
  const asked = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const { period } = config.file.log;
  const place = storePlace(config);
  let began: number | undefined;
  return {
    periods: {
      asked,
      ask({ to, why, by }) {
        if (!hasSequencer(config)) return err(SEQUENCERS_APART);
        const next = to ?? originFor(period, origin, clock.now());
        if (next === origin) return err(`${next} is the name of this log; name the next one with --to`);
        want = { from: origin, to: next, why, ...(by === undefined ? {} : { by }) };
        tell();
        return ok({ from: origin, to: next });
      },
      due() {
        if (period === 'none' || !hasSequencer(config)) return undefined;
        began ??= currentLog(config)?.began;
        return began === undefined ? undefined : dueOrigin(period, origin, began, clock.now());
      },
      list() {
        const reader = openLedgerReader(config.dataDir, place);
        try {
          return listLogs(config.dataDir, reader, place);
        } finally {
          reader.close();
        }
      },
      placeOf: (dir) => endedStore(dir, place),
      open: ({ origin: of, dir }) =>
        startLedger({
          dir,
          origin: of,
          software: SOFTWARE,
          clock,
          logger,
          ...ledgerParts(config),
          store: endedStore(dir, place),
        }),
    },
    async carryOut() {
      if (want !== undefined) await roll(config, logger, clock, want);
    },
  };
}

/** Sequencer and signer are this process's to start, or the signer runs apart and follows the sequencer. */
function hasSequencer(config: Config): boolean {
  return sequencersOf(config) === undefined;
}

function ledgerParts(config: Config): Pick<RollDeps, 'witnesses' | 'signer' | 'outbound' | 'store'> {
  const { witnesses, signer } = logTrust(config);
  const outbound = outboundOptions(config);
  return { witnesses, ...(signer === undefined ? {} : { signer }), outbound, store: storePlace(config) };
}

async function roll(config: Config, logger: Logger, clock: Clock, { from, to, why, by }: Want): Promise<void> {
  const rolled = await rollLedger({
    dir: config.dataDir,
    origin: from,
    next: to,
    why,
    ...(by === undefined ? {} : { by }),
    software: SOFTWARE,
    clock,
    logger,
    ...ledgerParts(config),
    keepOrigin: (origin) => keepOrigin(config.dataDir, origin),
  });
  if (!rolled.ok) throw new Error(`The log ${from} was not ended: ${rolled.error}`);
  const { size } = rolled.value.from;
  const { vkey, carried } = rolled.value.to;
  logger.info(
    { from, size, to, vkey, carried },
    'one log ended, the next began; tell the new key to witnesses and readers',
  );
}

/** Origin and beginning of the log in the folder; undefined when there is none yet, or its rows are elsewhere. */
function currentLog(config: Config): { origin: string; began: number } | undefined {
  const place = storePlace(config);
  if (place.kind === 'sqlite' && !existsSync(join(config.dataDir, 'ledger', 'ledger.sqlite'))) return undefined;
  const reader = openIfThere(config.dataDir, place);
  if (reader === undefined) return undefined;
  try {
    for (const { entry } of reader.entries(0, 1)) {
      const json = parseStrictJson(fromUtf8(entry) ?? '');
      const { org, ts } = isRefusal(json) ? {} : (Object(json.value) as { org?: unknown; ts?: unknown });
      if (typeof org === 'string' && typeof ts === 'string') return { origin: org, began: Date.parse(ts) };
    }
    return undefined;
  } finally {
    reader.close();
  }
}

/** Undefined when the database holds no log yet. */
function openIfThere(dir: string, place: StorePlace): LedgerReader | undefined {
  try {
    return openLedgerReader(dir, place);
  } catch (error) {
    if (error instanceof RemitError && error.code === 'ledger.folder-missing') return undefined;
    throw error;
  }
}

/** A sequencer that stood by while the log was ended goes on in the next one. */
export function followDatabase(config: Config, logger: Logger): void {
  const log = currentLog(config);
  if (log !== undefined) followRoll(config, logger, log.origin);
}

/** The log was ended by another process on its database: this one goes on in the next log. */
function followRoll(config: Config, logger: Logger, origin: string): void {
  const path = join(config.dataDir, 'origin');
  const kept = existsSync(path) ? readFileSync(path, 'utf8').trim() : origin;
  if (kept === origin) return;
  const place = storePlace(config);
  const reader = openLedgerReader(config.dataDir, place);
  try {
    // Another database than before is not another period.
    if (!listLogs(config.dataDir, reader, place).some((log) => !log.current && log.origin === kept)) return;
  } finally {
    reader.close();
  }
  // The configuration may go on naming the first log (origin.ts).
  makeFolder(endedLog(config.dataDir, kept));
  keepOrigin(config.dataDir, origin);
  logger.info({ from: kept, to: origin }, 'the log was ended elsewhere; this process goes on in the next one');
}
