/** The joins of a report, from its study. Nothing under the first rules, which had none. */
import type { AgentRegister } from '../imported/agent-register.ts';
import { agentsDeclaration } from '../imported/agent-register.ts';
import type { LocatedBatch } from '../imported/material.ts';
import { leavesOf } from '../imported/material.ts';
import { createPersonRegister, declarer } from '../imported/person-register.ts';
import { since } from '../projection/rules.ts';
import type { Study } from '../projection/study.ts';
import type { Names } from './joinable.ts';
import { ownJoinables } from './own-calls.ts';
import { ownModelCalls } from './own-model-calls.ts';
import type { PackJoins } from './pack-joins.ts';
import { packJoins } from './pack-joins.ts';

function leavesIn({ core }: Study, id: string): Iterable<Uint8Array> {
  return leavesOf((core.imported?.get(id) ?? []).map((chunk) => chunk.leaves));
}

/** `leaves`: of a batch; absent: those that the pack carries. Undefined where no foreign log is in the report. */
export function joinsOfReport(
  study: Study,
  batches: readonly LocatedBatch[],
  register: Pick<AgentRegister, 'agentOf'>,
  leaves: (batch: string) => Iterable<Uint8Array> = (id) => leavesIn(study, id),
): PackJoins | undefined {
  const { core } = study;
  if (batches.length === 0 || !since(2, core.rules)) return undefined;
  const persons = createPersonRegister(study.view, core.blobs);
  const names: Names = { agentOf: register.agentOf, personOf: persons.personOf };
  const agents = agentsDeclaration(study.view);
  const models = ownModelCalls(study, names);
  return packJoins({
    minted: models.minted,
    batches: batches.map(({ record: { id, ing } }) => ({
      id,
      source: ing.source,
      vendor: ing.vendor,
      datasets: Object.keys(ing.datasets),
      signed: ing.integrity === 'digest-valid',
      leaves: () => leaves(id),
    })),
    names,
    ...(persons.assertedBy === undefined ? {} : { alias: persons.assertedBy }),
    ...(agents === undefined ? {} : { agentsBy: declarer(agents) }),
    own: [...ownJoinables(study, names), ...models.calls],
  });
}
