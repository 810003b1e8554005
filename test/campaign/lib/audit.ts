/**
 * The promises of the log, checked against what callers and upstream saw. Reads each record once, so that it can be
 * asked again and again while the log grows.
 */
import { fromUtf8, parseStrictJson, toBase64Url } from '@remit/core';
import type { StorePlace } from '@remit/ledger';
import { openLedgerReader } from '@remit/ledger';
import type { AnyRecord } from '@remit/record';
import { leafHash } from '@remit/tlog';
import type { Answered } from './driver.ts';

/** What was found so far. Every list of problems must stay empty. */
export interface Audit {
  /** Reads what the log gained. */
  advance(): void;
  /** Answered calls without a durable decision record. */
  lostDecisions(answered: readonly Answered[]): string[];
  /** Calls that reached the upstream without a decision record that permits them. */
  unrecordedEffects(seen: Iterable<string>): string[];
  /** Answered, permitted calls with neither outcome nor gap. Firm only after a clean start. */
  openCalls(answered: readonly Answered[]): string[];
  /** Broken rules of the log itself: holes in indexes or sequences, outcomes without decision, clocks that run back. */
  readonly problems: readonly string[];
  readonly leaves: readonly Uint8Array[];
  /** Gap records by kind. */
  readonly gaps: ReadonlyMap<string, number>;
  counts(): { records: number; decisions: number; outcomes: number; writers: number };
}

interface Writer {
  next: number;
  lastTs: string;
}

/** An audit of the log of a data folder. `store`: where its rows are; default SQLite in the folder. */
export function createAudit(dataDir: string, store?: StorePlace): Audit {
  const leaves: Uint8Array[] = [];
  const problems: string[] = [];
  const gaps = new Map<string, number>();
  const writers = new Map<string, Writer>();
  const decisions = new Map<string, { id: string; permit: boolean; leaf: string }>();
  const ids = new Set<string>();
  /** Leaves of decisions that an outcome may follow: permitted calls, and escalated ones, whose outcome may be a denial. */
  const open = new Set<string>();
  const closed = new Set<string>();
  let outcomes = 0;

  const take = (index: number, entry: Uint8Array, messageOf: (id: string) => string | undefined) => {
    if (index !== leaves.length) problems.push(`index ${index} follows ${leaves.length - 1}`);
    const record = parse(entry);
    const hash = leafHash(entry);
    const leaf = toBase64Url(hash);
    leaves.push(hash);
    if (ids.has(record.id)) problems.push(`the id ${record.id} stands twice`);
    ids.add(record.id);
    const writer = writers.get(record.w.id) ?? { next: 0, lastTs: '' };
    if (record.w.n !== writer.next)
      problems.push(`writer ${record.w.id}: ${record.w.n} follows ${writer.next - 1} at index ${index}`);
    if (record.ts < writer.lastTs) problems.push(`writer ${record.w.id}: time runs back at index ${index}`);
    writers.set(record.w.id, { next: record.w.n + 1, lastTs: record.ts });

    if (record.t === 'mcp.decision') {
      const permit = record.pol.dec === 'permit' || record.pol.dec === 'permit_with_conditions';
      if (record.pol.dec !== 'deny') open.add(leaf);
      const message = messageOf(record.id);
      if (message === undefined) problems.push(`the arguments of decision ${record.id} cannot be opened`);
      else decisions.set(message, { id: record.id, permit, leaf });
    } else if (record.t === 'mcp.outcome') {
      outcomes += 1;
      const [cause = ''] = record.cause ?? [];
      if (!open.has(cause)) problems.push(`outcome ${record.id} at index ${index} has no decision before it`);
      closed.add(cause);
    } else if (record.t === 'tool.define') {
      // The upstream's definitions never change, so none may be recorded as following another.
      if (record.dfn.supersedes !== undefined)
        problems.push(`a changed tool at index ${index}: ${JSON.stringify(record)}`);
    } else if (record.t === 'gap') {
      gaps.set(record.gap.kind, (gaps.get(record.gap.kind) ?? 0) + 1);
      for (const cause of record.cause ?? []) closed.add(cause);
      if (record.gap.kind === 'unacknowledged-commit' && record.gap.end !== index)
        problems.push(`the gap record at ${index} names a range that ends at ${record.gap.end}`);
    }
  };

  return {
    problems,
    leaves,
    gaps,
    advance() {
      const reader = openLedgerReader(dataDir, store);
      try {
        for (const { index, entry } of reader.entries(leaves.length, reader.size()))
          take(index, entry, (id) => messageIn(reader.payload(id, 'args')));
      } finally {
        reader.close();
      }
    },
    lostDecisions: (answered) =>
      answered.flatMap(({ message, decisionId }) => {
        const decision = decisions.get(message);
        if (decision === undefined) return [`${message}: answered, but no decision record holds its arguments`];
        if (decision.permit === message.startsWith('deny ')) return [`${message}: the record says the opposite`];
        return decisionId === undefined || decisionId === decision.id ? [] : [`${message}: answered with another id`];
      }),
    unrecordedEffects: (seen) =>
      [...seen].flatMap((message) =>
        decisions.get(message)?.permit === true ? [] : [`${message}: reached the upstream without a decision`],
      ),
    openCalls: (answered) =>
      answered.flatMap(({ message }) => {
        const decision = decisions.get(message);
        const unclosed = decision?.permit === true && !closed.has(decision.leaf);
        return unclosed ? [`${message}: neither outcome nor gap`] : [];
      }),
    counts: () => ({ records: leaves.length, decisions: decisions.size, outcomes, writers: writers.size }),
  };
}

function parse(entry: Uint8Array): AnyRecord {
  const json = parseStrictJson(fromUtf8(entry) ?? '');
  if (!('value' in json)) throw new Error('a record is not JSON');
  // The product checked it against the schema before it was stored; the verifier checks it again at the end.
  return json.value as AnyRecord;
}

function messageIn(args: Uint8Array | undefined): string | undefined {
  if (args === undefined) return undefined;
  // The driver wrote these arguments.
  const { message } = JSON.parse(fromUtf8(args) ?? '{}') as { message?: string };
  return message;
}
