/** Puts together what rules since the second look for in foreign events, over all batches of a report. */
import type { ImportedEvent } from '@remit/record';
import type { PackJoins } from '../joins/pack-joins.ts';
import type { Finding } from '../projection/finding.ts';
import { since } from '../projection/rules.ts';
import type { Study } from '../projection/study.ts';
import type { AgentRegister } from './agent-register.ts';
import type { GrowingFindings } from './event-findings.ts';
import { createEventChecks, createGrowingFindings, once } from './event-findings.ts';
import { knownServers } from './known-servers.ts';
import type { LocatedBatch } from './material.ts';
import { createOtherRemit } from './other-remit.ts';
import type { Unseen } from './shown-fields.ts';
import { createShownFields } from './shown-fields.ts';
import type { ImportedTrace } from './trace.ts';

/** The checks of one batch. */
export interface BatchChecks {
  add(event: ImportedEvent, trace: ImportedTrace | undefined, inReport: boolean): void;
  /** After the last event: what this object cannot show. */
  end(): readonly Unseen[];
}

/** The checks of a report. */
export interface ForeignChecks {
  begin(batch: LocatedBatch): BatchChecks;
  /** After the last batch. */
  findings(): Finding[];
  /** By source: what none of its objects shows. */
  unseen(): (Unseen & { readonly source: string })[];
}

/** Undefined under the first rules, which looked for less. */
export function createForeignChecks(
  study: Study,
  register: Pick<AgentRegister, 'agentOf'>,
  joins: PackJoins | undefined,
): ForeignChecks | undefined {
  const { inputs, rules } = study.core;
  if (!since(2, rules)) return undefined;
  const knows = knownServers(study);
  const ofBatch = new Map<string, GrowingFindings>();
  const bySource = new Map<string, Map<string, Unseen>>();
  const growing = (batch: LocatedBatch) => {
    const found = ofBatch.get(batch.record.id) ?? createGrowingFindings(batch);
    ofBatch.set(batch.record.id, found);
    return found;
  };
  const other = createOtherRemit((batch) => growing(batch).note, joins?.outcomes ?? new Map());
  const inPeriod = (at: string | undefined) => at === undefined || (at >= inputs.from && at < inputs.to);
  return {
    begin(batch) {
      const { note } = growing(batch);
      const shown = createShownFields();
      const named = ({ who, act }: ImportedEvent) => register.agentOf(who.agent)?.declared.servers.get(act.srv ?? '');
      const events = createEventChecks({ note, batch, knows, named });
      return {
        add(event, trace, inReport) {
          shown.add(event);
          other.add(event, batch, inReport);
          events.add(event, trace, inReport);
        },
        end() {
          events.end();
          const unseen = shown.cannotBeSeen();
          const { source, integrity } = batch.record.ing;
          if (integrity === 'unanchored')
            note(
              'unsigned_segment',
              'low',
              `objects of ${source}: no signature at hand covers the newest digest`,
              once(batch.record.id, undefined),
            );
          // What one object of a source shows, the source can show.
          const before = bySource.get(source);
          const kept = unseen.filter(({ kind }) => before === undefined || before.has(kind));
          bySource.set(source, new Map(kept.map((one) => [one.kind, one])));
          return unseen;
        },
      };
    },
    findings() {
      for (const { ref, ts } of other.orphans(inPeriod))
        ofBatch
          .get(ref.slice(0, ref.indexOf(':')))
          ?.note(
            'outcome_without_decision',
            'high',
            'another Remit: an outcome follows from no decision',
            once(ref, ts),
          );
      return [...ofBatch.values()].flatMap((found) => found.findings());
    },
    unseen: () => [...bySource].flatMap(([source, kinds]) => [...kinds.values()].map((one) => ({ source, ...one }))),
  };
}
