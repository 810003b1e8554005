/**
 * The trace of one foreign decision, `remit.imported-trace/1` (compliance reference §11). Four facts stay apart: the declared
 * scope, the decision that the source shows, the effect that it shows, and the verdict. What the source does not say is absent
 * with its reason; nothing is inferred.
 */
import type { DecisionContext, DimensionResult, ImportedEvent, ReasonCode, RecordRef, Verdict } from '@remit/record';
import type { OutcomeEvent } from '../joins/sweep.ts';
import { refOf } from '../projection/log-view.ts';
import type { Grade, ImportedLink } from './custody.ts';
import { gradeOf, linksOf } from './custody.ts';
import type { EventVerdict } from './judge-event.ts';
import { FOREIGN_EVALUATOR } from './judge-event.ts';
import type { LocatedBatch } from './material.ts';

/** See the module header. Members that are not there are named in `absent`, by the field of the event. */
export interface ImportedTrace {
  readonly schema: 'remit.imported-trace/1';
  /** Record id of the batch and place in it. */
  readonly traceId: string;
  readonly origin: {
    readonly kind: 'log_import';
    readonly producer: string;
    readonly source: string;
    readonly dataset: string;
    readonly eventId?: string;
    readonly object: string;
    readonly objectDigest: string;
    readonly line?: number;
    readonly rawDigest: string;
    readonly parser: string;
    readonly ingestedAt: string;
  };
  readonly at?: string;
  readonly timeOf: 'event' | 'ingest';
  readonly kind: ImportedEvent['kind'];
  readonly actor: ImportedEvent['who'];
  /** The agent of the scope files that the operator declared this identity to be. */
  readonly declaredAgent?: { readonly id: string; readonly assertedBy: 'operator'; readonly declaredIn: RecordRef };
  readonly declaredScope?: {
    readonly id: string;
    readonly digest: string;
    readonly approvedBy?: string;
    readonly inForceBy: RecordRef;
    /** True: put in force after the event. Such a scope can show that a call was outside, never that it was inside. */
    readonly later: boolean;
  };
  readonly model?: ImportedEvent['model'];
  readonly decision?: ImportedEvent['dec'];
  readonly action: ImportedEvent['act'] & { readonly commitments?: ImportedEvent['c'] };
  readonly effect: {
    readonly observed: 'occurred' | 'none' | 'unknown';
    readonly vantage: 'source';
    readonly basis: string;
  };
  /** The second record of the call, where the source writes decision and outcome apart. The effect was read from it. */
  readonly outcomeRecord?: { readonly traceId: string; readonly at?: string; readonly rawDigest: string };
  readonly tokens?: ImportedEvent['use'];
  readonly ids: ImportedEvent['ids'];
  /** What the scope was asked with: derived by the operator from the arguments in the log. */
  readonly context?: { readonly value: DecisionContext; readonly assertedBy: 'operator' };
  readonly scopeVerdict: {
    readonly overall: Verdict;
    readonly reasonCodes: readonly ReasonCode[];
    /** Without one where nothing is declared: then there is nothing to judge by. */
    readonly perDimension?: readonly DimensionResult[];
    readonly evaluator: string;
  };
  readonly grade: Grade;
  readonly custody: { readonly links: readonly ImportedLink[] };
  readonly from: ImportedEvent['from'];
  readonly absent: Readonly<Record<string, string>>;
  readonly flags?: ImportedEvent['flags'];
}

/** The id of the trace of an event. */
export function traceIdOf(event: ImportedEvent, batch: LocatedBatch): string {
  return `${batch.record.id}:${event.n}`;
}

/** The trace of an event. `links`: those of its batch. `context`: what the scope was asked with, where it was. */
export function importedTrace(
  event: ImportedEvent,
  batch: LocatedBatch,
  verdict: EventVerdict,
  context: DecisionContext | undefined,
  links: readonly ImportedLink[] = linksOf(batch),
  outcome?: OutcomeEvent,
): ImportedTrace {
  const { ing } = batch.record;
  return {
    schema: 'remit.imported-trace/1',
    traceId: traceIdOf(event, batch),
    origin: {
      kind: 'log_import',
      producer: ing.vendor,
      source: ing.source,
      dataset: event.src.dataset,
      ...(event.src.id === undefined ? {} : { eventId: event.src.id }),
      object: ing.object,
      objectDigest: ing.sha,
      ...(event.src.line === undefined ? {} : { line: event.src.line }),
      rawDigest: event.raw,
      parser: event.src.map,
      ingestedAt: batch.record.ts,
    },
    ...(event.ts === undefined ? {} : { at: event.ts }),
    timeOf: event.tk,
    kind: event.kind,
    actor: event.who,
    ...declaredOf(verdict),
    ...(event.model === undefined ? {} : { model: event.model }),
    ...(event.dec === undefined ? {} : { decision: event.dec }),
    action: { ...event.act, ...(event.c === undefined ? {} : { commitments: event.c }) },
    effect: outcome !== undefined && outcome.out === undefined ? ACCOUNTED : effectOf(outcome?.out ?? event.out),
    ...outcomeOf(outcome),
    ...(event.use === undefined ? {} : { tokens: event.use }),
    ids: event.ids,
    ...(context === undefined ? {} : { context: { value: context, assertedBy: 'operator' } }),
    scopeVerdict: {
      overall: verdict.overall,
      reasonCodes: verdict.reasonCodes,
      ...(verdict.match?.scope === undefined ? {} : { perDimension: verdict.perDimension }),
      evaluator: FOREIGN_EVALUATOR,
    },
    grade: gradeOf(event, batch),
    custody: { links },
    from: event.from,
    absent: outcome?.out === undefined ? event.missing : withoutOutcome(event.missing),
    ...(event.flags === undefined ? {} : { flags: event.flags }),
  };
}

function declaredOf({ match }: EventVerdict): Pick<ImportedTrace, 'declaredAgent' | 'declaredScope'> {
  if (match === undefined) return {};
  const { agent, scope } = match;
  const declaredAgent = { id: agent.declared.agent, assertedBy: 'operator', declaredIn: refOf(agent.in) } as const;
  if (scope === undefined) return { declaredAgent };
  const { by, later, shelved } = scope;
  return {
    declaredAgent,
    declaredScope: {
      id: by.record.scope.id,
      digest: by.record.scope.sha,
      ...(shelved.kind === 'ready' ? { approvedBy: shelved.declared.approvedBy } : {}),
      inForceBy: refOf(by),
      later,
    },
  };
}

/** The log says why it holds no outcome. */
const ACCOUNTED: ImportedTrace['effect'] = {
  observed: 'unknown',
  vantage: 'source',
  basis: 'a gap record of the source says why no outcome stands there',
};

function outcomeOf(outcome: OutcomeEvent | undefined): Pick<ImportedTrace, 'outcomeRecord'> {
  if (outcome === undefined) return {};
  const { ref, ts, raw } = outcome;
  return { outcomeRecord: { traceId: ref, ...(ts === undefined ? {} : { at: ts }), rawDigest: raw } };
}

function withoutOutcome(missing: ImportedEvent['missing']): ImportedEvent['missing'] {
  return Object.fromEntries(Object.entries(missing).filter(([field]) => !field.startsWith('out.')));
}

function effectOf(out: ImportedEvent['out']): ImportedTrace['effect'] {
  const status = out?.status;
  if (status === 'executed')
    return { observed: 'occurred', vantage: 'source', basis: 'the source says that it was executed' };
  if (status === 'refused')
    return { observed: 'none', vantage: 'source', basis: 'the source says that it was refused' };
  return {
    observed: 'unknown',
    vantage: 'source',
    basis:
      status === 'errored'
        ? 'the source shows an error, which may have come before or after the effect'
        : 'the source shows no outcome',
  };
}
