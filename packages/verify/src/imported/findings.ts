/** What is irregular about a foreign log and about the decisions that it shows (compliance reference §10). */
import type { Finding } from '../projection/finding.ts';
import type { LocatedBatch } from './material.ts';
import type { ImportedTrace } from './trace.ts';

/** A log that was ingested later than this after its last event had nobody's custody in between. */
const LATE_MS = 24 * 60 * 60 * 1000;

/** Findings about the object itself. */
export function sourceFindings(at: LocatedBatch): Finding[] {
  const { ing, ts } = at.record;
  const findings: Finding[] = [];
  if (ing.unparsed > 0)
    findings.push({
      kind: 'source_unparsed',
      severity: 'medium',
      group: `records of ${ing.source} that no mapping could read`,
      at,
      count: ing.unparsed,
    });
  if (ing.integrity === 'digest-invalid')
    findings.push({
      kind: 'chain_break',
      severity: 'high',
      group: `an object of ${ing.source} does not fit the vendor's own digest`,
      at,
    });
  if (ing.to !== undefined && Date.parse(ts) - Date.parse(ing.to) > LATE_MS)
    findings.push({
      kind: 'late_ingest',
      severity: ing.integrity === 'digest-valid' ? 'low' : 'medium',
      group: `objects of ${ing.source} came more than a day after their last event`,
      at,
    });
  return findings;
}

/**
 * Collects what the traces of one batch show, `times` over. Bounded: one finding for each kind and group, with its count.
 * `newer`: under rules since the second, which look at denials that only observe apart.
 */
export function createEventFindings(
  at: LocatedBatch,
  newer = false,
): { add(trace: ImportedTrace, times?: number): void; findings(): Finding[] } {
  const found = new Map<string, Finding & { count: number }>();
  let times = 1;
  const note = (kind: Finding['kind'], severity: Finding['severity'], group: string) => {
    const key = `${kind}\n${severity}\n${group}`;
    const finding = found.get(key) ?? { kind, severity, group, at, count: 0 };
    finding.count += times;
    found.set(key, finding);
  };
  return {
    add(trace, often = 1) {
      times = often;
      const { decision, scopeVerdict, declaredScope, declaredAgent, effect, origin } = trace;
      const through = decision?.result.startsWith('permit') === true || effect.observed === 'occurred';
      const observes = newer && decision?.enforced === false;
      if (decision?.result === 'deny' && effect.observed === 'occurred' && !observes)
        note('effect_after_deny', 'critical', `calls in ${origin.source} were denied and took place`);
      if (!through) return;
      const who = declaredAgent?.id ?? 'who made them';
      if (declaredScope === undefined)
        note(
          'permit_without_declared_scope',
          'medium',
          `calls in ${origin.source} were let through and no declared scope is bound to ${who}`,
        );
      else if (scopeVerdict.overall === 'out')
        note(
          'scope_out',
          'high',
          `${who} in ${origin.source}: outside scope ${declaredScope.id} (${scopeVerdict.reasonCodes.join(', ')})`,
        );
      else if (scopeVerdict.overall === 'indeterminate')
        note(
          'scope_indeterminate',
          'medium',
          `${who} in ${origin.source}: not shown to be inside scope ${declaredScope.id} (${scopeVerdict.reasonCodes.join(', ')})`,
        );
    },
    findings: () => [...found.values()],
  };
}
