/** Exceptions that only two logs together show. */
import type { LocatedBatch } from '../imported/material.ts';
import type { Finding } from '../projection/finding.ts';
import type { PackJoins } from './pack-joins.ts';

/** One finding for each batch and sentence, with its count. */
export function joinFindings(joins: PackJoins | undefined, batches: readonly LocatedBatch[]): Finding[] {
  const found = new Map<string, Finding & { count: number }>();
  const byId = new Map(batches.map((batch) => [batch.record.id, batch]));
  for (const { batch, says, level, broke } of joins?.contradictions ?? []) {
    const at = byId.get(batch);
    if (at === undefined || !broke) continue;
    const sure = level === 'exact' || level === 'asserted' || level === 'strong';
    const group = `two logs of one call: ${says} (join: ${level})`;
    const key = `${batch}\n${group}`;
    const finding = found.get(key) ?? {
      kind: 'effect_after_deny',
      severity: sure ? 'critical' : 'high',
      group,
      at,
      count: 0,
    };
    found.set(key, finding);
    finding.count += 1;
  }
  return [...found.values()];
}
