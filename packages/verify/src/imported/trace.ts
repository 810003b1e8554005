/**
 * The trace of one foreign decision, `remit.imported-trace/1` (compliance reference §11). Four facts stay apart: the declared
 * scope, the decision that the source shows, the effect that it shows, and the verdict. What the source does not say is absent
 * with its reason; nothing is inferred.
 */
import type { ImportedEvent, ReasonCode, Verdict } from '@remit/record';
import { Verdict as verdicts } from '@remit/record';
import type { Grade, ImportedLink } from './custody.ts';
import { gradeOf, linksOf } from './custody.ts';
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
  readonly model?: ImportedEvent['model'];
  readonly decision?: ImportedEvent['dec'];
  readonly action: ImportedEvent['act'] & { readonly commitments?: ImportedEvent['c'] };
  readonly effect: {
    readonly observed: 'occurred' | 'none' | 'unknown';
    readonly vantage: 'source';
    readonly basis: string;
  };
  readonly tokens?: ImportedEvent['use'];
  readonly ids: ImportedEvent['ids'];
  readonly scopeVerdict: { readonly overall: Verdict; readonly reasonCodes: readonly ReasonCode[] };
  readonly grade: Grade;
  readonly custody: { readonly links: readonly ImportedLink[] };
  readonly from: ImportedEvent['from'];
  readonly absent: Readonly<Record<string, string>>;
  readonly flags?: ImportedEvent['flags'];
}

/** True for events that show a decision of an agent or a model; the others are context. */
export function isTraced(event: ImportedEvent): boolean {
  return event.kind === 'tool-call' || event.kind === 'model-call';
}

/** The trace of an event. */
export function importedTrace(event: ImportedEvent, batch: LocatedBatch): ImportedTrace {
  const { ing } = batch.record;
  return {
    schema: 'remit.imported-trace/1',
    traceId: `${batch.record.id}:${event.n}`,
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
    ...(event.model === undefined ? {} : { model: event.model }),
    ...(event.dec === undefined ? {} : { decision: event.dec }),
    action: { ...event.act, ...(event.c === undefined ? {} : { commitments: event.c }) },
    effect: effectOf(event),
    ...(event.use === undefined ? {} : { tokens: event.use }),
    ids: event.ids,
    scopeVerdict: { overall: verdicts.Indeterminate, reasonCodes: reasonsOf(event) },
    grade: gradeOf(event, batch),
    custody: { links: linksOf(batch) },
    from: event.from,
    absent: event.missing,
    ...(event.flags === undefined ? {} : { flags: event.flags }),
  };
}

// No scope is bound to identities of other systems, so nothing can be said but why nothing can be said.
function reasonsOf(event: ImportedEvent): ReasonCode[] {
  return event.tk === 'ingest' ? ['no_declared_scope', 'time_uncertain'] : ['no_declared_scope'];
}

function effectOf(event: ImportedEvent): ImportedTrace['effect'] {
  const status = event.out?.status;
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
