/** What people and the process put in force: scopes and their policies, tools as first seen, registry and configuration. */
import { z } from 'zod';
import { BlobDigest, Count, Label, SubjectHandle, Timestamp } from './handles.ts';
import { Act, ScopeRef, Who } from './parts.ts';
import { base } from './record-base.ts';

export const ScopeDeclare = z
  .strictObject({
    ...base,
    t: z.literal('scope.declare'),
    who: Who,
    scope: ScopeRef,
    dcl: z.strictObject({
      agent: Label,
      system: Label,
      from: Timestamp,
      to: Timestamp,
      supersedes: BlobDigest.optional(),
    }),
  })
  .describe('A person with the role admin put a scope file in force.');
export const PolicyActivate = z
  .strictObject({
    ...base,
    t: z.literal('policy.activate'),
    scope: ScopeRef,
    act_pol: z.strictObject({ bundle_sha: BlobDigest, compiler: Label }),
  })
  .describe('The policies compiled from a scope came into force.');
export const ToolDefine = z
  .strictObject({
    ...base,
    t: z.literal('tool.define'),
    act: Act,
    dfn: z.strictObject({ supersedes: BlobDigest.optional() }),
  })
  .describe('A tool definition as its server listed it, seen for the first time. It is kept as a blob.');
export const RegistryChange = z
  .strictObject({
    ...base,
    t: z.literal('registry.change'),
    who: Who.optional().describe('Absent when the process made the change by itself: at bootstrap, or at a signal.'),
    chg: z.strictObject({
      what: z.enum([
        'key.create',
        'key.revoke',
        'server.add',
        'server.remove',
        'server.change',
        'system.declare',
        'agents.declare',
        'people.alias',
        'report-key.declare',
        'budgets.declare',
        'prices.activate',
      ]),
      ref: Label,
      roles: z.array(Label).optional(),
      of: SubjectHandle.optional(),
      agent: Label.optional(),
      sha: BlobDigest.optional(),
    }),
  })
  .describe(
    'A key, an upstream server, a system card, the list of foreign identities of agents, the list of persons with several names or the key that signs packs was added, changed or removed.',
  );
export const ConfigChange = z
  .strictObject({
    ...base,
    t: z.literal('config.change'),
    cfg: z.strictObject({
      sha: BlobDigest,
      software: Label,
      what: z
        .enum(['retention.policy', 'ledger.prune'])
        .optional()
        .describe('Absent: the configuration of the process.'),
      log: Label.optional().describe('Origin of the log that is pruned.'),
      min: Count.optional().describe('Minimum index: tiles and bundles that end at or below it are no longer served.'),
    }),
    who: Who.optional().describe('Who declared it; absent where the process speaks for itself.'),
  })
  .describe('What a process runs with, or a declared policy: its redacted text is kept as a blob.');
