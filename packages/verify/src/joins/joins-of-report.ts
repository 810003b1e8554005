/** The joins of a report, from its study. Nothing under the first rules, which had none. */
import type { AgentRegister } from '../imported/agent-register.ts';
import type { LocatedBatch } from '../imported/material.ts';
import { since } from '../projection/rules.ts';
import type { Study } from '../projection/study.ts';
import type { Names } from './joinable.ts';
import { ownJoinables } from './own-calls.ts';
import type { PackJoins } from './pack-joins.ts';
import { packJoins } from './pack-joins.ts';

/** Undefined where no foreign log is in the report. */
export function joinsOfReport(
  study: Study,
  batches: readonly LocatedBatch[],
  register: Pick<AgentRegister, 'agentOf'>,
): PackJoins | undefined {
  const { core } = study;
  if (batches.length === 0 || !since(2, core.rules)) return undefined;
  const names: Names = { agentOf: register.agentOf };
  return packJoins({
    batches: batches.map(({ record: { id, ing } }) => ({
      id,
      source: ing.source,
      vendor: ing.vendor,
      datasets: Object.keys(ing.datasets),
      signed: ing.integrity === 'digest-valid',
      files: (core.imported?.get(id) ?? []).map(({ leaves }) => leaves),
    })),
    names,
    own: ownJoinables(study, names),
  });
}
