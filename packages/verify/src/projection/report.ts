/** The report model: the outline of compliance reference §13 as far as this version has data, exceptions first. */
import { toBase64 } from '@remit/core';
import { changeRecords } from './changes.ts';
import { clauses, evidenceStatus } from './clauses.ts';
import { lawAttestations, lawCover, lawRetention, lawSummary, reportStatus } from './law/law-sections.ts';
import { LAW_VERSION, paths } from './pack-core.ts';
import { oversight, scopes, showsModels, systems, verdicts } from './report-calls.ts';
import { custody, keeping } from './report-custody.ts';
import { foreignCount, foreignScope, foreignVerdicts } from './report-foreign.ts';
import type { ReportParts } from './report-parts.ts';
import * as text from './report-text.ts';
import { PROJECTION } from './rules.ts';
import { recordsInPeriod } from './study.ts';
import { tally } from './tally.ts';
import { EVALUATOR } from './verdict.ts';

/** A section of the report. Numbers are those of the outline; the order in the file puts exceptions right after the cover. */
export interface ReportSection {
  readonly section: number;
  readonly title: string;
  readonly content: object;
}

/** The report. Plain JSON data. */
export function reportOf(parts: ReportParts): { schema: 'remit.report/1'; sections: ReportSection[] } {
  const { study, traces, exceptions, population, law } = parts;
  return {
    schema: 'remit.report/1',
    sections: [
      section(0, 'Cover', cover(parts)),
      section(7, 'Exceptions', {
        count: exceptions.length,
        bySeverity: tally(exceptions, (e) => e.severity),
        exceptions,
      }),
      section(1, 'Scope and limits', { ...text.scopeAndLimits(showsModels(traces)), ...foreignScope(parts) }),
      section(2, 'Summary', law === undefined ? summary(parts) : lawSummary(law)),
      section(3, 'System and models', systems(study, traces)),
      section(4, 'Logging plan and coverage', {
        loggingPlan: law === undefined ? text.NO_LOGGING_PLAN : { file: paths.loggingPlan },
        recordsByType: population.queries[0]?.counts ?? {},
        coverage: text.COVERAGE,
      }),
      section(5, 'Declared scopes', scopes(study)),
      section(6, 'Verdict and decision', { ...verdicts(traces), ...foreignVerdicts(parts) }),
      section(8, 'Human oversight', oversight(traces)),
      section(9, 'Changes', {
        count: changeRecords(study).length,
        byType: tally(changeRecords(study), (c) => c.record.t),
        file: '10_changes.jsonl',
        note: text.CHANGES,
      }),
      section(10, 'Custody, integrity, gaps, clock', custody(parts)),
      section(11, 'Retention and deletion', {
        ...(law === undefined ? text.RETENTION : lawRetention(law, study.core.inputs.to)),
        ...keeping(study),
      }),
      section(12, 'Personal data', text.PERSONAL_DATA),
      section(13, 'Sampling and worked traces', {
        sampling: population.sampling,
        verdictList: population.verdictList,
        file: '13_population.json',
      }),
      section(14, 'Attestations and open items', law === undefined ? NO_ATTESTATIONS : lawAttestations(law)),
      section(15, 'Verification', text.VERIFICATION),
    ],
  };
}

const NO_ATTESTATIONS = {
  attestations: [],
  status: 'attestation_required',
  openItems: clauses.map(({ clause, attests }) => ({ clause, attests })),
};

function section(number: number, title: string, content: object): ReportSection {
  return { section: number, title, content };
}

function cover(parts: ReportParts): object {
  const { study, traces, exceptions, root, law } = parts;
  const { inputs } = study.core;
  return {
    title: 'Evidence pack on records of automated actions',
    status: reportStatus(law, inputs.final === true),
    notLegalAdvice: text.NOT_LEGAL_ADVICE,
    system: inputs.system ?? 'all systems in the log',
    role: { absent: 'stated by the operator, not recorded' },
    riskClass: { absent: 'a classification by the operator, not recorded' },
    period: { from: inputs.from, to: inputs.to, ends: 'exclusive' },
    lawVersion: LAW_VERSION,
    appliesFrom: text.APPLIES_FROM,
    signer: { absent: 'no attestation has been made' },
    madeAt: inputs.now,
    software: inputs.software,
    rules: { projection: study.core.rules ?? PROJECTION, evaluator: EVALUATOR },
    log: { origin: inputs.origin, size: inputs.size, root: toBase64(root), whose: text.WHOSE_LOG },
    counts: { calls: traces.length, ...foreignCount(parts), exceptions: exceptions.length },
    ...(law === undefined ? {} : lawCover(law)),
  };
}

function summary({ study, traces, exceptions }: ReportParts): object {
  const records = recordsInPeriod(study);
  return {
    statusWords: 'Counting is not sufficiency. Software never concludes; people attest.',
    clauses: clauses.map((row) => {
      const touching = exceptions.filter((e) => e.requirementIds.some((id) => row.ids.includes(id)));
      const count = row.evidence === 'records' ? records : row.evidence === 'calls' ? traces.length : 0;
      return {
        clause: row.clause,
        requirementIds: row.ids,
        evidence: { status: evidenceStatus(row, count, touching.length), count, exceptions: touching.map((e) => e.id) },
        attestation: { status: 'attestation_required', of: row.attests },
        says: row.says,
      };
    }),
  };
}
