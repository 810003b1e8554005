/** Language models in a trace: which one, what it chose, and what joins a choice to a call. */
import { z } from 'zod';
import { BlobDigest, Count, Label, Ulid } from './handles.ts';
import { Sentence } from './trace-parts.ts';

/** A link between a choice of a model and a call, with what it rests on. Every basis is a claim, not a proof. */
export const ModelLink = z.strictObject({
  traceId: Ulid,
  status: z.literal('asserted'),
  basis: z.enum(['tool-call-id', 'argument-fingerprint', 'trace-context']),
  narrowedBy: z
    .array(z.enum(['thread', 'trace', 'session']))
    .min(1)
    .max(3)
    .optional()
    .describe('Several would fit by the basis alone: what the client states on both sides that told them apart.'),
});
export type ModelLink = z.infer<typeof ModelLink>;

/** Which language model it was: asked for, called, and what says that it answered. */
export const ModelIdentity = z.strictObject({
  requested: Label.describe('Model that the caller named.'),
  routed: Label.describe('Model that the request was sent for.'),
  account: Label.describe('Provider account, by its configured name.'),
  provider: Label,
  region: Label.optional(),
  api: Label,
  returned: z.array(Label).describe('Models that the answer names. Empty: it names none.'),
  responseId: Label.optional(),
  fingerprint: Label.optional(),
});
export type ModelIdentity = z.infer<typeof ModelIdentity>;

/** The choice behind a call to a tool: the request whose answer holds it, and the model that made it. */
export const ChosenBy = z.strictObject({
  ...ModelLink.shape,
  choice: Count.describe('Place among the choices of that answer, from 0.'),
  id: Label.optional().describe('Id that the provider minted for the choice.'),
  model: ModelIdentity,
});
export type ChosenBy = z.infer<typeof ChosenBy>;

/** The language model behind a request. */
export const TraceModel = z.strictObject({
  ...ModelIdentity.shape,
  attempt: Count,
  toolsOffered: z.array(Label),
  toolsDigest: BlobDigest.optional(),
  parametersDigest: BlobDigest.optional(),
  finish: Label.optional(),
  usage: z
    .strictObject({
      source: Label.describe('`provider`, or `bound` where the provider reported none.'),
      inputTokens: Count,
      outputTokens: Count,
      nanoUsd: Count,
      priceTable: BlobDigest.optional(),
    })
    .optional(),
  chose: z.array(
    z.strictObject({
      id: Label.optional(),
      tool: Label,
      ranBy: z.literal('provider').optional(),
      call: ModelLink.optional().describe('The call that came of it. Absent: none is joined.'),
      resultIn: Ulid.optional().describe('A later request that carries the result under the minted id.'),
      unjoined: Sentence.optional().describe('Why no call is joined.'),
    }),
  ),
});
export type TraceModel = z.infer<typeof TraceModel>;
