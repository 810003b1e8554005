/**
 * What other gateways on the same log change: keys with their persons, scopes, erasures. Every gateway reads these records from the database as they
 * come, and decides nothing while it cannot.
 */
import type { Logger } from '@remit/core';
import { fromUtf8, isRefusal, parseStrictJson } from '@remit/core';
import type { Gateway } from '@remit/gateway';
import { restoreScopes } from '@remit/gateway';
import type { Ledger, LedgerEntry, LedgerReader, StorePlace } from '@remit/ledger';
import { followRecords } from '@remit/ledger';
import type { AnyRecord } from '@remit/record';
import { AnyRecordSchema } from '@remit/record';
import type { Registry } from '@remit/registry';

const TYPES = ['registry.change', 'scope.declare', 'policy.activate', 'erasure'];

/** The following of one house. */
export interface FollowOthers {
  /** The ledger for those who decide: it takes no decision while others cannot be followed. */
  readonly ledger: Ledger;
  /** Begins, once there is something to change. */
  start(registry: Pick<Registry, 'follow'>, gateway: Pick<Gateway, 'followScopes'>): void;
  stop(): Promise<void>;
}

/** Follows where gateways share a log; elsewhere everything comes through this process, and nothing is followed. */
export function followOthers(deps: {
  readonly shared: boolean;
  readonly place: StorePlace;
  readonly ledger: Ledger;
  readonly reader: LedgerReader;
  readonly logger: Logger;
}): FollowOthers {
  const { shared, place, ledger, reader, logger } = deps;
  if (!shared || place.kind !== 'postgres') return { ledger, start() {}, stop: () => Promise.resolve() };
  const follower = followRecords({ url: place.url, types: TYPES, from: reader.size(), logger });
  return {
    ledger: { ...ledger, record: follower.guard(ledger).record },
    start(registry, gateway) {
      follower.start(async (entries) => {
        const records = entries.map(recordOf);
        if (records.some(({ t }) => t === 'erasure')) ledger.followSubjects();
        const changes = records.filter((record) => record.t === 'registry.change');
        // The person first: a call with the new key is sealed for them.
        ledger.followSubjects(changes.flatMap(({ chg }) => (chg.of === undefined ? [] : [chg.of])));
        for (const change of changes) registry.follow(change);
        if (records.some(({ t }) => t === 'scope.declare' || t === 'policy.activate'))
          await gateway.followScopes(() => restoreScopes(reader));
      });
    },
    stop: () => follower.stop(),
  };
}

/** Threat: a record that this version cannot read may take a key back. Nothing is decided until a newer version runs. */
function recordOf({ index, entry }: LedgerEntry): AnyRecord {
  const json = parseStrictJson(fromUtf8(entry) ?? '');
  const record = isRefusal(json) ? undefined : AnyRecordSchema.safeParse(json.value).data;
  if (record === undefined) throw new Error(`record ${index} cannot be read by this version`);
  return record;
}
