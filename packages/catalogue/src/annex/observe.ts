/**
 * What the log itself shows for the annexes: facts with the ids of the records behind them. Nothing is inferred; what the
 * log does not show has no fact. Facts from imported traces and exceptions are handed in by the report.
 */
import type { AnyRecord } from '@remit/record';
import type { PlacedRecord } from '../card/card-in-force.ts';

/** Keys that blocks of the annexes ask for. */
export type FactKey =
  | 'system_versions'
  | 'servers'
  | 'tools'
  | 'tool_definitions'
  | 'foreign_sources'
  | 'software'
  | 'models'
  | 'scopes'
  | 'call_graph'
  | 'oversight'
  | 'changes'
  | 'security'
  | 'verdicts'
  | 'exceptions'
  | 'monitoring';

/** One observed fact. `evidence`: ids of records, or of exceptions and traces: at most 20, first and last included. */
export interface ObservedFact {
  readonly key: FactKey;
  readonly says: string;
  readonly count: number;
  readonly evidence: readonly string[];
  /** For changes: what changed, in the words of a change envelope. */
  readonly change?: { readonly what: ChangeKind; readonly of: string };
}

/** What can change, in the words of a change envelope. */
export type ChangeKind = 'tool-definition' | 'server' | 'scope' | 'configuration';

/** Which part of the log counts. */
export interface ObserveQuery {
  readonly system: string;
  /** RFC 3339. Absent: from the beginning. */
  readonly from?: string;
  /** RFC 3339, exclusive. Absent: to the end. */
  readonly to?: string;
}

const SAMPLES = 20;

/** Facts of the system in the period, sorted by key and sentence. */
export function observe(records: Iterable<PlacedRecord>, query: ObserveQuery): ObservedFact[] {
  const facts = new Map<string, Omit<ObservedFact, 'count' | 'evidence'> & { readonly ids: string[] }>();
  const note: Note = (key, says, id, change) => {
    const name = `${key}\n${says}`;
    const fact = facts.get(name) ?? { key, says, ids: [], ...(change === undefined ? {} : { change }) };
    facts.set(name, fact);
    fact.ids.push(id);
  };
  const scopes = new Set<string>();
  let configuration: string | undefined;
  for (const { record } of records) {
    // Declarations count from the beginning of the log: what was in force may be older than the period.
    if (record.t === 'scope.declare' && record.dcl.system === query.system) scopes.add(record.scope.sha);
    // Each start of a process records its configuration: only another text than before is a change.
    const before = configuration;
    if (record.t === 'config.change') configuration = record.cfg.sha;
    if (query.to !== undefined && record.ts >= query.to) continue;
    if (!STANDING.has(record.t) && query.from !== undefined && record.ts < query.from) continue;
    noteRecord(record, { note, scopes, system: query.system, configuration: before });
  }
  return [...facts.values()]
    .map(({ ids, ...fact }) => ({ ...fact, count: ids.length, evidence: sample(ids) }))
    .sort((a, b) => compare(a.key, b.key) || compare(a.says, b.says));
}

/** Types that stay in force after the day on which they were recorded. */
const STANDING: ReadonlySet<AnyRecord['t']> = new Set<AnyRecord['t']>([
  'genesis',
  'scope.declare',
  'tool.define',
  'registry.change',
  'config.change',
]);

type Note = (key: FactKey, says: string, id: string, change?: ObservedFact['change']) => void;

interface Noting {
  readonly note: Note;
  readonly scopes: ReadonlySet<string>;
  /** Digest of the configuration in force before the record. */
  readonly configuration: string | undefined;
  readonly system: string;
}

function noteRecord(record: AnyRecord, { note, scopes, configuration, system }: Noting): void {
  const { id } = record;
  switch (record.t) {
    case 'genesis':
      return note('software', `the log was begun by ${record.gen.software}`, id);
    case 'config.change':
      note('software', `ran as ${record.cfg.software}`, id);
      if (configuration !== undefined && configuration !== record.cfg.sha)
        note('changes', 'configuration of the gateway', id, { what: 'configuration', of: 'gateway' });
      return;
    case 'tool.define':
      note(
        'tool_definitions',
        `${record.act.srv}/${record.act.tool ?? ''} as ${record.act.tool_sha ?? 'no digest'}`,
        id,
      );
      if (record.dfn.supersedes !== undefined) {
        const of = `${record.act.srv}/${record.act.tool ?? ''}`;
        note('changes', `definition of ${of}`, id, { what: 'tool-definition', of });
      }
      return;
    case 'scope.declare':
      if (!scopes.has(record.scope.sha)) return;
      note('scopes', `scope ${record.scope.id} for agent ${record.dcl.agent}, digest ${record.scope.sha}`, id);
      if (record.dcl.supersedes !== undefined)
        note('changes', `scope ${record.scope.id} replaced`, id, { what: 'scope', of: record.scope.id });
      return;
    case 'registry.change':
      return noteRegistry(record.chg, { note, system }, id);
    case 'mcp.decision':
      if (record.scope === undefined || !scopes.has(record.scope.sha)) return;
      note('servers', `server ${record.act.srv}`, id);
      note('tools', `${record.act.srv}/${record.act.tool ?? record.act.method}`, id);
      note('call_graph', `${record.who.agent ?? 'no agent named'} calls ${record.act.srv}`, id);
      return note('verdicts', `decided ${record.pol.dec}`, id);
    case 'approval':
      return note('oversight', `approval ${record.apr.verdict}`, id);
    case 'auth.rejects':
      return note('security', 'requests turned away', id);
    case 'gap':
      return note('exceptions', `gap: ${record.gap.kind}`, id);
    case 'scope.verdict':
      return note('monitoring', 'reports made', id);
    case 'ingest.batch':
      return note('foreign_sources', `${record.ing.source}, log of ${record.ing.vendor}`, id);
    default:
      return;
  }
}

function noteRegistry(
  chg: Extract<AnyRecord, { t: 'registry.change' }>['chg'],
  { note, system }: Pick<Noting, 'note' | 'system'>,
  id: string,
): void {
  if (chg.what === 'system.declare') {
    if (chg.ref === system) note('system_versions', 'system card declared', id);
    return;
  }
  if (chg.what === 'key.create' || chg.what === 'key.revoke') return note('security', `${chg.what}`, id);
  const change = chg.what.startsWith('server.') ? { what: 'server' as const, of: chg.ref } : undefined;
  note('changes', `${chg.what} ${chg.ref}`, id, change);
}

function sample(ids: readonly string[]): string[] {
  return ids.length <= SAMPLES ? [...ids] : [...ids.slice(0, SAMPLES - 1), ...ids.slice(-1)];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
