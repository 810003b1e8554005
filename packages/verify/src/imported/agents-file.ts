/**
 * The list of foreign identities of agents (`registry.change`, `agents.declare`): which machine identities of other systems
 * are which agent of the scope files. Without it an event belongs to no declared agent. It says who somebody is, never what
 * they may do: that stands in scope files.
 */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { ScopeProblem } from '@remit/scope';
import { readYaml } from '@remit/scope';
import { z } from 'zod';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const name = (what: string) => z.string({ error: what }).regex(NAME, { error: what });
const identity = z
  .string({ error: 'a machine identity as the log writes it, such as a role ARN or a client id' })
  .regex(/^[^\p{Cc}]{1,2048}$/u, { error: 'a machine identity on one line' });

const AgentsFile = z.strictObject(
  {
    'remit-agents': z.literal(1, { error: '1' }),
    agents: z
      .array(
        z.strictObject({
          agent: name('the name of an agent as scope files write it'),
          identities: z.array(identity, { error: 'a list of identities' }).min(1, { error: 'at least one identity' }),
          servers: z
            .record(z.string(), name('the name of a server as the scope file writes it'), {
              error: 'server of the log: server of the scope file',
            })
            .optional(),
        }),
        { error: 'a list of agents' },
      )
      .min(1, { error: 'at least one agent' })
      .max(1000, { error: 'at most 1000 agents' }),
  },
  { error: 'a mapping with the keys remit-agents and agents' },
);

/** One agent: its identities in other systems, and which server of a log is which server of its scope file. */
export interface DeclaredAgent {
  readonly agent: string;
  readonly identities: readonly string[];
  readonly servers: ReadonlyMap<string, string>;
}

/** Reads the text of a list. On failure: every problem with its line. An identity belongs to one agent only. */
export function parseAgents(yaml: string): Result<readonly DeclaredAgent[], ScopeProblem[]> {
  const source = readYaml(yaml);
  if (!source.ok) return source;
  const file = AgentsFile.safeParse(source.value.value);
  if (!file.success)
    return err(
      file.error.issues.map((issue) =>
        source.value.problemAt(issue.path, { message: 'This value cannot be used.', expected: issue.message }),
      ),
    );
  const owners = new Map<string, string>();
  const problems = file.data.agents.flatMap(({ agent, identities }, i) =>
    identities.flatMap((identity, j): ScopeProblem[] => {
      const owner = owners.get(identity);
      owners.set(identity, owner ?? agent);
      if (owner === undefined) return [];
      const message = `This identity stands under ${owner} already. An identity belongs to one agent.`;
      return [source.value.problemAt(['agents', i, 'identities', j], { message })];
    }),
  );
  if (problems.length > 0) return err(problems);
  return ok(
    file.data.agents.map(({ agent, identities, servers }) => ({
      agent,
      identities,
      servers: new Map(Object.entries(servers ?? {})),
    })),
  );
}
