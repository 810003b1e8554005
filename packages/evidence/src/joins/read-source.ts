/** The events of one source as joins need them: from the archive of ingested logs, or the decisions of Remit's own log. */
import { canonicalize, fromUtf8, isRefusal, parseStrictJson, sha256OfText } from '@remit/core';
import type { Archive } from '@remit/ingest';
import type { LedgerReader } from '@remit/ledger';
import type { ImportedEvent } from '@remit/record';
import type { Joinable, LogView, Names } from '@remit/verify';
import { actorsOf, foldTool, hostOf, joinableOf } from '@remit/verify';
import type { ReconcileSource } from './reconcile.ts';

/** The name by which Remit's own log is a source. */
export const OWN_SOURCE = 'remit';

/** What sources are read from. */
export interface SourceReader {
  readonly view: LogView;
  readonly reader: LedgerReader;
  readonly archive: Pick<Archive, 'batches' | 'leaves' | 'remap'>;
  readonly names: Names;
}

/** Names that can be reconciled, sorted: sources and datasets of the ingested batches, and Remit's own log. */
export function sourceNames({ archive }: SourceReader): string[] {
  return [...new Set([OWN_SOURCE, ...archive.batches().map(({ source }) => source)])].sort();
}

/** Events of a source of the given kinds. `name`: a source, or `SOURCE/DATASET` for one dataset of it. */
export function readSource(deps: SourceReader, name: string, kinds: readonly string[]): ReconcileSource {
  if (name === OWN_SOURCE) return ownSource(deps, kinds);
  const [source = '', dataset] = name.split('/');
  const events: Joinable[] = [];
  let from: number | undefined;
  let to: number | undefined;
  for (const batch of deps.archive.batches()) {
    if (batch.source !== source) continue;
    const { ing } = batch.record.record;
    if (ing.from !== undefined) from = Math.min(from ?? Number.POSITIVE_INFINITY, Date.parse(ing.from));
    if (ing.to !== undefined) to = Math.max(to ?? 0, Date.parse(ing.to));
    for (const leaf of deps.archive.leaves(batch.id)) {
      // Proof: a leaf that the ingestion wrote; reports check every one of them against its tree.
      const event = JSON.parse(Buffer.from(leaf).toString('utf8')) as ImportedEvent;
      if (!kinds.includes(event.kind) || (dataset !== undefined && event.src.dataset !== dataset)) continue;
      const args = event.c?.['args'] === undefined ? undefined : deps.archive.remap(batch.id, event.n)?.content?.args;
      const place = { batch: batch.id, source, vendor: ing.vendor };
      events.push(joinableOf(event, place, deps.names, digestOf(args)));
    }
  }
  return { source: name, events, ...(from === undefined || to === undefined ? {} : { covers: { from, to } }) };
}

/** Calls in Remit's own log, by their first decision. Its heartbeats show that it was there: it covers all its time. */
function ownSource({ view, reader, names }: SourceReader, kinds: readonly string[]): ReconcileSource {
  const events: Joinable[] = [];
  const outcomes = new Map<string, string>();
  for (const { record } of view.records)
    if (record.t === 'mcp.outcome') for (const cause of record.cause ?? []) outcomes.set(cause, record.out.status);
  for (const { leaf, record } of view.records) {
    if (record.t !== 'mcp.decision' || !kinds.includes('tool-call') || record.act.tool === undefined) continue;
    const outcome = outcomes.get(leaf);
    const bytes = record.c?.['args'] === undefined ? undefined : reader.payload(record.id, 'args');
    const args = bytes === undefined ? undefined : digestOf(fromUtf8(bytes));
    events.push({
      ref: record.id,
      source: OWN_SOURCE,
      vendor: OWN_SOURCE,
      dataset: 'mcp.decision',
      kind: 'tool-call',
      at: Date.parse(record.ts),
      actors: actorsOf(record.who.agent, names.personOf?.(record.who.sub) ?? record.who.sub),
      host: hostOf(record.act.srv),
      method: record.act.method,
      tool: foldTool(record.act.tool),
      ...(args === undefined ? {} : { args }),
      ids: record.s === undefined ? {} : { session: record.s.id },
      clientIds: false,
      decision: record.pol.dec,
      ...(outcome === undefined ? {} : { outcome }),
    });
  }
  const first = view.records[0]?.record.ts;
  const last = view.records.at(-1)?.record.ts;
  const covers =
    first === undefined || last === undefined ? {} : { covers: { from: Date.parse(first), to: Date.parse(last) } };
  return { source: OWN_SOURCE, events, ...covers };
}

/** Digest of arguments in one form, however the log wrote them: some write the object as text. */
function digestOf(args: unknown): string | undefined {
  if (args === undefined) return undefined;
  const parsed = typeof args === 'string' ? parseStrictJson(args) : undefined;
  const value = parsed === undefined || isRefusal(parsed) ? args : parsed.value;
  try {
    return sha256OfText(canonicalize(value));
  } catch {
    // Numbers that RFC 8785 cannot hold: nothing can be said about equality.
    return undefined;
  }
}
