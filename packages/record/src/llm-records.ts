/**
 * Records of a call to a language model: which model was asked for, which was chosen, which answered, what was reserved
 * and what it came to (llm-gateway reference §4.5, §8). No prompt, no answer: those are commitments.
 */
import { z } from 'zod';
import { BlobDigest, Count, Hash256, Label, SubjectHandle } from './handles.ts';
import { Act, Outcome, Policy, ScopeRef, toldContext, Who } from './parts.ts';
import { base } from './record-base.ts';

/** Names of models come from callers and providers. */
const ModelName = Label;

/** How a stream or an answer ended. Whatever is not known is `error`, never `complete`. */
export const LlmFinish = {
  Complete: 'complete',
  Length: 'length',
  ToolUse: 'tool_use',
  Filtered: 'filtered',
  Paused: 'paused',
  Truncated: 'truncated',
  Error: 'error',
  Aborted: 'aborted',
} as const;
export type LlmFinish = (typeof LlmFinish)[keyof typeof LlmFinish];

/** Where the numbers of a usage come from. Missing usage is never zero: it is the bound. */
export const UsageSource = {
  Provider: 'provider',
  Partial: 'partial',
  Bound: 'bound',
  ErrorStatus: 'error_status',
  NotSent: 'not_sent',
} as const;
export type UsageSource = (typeof UsageSource)[keyof typeof UsageSource];

const Requested = z.strictObject({
  prov: Label.describe('Provider account that the route leads to, by its configured name.'),
  req: ModelName.describe('Model that the caller asked for.'),
  route: ModelName.describe('Model that the request was sent for. Another than `req` when that is an alias.'),
  kind: Label.describe('Provider as price tables name it, such as `openai` or `aws`.'),
  region: Label.optional(),
});

const Answered = z.strictObject({
  ...Requested.shape,
  resp: z
    .array(ModelName)
    .max(16)
    .optional()
    .describe('Every model that the answer names. Absent: it names none, or none came.'),
  id: Label.optional().describe('Id that the provider gave the answer.'),
  fingerprint: Label.optional().describe('`system_fingerprint` of the answer.'),
  tier: Label.optional().describe('`service_tier` of the answer.'),
});

const Amounts = z.strictObject({
  nanousd: Count.describe('Money in nano-USD (1e-9 $).'),
  tokens: Count,
  requests: Count,
});

/** An upper bound that is held under limits. The ledger is the only journal of budgets. */
const Reserved = z.strictObject({
  price: BlobDigest.optional().describe(
    'Version of the price table. Absent: the model has no price and no hard limit needs one.',
  ),
  up: Amounts.describe('Upper bound of what the attempt can come to.'),
  draws: z
    .array(
      z.strictObject({
        limit: Label,
        version: Label.describe('Form of the limit at admission.'),
        account: Label.describe('Whose account: a team, a model, the handle of a person.'),
        window: Label,
        unit: z.enum(['nanousd', 'tokens', 'requests']),
      }),
    )
    .max(64),
  past: z.array(Label).max(64).optional().describe('Limits of mode soft or warn that this attempt passed.'),
});

const ToolChoice = z.strictObject({
  id: Label.optional().describe('Id that the provider minted for the call.'),
  name: Label,
  args_fp: Hash256.optional().describe(
    'Keyed fingerprint of the arguments, for joins inside the log. Its key lives in the process only.',
  ),
  ran: z.literal('provider').optional().describe('The provider ran the tool itself: Remit did not see it run.'),
});

const call = {
  who: Who.describe('Who acted.'),
  about: z.array(SubjectHandle).min(1).max(64).optional().describe('Handles of the persons the call concerns.'),
  act: Act.describe(
    '`srv`: `models/` and the provider account. `method`: the operation, such as `chat`. `tool`: the routed model.',
  ),
  scope: ScopeRef.optional().describe('The declared scope in force when the decision was taken.'),
};

export const LlmDecision = z
  .strictObject({
    ...base,
    t: z.literal('llm.decision'),
    ...call,
    model: Requested,
    pol: Policy.describe('The authorization decision.'),
    ask: z.strictObject({
      dialect: Label.describe('API that the caller speaks, such as `openai.chat`.'),
      stream: z.boolean(),
      max_out: Count.optional().describe('Most output tokens, as sent. Absent: the API has no such cap.'),
      choices: Count,
      attempt: Count.describe('0 for the first, then one more for each retry or fallback.'),
      changed: z.array(Label).max(16).optional().describe('What the gateway changed in the body, by JSON pointer.'),
      tools: z.array(Label).max(256).optional().describe('Names of the tools offered to the model.'),
      tools_sha: BlobDigest.optional().describe('SHA-256 of the RFC 8785 text of the tool list.'),
      params_sha: BlobDigest.optional().describe('SHA-256 of the RFC 8785 text of the sampling parameters.'),
      results: z.array(Label).max(256).optional().describe('Ids of the tool calls whose results the request carries.'),
      session: Label.optional().describe('Session id that the client states about itself.'),
      ...toldContext,
    }),
    bud: Reserved.optional(),
  })
  .describe('A request to a language model and the authorization decision on it. Durable before anything is sent.');

export const LlmOutcome = z
  .strictObject({
    ...base,
    t: z.literal('llm.outcome'),
    ...call,
    model: Answered,
    out: Outcome.describe('What was observed of the effect.'),
    fin: z
      .strictObject({
        how: z.enum(LlmFinish),
        raw: z.array(Label).max(16).optional().describe("The provider's own words, one for each choice."),
        bytes: Count.describe('Bytes released to the caller.'),
      })
      .optional(),
    use: z
      .strictObject({
        source: z.enum(UsageSource),
        models: z
          .array(
            z.strictObject({
              model: ModelName,
              input: Count,
              cache_read: Count,
              cache_write: Count,
              output: Count,
              reasoning: Count,
            }),
          )
          .max(16),
        spent: Amounts.describe('What was settled.'),
        price: BlobDigest.optional(),
      })
      .optional(),
    calls: z.array(ToolChoice).max(128).optional().describe('Tools that the model chose.'),
  })
  .describe('What came of a decided request to a language model, or that nothing did.');
