/** Holds a scope file against the recorded calls of its agent: what would it have decided? */
import { utf8 } from '@remit/core';
import type { LedgerReader } from '@remit/ledger';
import type { PolicyDecision, RecordOf } from '@remit/record';
import { compileScope, decideRecorded, namesTool, parseScope } from '@remit/scope';
import type { SimulatedChange, SimulationCounts } from '../admin-types.ts';
import type { SimulationInput, SimulationResult } from './jobs.ts';
import { argumentsOf, recordedCalls } from './recorded-calls.ts';

/** Record ids shown for one row. */
const SAMPLES = 20;

type Effect = keyof Pick<SimulationCounts, 'same' | 'newlyDenied' | 'newlyAllowed' | 'needsApproval' | 'cannotTell'>;

/** Compares the first decision of each call with what the file decides, before any approval. */
export function simulateJob(reader: LedgerReader, { yaml, period }: SimulationInput): SimulationResult {
  const parsed = parseScope(yaml);
  // The route has parsed the file before it asked for the job.
  if (!parsed.ok) throw new TypeError('the scope file does not parse');
  const compiled = compileScope(parsed.value, utf8(yaml));
  const counts = {
    calls: 0,
    same: 0,
    newlyDenied: 0,
    newlyAllowed: 0,
    needsApproval: 0,
    cannotTell: 0,
    stopped: 0,
    otherAgents: 0,
    notByScope: 0,
  };
  const changes = new Map<string, SimulatedChange & { records: string[]; count: number }>();

  const decide = (record: RecordOf<'mcp.decision'>): { dec: PolicyDecision; rules: readonly string[] } | undefined => {
    const { srv: server, tool = '' } = record.act;
    const { agent } = compiled;
    // Without a rule that names the tool the arguments play no part.
    if (!namesTool(compiled, server, tool)) return decideRecorded(compiled, { agent, server, tool, args: undefined });
    const found = argumentsOf(reader, record);
    return found.kind === 'gone' ? undefined : decideRecorded(compiled, { agent, server, tool, args: found.args });
  };

  for (const { record, observed, wentThrough } of recordedCalls(reader, period)) {
    if (record.who.agent !== compiled.agent) {
      counts.otherAgents += 1;
      continue;
    }
    if (!decidedByScope(record)) {
      counts.notByScope += 1;
      continue;
    }
    counts.calls += 1;
    const now = decide(record);
    const effect = effectOf(record.pol.dec, now?.dec);
    counts[effect] += 1;
    if (wentThrough && now?.dec === 'deny') counts.stopped += 1;
    if (effect === 'same') continue;
    const tool = `${record.act.srv}/${record.act.tool ?? ''}`;
    const before = observed ? `${record.pol.dec} (not enforced)` : record.pol.dec;
    const rules = [...(now?.rules ?? [])].join(' ');
    const key = [tool, before, now?.dec, rules].join('\n');
    const row = changes.get(key) ?? {
      tool,
      before,
      after: now?.dec ?? 'cannot tell',
      rules,
      effect,
      count: 0,
      records: [],
    };
    row.count += 1;
    if (row.records.length < SAMPLES) row.records.push(record.id);
    changes.set(key, row);
  }
  const rows = [...changes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  return { scope: { id: compiled.id, sha: compiled.sha, agent: compiled.agent }, counts, changes: rows };
}

/** False for a refusal that no scope decided: a rate limit, an unlisted tool, a key without the role. */
function decidedByScope({ pol }: RecordOf<'mcp.decision'>): boolean {
  if (pol.eval === 'evaluated') return true;
  return (pol.errors ?? []).some((code) => code === 'no-scope' || code.includes(':policy:'));
}

function effectOf(before: PolicyDecision, after: PolicyDecision | undefined): Effect {
  if (after === undefined) return 'cannotTell';
  if (after === before) return 'same';
  if (after === 'deny') return 'newlyDenied';
  return after === 'escalate' ? 'needsApproval' : 'newlyAllowed';
}
