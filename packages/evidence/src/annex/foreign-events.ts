/** Imported events of the agents of one system, for the annexes. */
import type { ForeignAgent, LeafRecord, ObservedFact } from '@remit/catalogue';
import { createForeignFacts } from '@remit/catalogue';
import { fromUtf8 } from '@remit/core';
import type { Archive } from '@remit/ingest';
import type { LedgerReader } from '@remit/ledger';
import type { ImportedEvent } from '@remit/record';
import { parseAgents } from '@remit/verify';
import { ledgerRecords } from '../system/ledger-records.ts';

/** Facts of imported logs for a system. None while no list of foreign identities is declared: nothing is guessed. */
export function foreignFacts(
  reader: LedgerReader,
  archive: Pick<Archive, 'batches' | 'leaves'>,
  system: string,
): ObservedFact[] {
  const identities = declaredIdentities(reader);
  if (identities.size === 0) return [];
  const agents = new Set<string>();
  for (const { record } of ledgerRecords(reader, ['scope.declare']))
    if (record.t === 'scope.declare' && record.dcl.system === system) agents.add(record.dcl.agent);
  const agentOf = (identity: string | undefined) => (identity === undefined ? undefined : identities.get(identity));
  const foreign = createForeignFacts(agentOf, agents);
  for (const event of eventsOf(archive)) foreign.add(event);
  return foreign.facts();
}

function* eventsOf(archive: Pick<Archive, 'batches' | 'leaves'>) {
  // Proof: a leaf that our own ingestion wrote and hashed.
  for (const { id } of archive.batches())
    for (const leaf of archive.leaves(id))
      yield { batch: id, event: JSON.parse(fromUtf8(leaf) ?? '{}') as ImportedEvent };
}

/** By foreign identity, from the newest list in the log. */
function declaredIdentities(reader: LedgerReader): Map<string, ForeignAgent> {
  const found = new Map<string, ForeignAgent>();
  let last: LeafRecord | undefined;
  for (const located of ledgerRecords(reader, ['registry.change']))
    if (located.record.t === 'registry.change' && located.record.chg.what === 'agents.declare') last = located;
  const sha = last?.record.t === 'registry.change' ? last.record.chg.sha : undefined;
  const bytes = sha === undefined ? undefined : reader.blob(sha);
  const parsed = parseAgents(bytes === undefined ? '' : (fromUtf8(bytes) ?? ''));
  if (!parsed.ok) return found;
  for (const { agent, identities, servers } of parsed.value)
    for (const identity of identities) found.set(identity, { agent, servers });
  return found;
}
