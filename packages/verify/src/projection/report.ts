/** The report model: the outline of compliance reference §13 as far as this version has data, exceptions first. */

import { rfc3339, toBase64 } from '@remit/core';
import type { DecisionTrace } from '@remit/record';
import { parseNote } from '@remit/tlog';
import type { ImportedProjection } from '../imported/project.ts';
import { reportedJoins } from '../joins/report-joins.ts';
import { anchorSection } from './anchors.ts';
import { changeRecords } from './changes.ts';
import { clauses, evidenceStatus } from './clauses.ts';
import { cosignatureTime } from './cosignature-time.ts';
import { erasureSection } from './erasures.ts';
import type { PackException } from './exceptions.ts';
import type { LawReading } from './law/law-reading.ts';
import { lawAttestations, lawCover, lawRetention, lawSummary, reportStatus } from './law/law-sections.ts';
import { recordsOf } from './log-view.ts';
import { LAW_VERSION, paths } from './pack-core.ts';
import type { Population } from './population.ts';
import * as text from './report-text.ts';
import { PROJECTION, since } from './rules.ts';
import type { Study } from './study.ts';
import { recordsInPeriod } from './study.ts';
import { matrix, tally } from './tally.ts';
import { unwitnessedSection } from './unwitnessed.ts';
import { EVALUATOR, UNCONSTRAINED } from './verdict.ts';

/** A section of the report. Numbers are those of the outline; the order in the file puts exceptions right after the cover. */
export interface ReportSection {
  readonly section: number;
  readonly title: string;
  readonly content: object;
}

/** Names and times on the cosignature lines of a note, as they stand: whether they hold is for the verifier to say. */
function cosignatureLines(note: string): { name: string; at: string }[] {
  const parsed = parseNote(note);
  if (!parsed.ok) return [];
  return parsed.value.signatures.flatMap(({ name, signature }) => {
    const seconds = cosignatureTime(signature);
    return seconds === undefined ? [] : [{ name, at: rfc3339(seconds * 1000) }];
  });
}

/** What the report is computed from. */
export interface ReportParts {
  readonly study: Study;
  readonly traces: readonly DecisionTrace[];
  readonly exceptions: readonly PackException[];
  readonly population: Population;
  readonly imported: ImportedProjection;
  readonly root: Uint8Array;
  readonly law?: LawReading;
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

/** Since rules 2: what the log says of keeping and deleting, up to its head. A count of 0 is a count. */
function keeping({ view, core }: Study): object {
  if (!since(2, core.rules)) return {};
  const changes = (what: string) => recordsOf(view, 'registry.change').filter(({ record }) => record.chg.what === what);
  return {
    recorded: {
      retentionPolicies: changes('retention.policy').length,
      logsPruned: changes('ledger.prune').length,
      holds: recordsOf(view, 'hold').length,
      erasures: recordsOf(view, 'erasure').length,
    },
  };
}

function section(number: number, title: string, content: object): ReportSection {
  return { section: number, title, content };
}

/** True where decisions of logs of other systems are counted and told beside own calls: packs before rules 2 do not. */
function tellsForeign({ imported, study }: ReportParts): boolean {
  return imported.batches.length > 0 && since(2, study.core.rules);
}

function foreignScope(parts: ReportParts): object {
  return tellsForeign(parts) ? { logsOfOtherSystems: text.FOREIGN_SCOPE } : {};
}

function foreignCount(parts: ReportParts): object {
  return tellsForeign(parts) ? { decisionsOfOtherSystems: parts.imported.counts.traces } : {};
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

function systems(study: Study, traces: readonly DecisionTrace[]): object {
  return {
    systems: study.shelf.named.flatMap((sha) => {
      const shelved = study.shelf.get(sha);
      return shelved.kind === 'ready' ? [{ ...shelved.declared.system, fromScope: sha }] : [];
    }),
    models: modelsOf(traces),
    agents: tally(traces, (t) => t.actor.agent?.id ?? 'no agent named'),
    servers: tally(traces, (t) => t.toolCalls[0]?.server.id ?? ''),
  };
}

/** True when a request to a language model is in the report. */
function showsModels(traces: readonly DecisionTrace[]): boolean {
  return traces.some(({ model }) => model !== undefined);
}

/** Accounts and models that requests went to, and what the answers name; absent where no request to a model is in the report. */
function modelsOf(traces: readonly DecisionTrace[]): object {
  const asked = traces.filter(({ model }) => model !== undefined);
  if (asked.length === 0) return { absent: 'no LLM traffic through Remit' };
  return {
    routed: tally(asked, ({ model }) => `${model?.account ?? ''}/${model?.routed ?? ''}`),
    returned: tally(asked, ({ model }) => model?.returned[0] ?? 'no model named in the answer'),
  };
}

function scopes(study: Study): object {
  return {
    scopes: study.shelf.named.map((sha) => {
      const shelved = study.shelf.get(sha);
      if (shelved.kind !== 'ready')
        return { sha, status: shelved.kind, ...(shelved.kind === 'unreadable' ? { reason: shelved.reason } : {}) };
      const { id, mode, system, agent, declaredBy, approvedBy } = shelved.declared;
      const { bundleSha, compiler } = shelved.compiled;
      return { sha, status: 'ready', id, mode, system: system.id, agent, declaredBy, approvedBy, bundleSha, compiler };
    }),
    declarations: recordsOf(study.view, 'scope.declare').map(({ index, record }) => ({
      index,
      at: record.ts,
      ...record.scope,
      ...record.dcl,
    })),
    observe: text.OBSERVE_NOTE,
    unconstrained: { dimensions: UNCONSTRAINED, note: text.UNCONSTRAINED_NOTE },
  };
}

function verdicts(traces: readonly DecisionTrace[]): object {
  return {
    matrix: matrix(traces),
    byTool: tally(
      traces,
      (t) =>
        `${t.toolCalls[0]?.server.id ?? ''}/${t.toolCalls[0]?.tool ?? ''} ${t.decision.result} ${t.scopeVerdict.overall}`,
    ),
    effects: tally(traces, (t) => t.agreement.decisionVsEffect),
    reasonCodes: tally(
      traces.flatMap((t) => t.scopeVerdict.reasonCodes),
      (code) => code,
    ),
    note: text.VERDICT_NOTE,
  };
}

function oversight(traces: readonly DecisionTrace[]): object {
  const acts = traces.flatMap((t) => t.oversight);
  return {
    escalatedCalls: traces.filter((t) => t.decision.steps[0]?.result === 'escalate').length,
    acts: tally(acts, (act) => act.decision),
    decisive: tally(acts, (act) => act.decisive),
    secondsToDecision: acts
      .map((act) => Math.round((Date.parse(act.decidedAt) - Date.parse(act.requestedAt)) / 1000))
      .sort((a, b) => a - b),
    note: text.OVERSIGHT_NOTE,
  };
}

/** Counts of foreign decisions. Nothing when no foreign log is in the report. */
function foreignVerdicts({ imported }: ReportParts): object {
  if (imported.batches.length === 0) return {};
  return { foreign: { ...imported.counts, files: '07_imported_traces-*.jsonl', note: text.FOREIGN_NOTE } };
}

/** What was ingested, a row for each batch. */
function foreignSources({ batches, joins, unseen }: ImportedProjection): object {
  if (batches.length === 0) return {};
  return {
    sources: batches.map(({ index, record: { id, ts, ing } }) => ({ batch: id, index, ingestedAt: ts, ...ing })),
    foreignCustody: text.FOREIGN_CUSTODY,
    ...reportedJoins(joins),
    ...(unseen.length === 0 ? {} : { exceptionsThatCannotBeSeen: unseen }),
  };
}

function custody({ study, traces, imported, root }: ReportParts): object {
  const gaps = recordsOf(study.view, 'gap');
  return {
    head: {
      size: study.core.inputs.size,
      root: toBase64(root),
      lastRecordAt: study.view.records.at(-1)?.record.ts ?? '',
      cosignatures: cosignatureLines(study.core.checkpoint),
    },
    ...anchorSection(study),
    ...unwitnessedSection(study),
    links: tally(
      traces.flatMap((t) => t.custody.links),
      (link) => `${link.relation} ${link.status}`,
    ),
    gapRecords: tally(gaps, (gap) => gap.record.gap.kind),
    sequences: tally(study.sequences, (finding) => `${finding.of} ${finding.problem}`),
    ...foreignSources(imported),
    erasures: {
      absent: since(2, study.core.rules) ? 'no erasure is in the log' : 'erasure is not part of this version',
    },
    ...erasureSection(study.erasures),
    witness: text.WITNESS_NOTE,
    clock: text.CLOCK_NOTE,
    alteredByWhom: text.ALTERED_BY_WHOM,
  };
}
