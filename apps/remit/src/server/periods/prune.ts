/**
 * Pruning of ended logs under a declared policy (C2SP tlog-tiles: without a policy a log must not be pruned). The policy is
 * a record with its text as a blob; each pruning is a record that names it, before anything is removed.
 */

import { keptUntil } from '@remit/catalogue';
import type { Result } from '@remit/core';
import { canonicalize, err, fromUtf8, isRefusal, ok, parseStrictJson, rfc3339, utf8 } from '@remit/core';
import { readRecords } from '@remit/gateway';
import type { LogInfo, Pruned } from '@remit/ledger';
import { openLedgerReader, pruneLog } from '@remit/ledger';
import type { Caller } from '@remit/registry';
import { whoOf } from '@remit/registry';
import { retentionClasses } from '../../config/retention.ts';
import { currentHolds } from '../erasure/plan.ts';
import type { House } from '../house-types.ts';
import { SOFTWARE } from '../software.ts';

/** A policy as it was declared. Months of the calendar. */
export interface DeclaredPolicy {
  readonly sha: string;
  readonly record: string;
  /** Months after its last record from which an ended log may be pruned; absent: never. */
  readonly prune?: number;
}

/** Records the retention of the configuration as policy. */
export async function declarePolicy(house: House, by: Caller): Promise<DeclaredPolicy> {
  const { calls, ingested } = retentionClasses(house.config);
  const prune = house.config.file.retention['prune-months'];
  const months = { calls: { ...calls }, ingested: { ...ingested }, ...(prune === undefined ? {} : { prune }) };
  const sha = await house.ledger.put(utf8(canonicalize({ v: 1, retention: months })));
  const recorded = house.ledger.record({
    t: 'config.change',
    who: whoOf(by),
    cfg: { sha, software: SOFTWARE, what: 'retention.policy' },
  });
  await recorded.durable;
  return { sha, record: recorded.id, ...(prune === undefined ? {} : { prune }) };
}

/** The policy in force: the newest that was declared. */
export function policyInForce(house: House): DeclaredPolicy | undefined {
  const reader = house.ledger.reader();
  try {
    let found: DeclaredPolicy | undefined;
    for (const { record } of readRecords(reader, ['config.change'])) {
      if (record.cfg.what !== 'retention.policy') continue;
      const json = parseStrictJson(fromUtf8(reader.blob(record.cfg.sha) ?? new Uint8Array()) ?? '');
      const { retention } = isRefusal(json) ? {} : (Object(json.value) as { retention?: { prune?: unknown } });
      const prune = retention?.prune;
      found = { sha: record.cfg.sha, record: record.id, ...(typeof prune === 'number' ? { prune } : {}) };
    }
    return found;
  } finally {
    reader.close();
  }
}

/** Prunes one ended log, or says in words why not. */
export async function prune(house: House, by: Caller, origin: string): Promise<Result<Pruned, string>> {
  const log = house.periods.list().find((one) => one.origin === origin);
  if (log === undefined) return err(`there is no log ${origin}; \`remit ledger logs\` lists them`);
  if (log.current) return err('the log in use is not pruned; end it first with `remit ledger roll`');
  const policy = policyInForce(house);
  const inTheWay = obstacleOf(house, log, policy);
  if (inTheWay !== undefined || policy === undefined) return err(inTheWay ?? 'no policy is declared');
  const { sha } = policy;
  await house.ledger.record({
    t: 'config.change',
    who: whoOf(by),
    cfg: { sha, software: SOFTWARE, what: 'ledger.prune', log: origin, min: log.size },
  }).durable;
  const pruned = await pruneLog(log.dir, origin, house.periods.placeOf(log.dir));
  return pruned.ok ? ok(pruned.value) : pruned;
}

function obstacleOf(house: House, log: LogInfo, policy: DeclaredPolicy | undefined): string | undefined {
  if (log.pruned > 0) return undefined;
  if (policy === undefined)
    return 'no retention policy is declared; `remit retention declare` records that of the configuration';
  if (policy.prune === undefined)
    return 'the declared policy prunes nothing; set retention.prune-months and declare it with `remit retention declare`';
  const until = keptUntil(log.to, policy.prune);
  if (until >= rfc3339(house.clock.now()).slice(0, 10)) return `the policy keeps ${log.origin} until ${until}`;
  const reader = house.ledger.reader();
  const ended = openLedgerReader(log.dir, house.periods.placeOf(log.dir));
  try {
    // Handles stand in the records as they are.
    const texts = () => Array.from(ended.entries(0, log.size), ({ entry }) => Buffer.from(entry).toString('latin1'));
    const hold = currentHolds(reader).find(
      ({ from, to, of }) =>
        (from === undefined || log.to >= from) &&
        (to === undefined || log.from < to) &&
        (of === undefined || texts().some((text) => of.some((handle) => text.includes(handle)))),
    );
    return hold && `legal hold ${hold.id} (${hold.basis}, since ${hold.since}) covers records of ${log.origin}`;
  } finally {
    ended.close();
    reader.close();
  }
}
