/** Second scene: the operator says who the agent is in the logs of AWS, and what it may do, before the day's calls are made. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { costReviewCard } from '../cast/system-card.ts';
import type { ScopeView } from '../processes/remit-views.ts';
import { declareSystem } from '../scenes/declare-system.ts';
import type { Stage } from '../scenes/stage.ts';
import { AGENT_ROLE, AWS_SERVER } from './made/aws-files.ts';
import { READS } from './made/made-calls.ts';
import type { OpenHouse } from './open-house.ts';

/** Name of the agent in the scope file. */
const COST_AGENT = 'cost-review-agent';

/** Declares scope and identity. Both are records, so that no later verdict can rest on a scope made up afterwards. */
export async function declareAgent(stage: Stage, { administratorKey }: OpenHouse): Promise<void> {
  const { screen, folder, remit, clock } = stage;
  screen.title('the operator declares who the agent is, and what it may do');
  const year = new Date(clock.now()).getUTCFullYear();
  const scopeFile = join(folder.bank, 'cost-review.yaml');
  writeFileSync(scopeFile, costScope(year));
  const scope = await remit.json<ScopeView>(['scope', 'declare', scopeFile], administratorKey);
  screen.row('scope', `${scopeFile}, SHA-256 ${scope.sha}`);
  const agentsFile = join(folder.bank, 'agents.yaml');
  writeFileSync(agentsFile, agents());
  await remit.json(['agents', 'declare', agentsFile], administratorKey);
  screen.row('agents', `${AGENT_ROLE} in the logs of AWS is ${COST_AGENT}`);
  await declareSystem(stage, administratorKey, 'cost-review-eu', costReviewCard, {
    ref: 'AIA-26-1',
    as: 'Head of Platform',
    says: 'The agent is used as its instructions for use say. I have read the declared scope.',
  });
  screen.check('the scope is in force for the agent', scope.agent === COST_AGENT, JSON.stringify(scope));
}

function costScope(year: number): string {
  return `# What the cost review agent may do on AWS. Nothing else is allowed.
remit-scope: 1
id: cost-review
system:
  id: cost-review-eu
  name: Cost review
  purpose: Find unused cloud resources and report them to the platform team
agent: ${COST_AGENT}
declared-by: Head of Platform
approved-by: Compliance Office
valid: { from: ${year}-01-01, to: ${year + 1}-12-31 }
servers:
  aws-mcp:
    tools:
      search_documentation:
        when: { search_phrase: { any: true } }
      call_aws:
        rule: read-only-commands
        when:
          cli_command: { one-of: [${READS.map((command) => JSON.stringify(command)).join(', ')}] }
`;
}

function agents(): string {
  return `# Who the agents of the scope files are in the logs of other systems.
remit-agents: 1
agents:
  - agent: ${COST_AGENT}
    identities: [${JSON.stringify(AGENT_ROLE)}]
    servers: { ${AWS_SERVER}: aws-mcp }
`;
}
