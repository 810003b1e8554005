/** What contradicts the system card in force: suppliers without an agreement, changes outside the envelope, short retention. */
import type { ObservedFact } from '@remit/catalogue';
import { cardFindings, observe } from '@remit/catalogue';
import type { Severity } from '../exception-kinds.ts';
import type { Finding } from '../finding.ts';
import { since } from '../rules.ts';
import type { Study } from '../study.ts';
import { inPeriod } from '../study.ts';
import { observedRecords } from './observed-records.ts';
import { cardOfReport } from './report-card.ts';
import { systemOfReport } from './report-system.ts';

const SEVERITY = {
  retention_short: 'high',
  change_outside_envelope: 'medium',
  supplier_agreement_missing: 'medium',
} as const satisfies Record<string, Severity>;

/**
 * `imported`: what logs of other systems show of the agents of the system. Findings at the records behind them, in reports whose inputs name a catalogue. None without a card: a declaration that
 * was not made contradicts nothing.
 */
export function cardFindingsOf(study: Study, imported: readonly ObservedFact[] = []): Finding[] {
  const { view, core } = study;
  const system = systemOfReport(study);
  const { catalogue: lawVersion } = core.inputs;
  if (system === undefined || lawVersion === undefined) return [];
  const { from, to, now } = core.inputs;
  const card = cardOfReport(study, system);
  if (card?.kind !== 'ready') return [];
  const facts = [...observe(observedRecords(study), { system, from, to }), ...(since(2, core.rules) ? imported : [])];
  const input = { system, lawVersion, now, card, facts, attestations: [] };
  return cardFindings(input).flatMap(({ kind, says, evidence }): Finding[] => {
    // Evidence is ids of records, or of foreign events as BATCH:n.
    const foreign = evidence.some((id) => id.includes(':'));
    const at = view.byId.get(evidence.at(-1)?.replace(/:\d+$/, '') ?? card.record);
    // What changed before the period was an exception of the report on that time.
    if (at === undefined || (kind === 'change_outside_envelope' && !inPeriod(at.record.ts, core))) return [];
    return [{ kind, severity: SEVERITY[kind], group: says, at, ...(foreign ? { ids: evidence } : {}) }];
  });
}
