/** Irregularities of the log as a whole: sequences, causes, orphans, witness, definitions that changed. */
import type { ObservedFact } from '@remit/catalogue';
import { parseNote } from '@remit/tlog';
import type { Finding } from './finding.ts';
import { cardFindingsOf } from './law/card-findings.ts';
import { recordsOf } from './log-view.ts';
import type { Study } from './study.ts';
import { inPeriod } from './study.ts';

/** All findings that belong to no single call. `imported`: facts that foreign logs show. */
export function logFindings(study: Study, imported: readonly ObservedFact[] = []): Finding[] {
  return [
    ...sequenceFindingsOf(study),
    ...causeFindings(study),
    ...orphanFindings(study),
    ...admittedFindings(study),
    ...driftFindings(study),
    ...witnessFindings(study),
    ...cardFindingsOf(study, imported),
  ];
}

function sequenceFindingsOf(study: Study): Finding[] {
  return study.sequences.map(({ of, problem, at, says }) =>
    problem === 'clock'
      ? { kind: 'clock_skew', severity: 'low', group: 'the time of a writer goes backwards', at }
      : { kind: 'sequence_gap', severity: 'high', group: `${of} sequence: ${says}`, at },
  );
}

/** Records that name a leaf which stands nowhere before them. */
function causeFindings(study: Study): Finding[] {
  const found: Finding[] = [];
  const { causes, causeEnds } = study.view.columns;
  for (const at of study.view.records) {
    const named = causes.subarray(causeEnds[at.index - 1] ?? 0, causeEnds[at.index]);
    if (named.includes(-1))
      found.push({
        kind: 'chain_break',
        severity: 'high',
        group: 'a record names a cause that no earlier record is',
        at,
      });
  }
  return found;
}

function orphanFindings(study: Study): Finding[] {
  return study.calls.orphans.map((at) =>
    at.record.t === 'mcp.outcome' || at.record.t === 'llm.outcome'
      ? {
          kind: 'outcome_without_decision',
          severity: 'high',
          group: `${at.record.act.srv}/${at.record.act.tool ?? ''}`,
          at,
        }
      : { kind: 'chain_break', severity: 'high', group: 'an approval answers no decision', at },
  );
}

/** Records that were stored but never acknowledged before a crash, admitted at restart with a gap record. */
function admittedFindings(study: Study): Finding[] {
  const found: Finding[] = [];
  for (const at of recordsOf(study.view, 'gap')) {
    if (at.record.gap.kind !== 'unacknowledged-commit') continue;
    const { first, end } = at.record.gap;
    const group = `records ${first ?? '?'} to ${end === undefined ? '?' : end - 1} were stored but not acknowledged before a crash`;
    found.push({ kind: 'sequence_gap', severity: 'medium', group, at, explained: true });
  }
  return found;
}

function driftFindings(study: Study): Finding[] {
  const found: Finding[] = [];
  for (const at of recordsOf(study.view, 'tool.define')) {
    if (at.record.dfn.supersedes === undefined) continue;
    if (!inPeriod(at.record.ts, study.core)) continue;
    const group = `${at.record.act.srv}/${at.record.act.tool ?? ''}: the definition changed`;
    found.push({ kind: 'tool_schema_drift', severity: 'medium', group, at });
  }
  return found;
}

/** A head with only the log's own signature. Whose signatures count is for the verifier to say. */
function witnessFindings(study: Study): Finding[] {
  const last = study.view.records.at(-1);
  const note = parseNote(study.core.checkpoint);
  if (last === undefined || !note.ok || note.value.signatures.length > 1) return [];
  return [{ kind: 'unsigned_segment', severity: 'medium', group: 'the head carries no cosignature', at: last }];
}
