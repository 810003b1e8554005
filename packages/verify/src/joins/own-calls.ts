/** Calls of Remit's own log as sides of joins with what other systems' logs show. */
import { finalDecision } from '../projection/calls.ts';
import type { Study } from '../projection/study.ts';
import type { Joinable, Names } from './joinable.ts';
import { foldTool, placeOf } from './joinable.ts';

/** Name of Remit's own log where sources are named. */
export const OWN = 'remit';

/** The calls of the report. Their arguments are not in a pack, so that they join by who, where and which tool. */
export function ownJoinables(study: Pick<Study, 'selection'>, names: Names): Joinable[] {
  return study.selection.calls.flatMap((call): Joinable[] => {
    const { record } = call.decisions[0];
    // Calls of models stand apart (own-model-calls.ts): they have ids in common with other logs.
    if (record.t !== 'mcp.decision') return [];
    const { tool } = record.act;
    const outcome = call.outcome?.record.out.status;
    return [
      {
        ref: record.id,
        source: OWN,
        vendor: OWN,
        dataset: 'remit.calls',
        kind: 'tool-call',
        at: Date.parse(record.ts),
        ...placeOf({ ...record.who, srv: record.act.srv }, names),
        ...(record.who.agent === undefined ? {} : { identity: record.who.agent }),
        person: record.who.sub,
        method: record.act.method,
        ...(tool === undefined ? {} : { tool: foldTool(tool) }),
        // The id of the tool choice is what the client says.
        ids: record.join?.call === undefined ? {} : { toolUse: record.join.call },
        clientIds: record.join?.call !== undefined,
        decision: finalDecision(call).record.pol.dec,
        ...(outcome === undefined ? {} : { outcome }),
      },
    ];
  });
}
