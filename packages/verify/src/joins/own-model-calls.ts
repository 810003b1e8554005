/** Calls of language models in Remit's own log as sides of joins, and the ids of tool calls that providers were seen to mint. */
import type { RecordOf } from '@remit/record';
import { recordsOf } from '../projection/log-view.ts';
import type { Study } from '../projection/study.ts';
import { inPeriod } from '../projection/study.ts';
import type { Joinable, Names } from './joinable.ts';
import { placeOf } from './joinable.ts';
import { OWN } from './own-calls.ts';

/** What the log shows of model calls. */
export interface OwnModelCalls {
  readonly calls: readonly Joinable[];
  /** Ids of tool calls in answers that passed through Remit: only of these is a client believed (log schemas reference §9). */
  readonly minted: ReadonlySet<string>;
}

/** The model calls of the period, each with the ids that the provider gave to its answer and to the tool calls in it. */
export function ownModelCalls({ view, core }: Pick<Study, 'view' | 'core'>, names: Names): OwnModelCalls {
  const outcomes = new Map<string, RecordOf<'llm.outcome'>>();
  const minted = new Set<string>();
  for (const { record } of recordsOf(view, 'llm.outcome')) {
    for (const cause of record.cause ?? []) outcomes.set(cause, record);
    for (const { id } of record.calls ?? []) if (id !== undefined) minted.add(id);
  }
  const calls = recordsOf(view, 'llm.decision').filter(({ record }) => inPeriod(record.ts, core));
  return {
    minted,
    calls: calls.map(({ leaf, record }): Joinable => {
      const outcome = outcomes.get(leaf);
      return {
        ref: record.id,
        source: OWN,
        vendor: OWN,
        dataset: 'remit.model-calls',
        kind: 'model-call',
        at: Date.parse(record.ts),
        ...placeOf({ ...record.who, srv: record.act.srv }, names),
        ...(record.who.agent === undefined ? {} : { identity: record.who.agent }),
        person: record.who.sub,
        ids: idsOf(outcome),
        clientIds: false,
        decision: record.pol.dec,
        ...(outcome === undefined ? {} : { outcome: outcome.out.status }),
      };
    }),
  };
}

function idsOf(outcome: RecordOf<'llm.outcome'> | undefined): Record<string, string> {
  const uses = (outcome?.calls ?? []).flatMap(({ id }) => id ?? []);
  return {
    ...(outcome?.model.id === undefined ? {} : { response: outcome.model.id }),
    ...Object.fromEntries(uses.map((id, n) => [n === 0 ? 'toolUse' : `toolUse${n + 1}`, id])),
  };
}
