/** Groups findings into the exceptions that every report lists first (compliance reference §10). */
import { sha256, toHex, utf8 } from '@remit/core';
import type { ImportedProjection } from '../imported/project.ts';
import { timeOf } from '../log/located.ts';
import { callFindings, closureFindings } from './call-findings.ts';
import type { Call } from './calls.ts';
import { csv } from './csv.ts';
import type { ExceptionKind, Severity } from './exception-kinds.ts';
import { exceptionKinds } from './exception-kinds.ts';
import type { Finding } from './finding.ts';
import { logFindings } from './log-findings.ts';
import type { Study } from './study.ts';

/** One exception. Times are RFC 3339; `samples` holds at most 20 ids of records, or of foreign events as `BATCH:n`, first and last occurrences included. */
export interface PackException {
  readonly id: string;
  readonly kind: ExceptionKind;
  readonly severity: Severity;
  readonly says: string;
  readonly means: string;
  readonly todo: string;
  readonly requirementIds: readonly string[];
  readonly count: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly samples: readonly string[];
  readonly evidenceRefs: readonly string[];
  readonly explainedInLog: boolean;
  readonly owner: string;
  readonly disposition: 'open';
}

const SAMPLES = 20;
const RANK: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

/** All findings of a study, in log order. `imported`: those of foreign logs, and the facts that these show. */
export function allFindings(study: Study, imported?: Pick<ImportedProjection, 'findings' | 'facts'>): Finding[] {
  const judged = study.selection.calls.flatMap((call) => callFindings(call, study));
  const closures = study.calls.calls.filter((call) => decidedBefore(call, study)).flatMap(closureFindings);
  return [...judged, ...closures, ...logFindings(study, imported?.facts), ...(imported?.findings ?? [])].sort(
    (a, b) => a.at.index - b.at.index,
  );
}

/** True when the call was decided before the end of the period: later ones may still be running. */
export function decidedBefore(call: Call, study: Study): boolean {
  return timeOf(call.decisions[0]) < study.core.inputs.to;
}

/** Groups findings; most serious first, then by kind and first record. */
export function groupFindings(findings: readonly Finding[]): PackException[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.kind}\n${finding.severity}\n${finding.group}`;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(finding);
  }
  return [...groups]
    .map(([key, group]) => toException(key, group))
    .sort((a, b) => RANK[a.severity] - RANK[b.severity] || compare(a.kind, b.kind) || compare(a.says, b.says));
}

function toException(key: string, group: readonly Finding[]): PackException {
  const [first] = group;
  if (first === undefined) throw new TypeError('a group of findings is never empty');
  const row = exceptionKinds[first.kind];
  const times = group.flatMap(({ at, span }) => span ?? [at.record.ts]).sort();
  const ids = [...new Set(group.flatMap(({ at, ids: events }) => events ?? [at.record.id]))];
  const samples = ids.length <= SAMPLES ? ids : [...ids.slice(0, SAMPLES - 1), ...ids.slice(-1)];
  return {
    id: `EX-${toHex(sha256(utf8(key))).slice(0, 12)}`,
    kind: first.kind,
    severity: first.severity,
    says: first.group,
    means: first.means ?? row.means,
    todo: first.todo ?? row.todo,
    requirementIds: row.requirementIds,
    count: group.reduce((sum, finding) => sum + (finding.count ?? 1), 0),
    firstSeen: times[0] ?? '',
    lastSeen: times.at(-1) ?? '',
    samples,
    evidenceRefs: [...new Set(group.slice(0, SAMPLES).map((finding) => `record:${finding.at.index}`))],
    explainedInLog: group.every((finding) => finding.explained === true),
    owner: 'unassigned',
    disposition: 'open',
  };
}

/** Kinds of the exceptions that name each call, sorted, by trace id. */
export function kindsByTrace(findings: readonly Finding[]): Map<string, string[]> {
  const kinds = new Map<string, Set<string>>();
  for (const { traceId, kind } of findings) {
    if (traceId === undefined) continue;
    const set = kinds.get(traceId) ?? new Set();
    kinds.set(traceId, set.add(kind));
  }
  return new Map([...kinds].map(([id, set]) => [id, [...set].sort()]));
}

/** The exceptions as a table. */
export function exceptionsCsv(exceptions: readonly PackException[]): string {
  return csv(
    [
      'id',
      'kind',
      'severity',
      'count',
      'firstSeen',
      'lastSeen',
      'explainedInLog',
      'says',
      'requirementIds',
      'samples',
      'owner',
      'disposition',
    ],
    exceptions.map((e) => [
      e.id,
      e.kind,
      e.severity,
      e.count,
      e.firstSeen,
      e.lastSeen,
      String(e.explainedInLog),
      e.says,
      e.requirementIds.join(' '),
      e.samples.join(' '),
      e.owner,
      e.disposition,
    ]),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
