/** From one foreign event to its trace: who it was, what it is held against, what comes out. */
import type { DecisionContext, ImportedEvent } from '@remit/record';
import type { PackJoins } from '../joins/pack-joins.ts';
import type { AgentRegister } from './agent-register.ts';
import type { ImportedLink } from './custody.ts';
import { linksOf } from './custody.ts';
import type { EventMatch } from './judge-event.ts';
import { isTraced, judgeEvent, matchEvent } from './judge-event.ts';
import type { LocatedBatch } from './material.ts';
import type { ImportedTrace } from './trace.ts';
import { importedTrace, traceIdOf } from './trace.ts';

/** Where an event stands, and what it is judged by. */
export interface EventPlace {
  readonly batch: LocatedBatch;
  readonly register: AgentRegister;
  /** Links of the batch, computed once for all its events. */
  readonly links?: readonly ImportedLink[];
  /** The joins of the report; absent: none were computed. */
  readonly joins?: PackJoins | undefined;
  /** The context that the operator derived for the event, if there is one. Asked only when a scope could use it. */
  contextOf(event: ImportedEvent, match: EventMatch): DecisionContext | undefined;
}

/**
 * The trace; undefined for an event that shows no decision. `as`: event and batch as they are written into it, where that is not
 * what they are judged by (trace-template.ts).
 */
export function traceOfEvent(
  event: ImportedEvent,
  place: EventPlace,
  as: { readonly event: ImportedEvent; readonly batch: LocatedBatch } = { event, batch: place.batch },
): ImportedTrace | undefined {
  const { batch, register, joins, links = linksOf(as.batch) } = place;
  const at = event.ts ?? batch.record.ts;
  const match = matchEvent(event, at, register);
  if (!isTraced(event, match)) return undefined;
  const context = match?.scope === undefined ? undefined : place.contextOf(event, match);
  const verdict = judgeEvent(event, at, traceIdOf(as.event, as.batch), match, context);
  if (joins === undefined) return importedTrace(as.event, as.batch, verdict, context, links);
  const { id, ing } = batch.record;
  const joined = joins.linksOf(event, { batch: id, source: ing.source, vendor: ing.vendor });
  // One call, two records: the outcome that the other installation of Remit wrote belongs to its decision.
  const call = event.flags?.includes('decision-record') === true ? event.ids['call'] : undefined;
  const [outcome] = call === undefined ? [] : joins.outcomesOf(ing.vendor, call);
  return importedTrace(event, batch, verdict, context, joined.length === 0 ? links : [...links, ...joined], outcome);
}
