/** The part of the configuration file that names language models: accounts at providers, routes, prices, waits. */
import type { ProviderKind } from '@remit/llm';
import { z } from 'zod';
import { SecretText } from './secret-value.ts';

const AccountName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,47}$/, 'expected at most 48 letters, digits and . _ -');
// Written out, so that a command that reads the configuration need not load the gateway of models.
const KINDS = [
  'openai',
  'anthropic',
  'google',
  'azure',
  'bedrock',
  'openai-compatible',
] as const satisfies readonly ProviderKind[];

const Account = z.strictObject({
  kind: z.enum(KINDS).describe('Which provider it is, or openai-compatible for any server that speaks its APIs.'),
  url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Base URL, up to where the provider's API paths begin. Default: the provider's own."),
  key: SecretText.optional().describe("The account's own key. A caller's key is never sent on."),
  region: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('Region of the account, for scopes and records; bedrock is called and signed for there.'),
  'access-key-id': SecretText.optional().describe('bedrock: id of the AWS access key that requests are signed with.'),
  'secret-access-key': SecretText.optional().describe('bedrock: its secret.'),
  'session-token': SecretText.optional().describe('bedrock: of temporary credentials.'),
  headers: z.record(z.string(), SecretText).default({}).describe('Further headers that every request carries.'),
});

const Target = z.strictObject({
  provider: AccountName.describe('Account that serves it.'),
  model: z.string().min(1).max(128).optional().describe('Model id there. Default: the name of the route.'),
  weight: z.number().min(0).max(1000).default(1).describe('Share of calls that begin here.'),
  rank: z.int().min(0).max(16).default(0).describe('Targets of a higher rank are tried when those before have failed.'),
});

/** A model that callers may name, and who serves it. */
export const RouteSchema = z.strictObject({
  targets: z.array(Target).min(1).max(16),
  'max-output': z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('Cap on output tokens where the caller sets none. Default: none, or 4096 where a budget needs one.'),
});

/** A wait of the gateway, in seconds. */
function seconds(most: number, otherwise: number, what: string) {
  return z.int().min(1).max(most).default(otherwise).describe(what);
}

export const LlmSchema = z
  .strictObject({
    providers: z.record(AccountName, Account).default({}).describe('Accounts at providers, by name.'),
    models: z
      .record(z.string().min(1).max(128), z.union([AccountName, RouteSchema]))
      .default({})
      .describe('Models that callers may name: an account that serves it under that name, or a route.'),
    prices: z
      .array(z.string().min(1))
      .default([])
      .describe(
        "Price files that win over the list prices, later ones over earlier ones: Remit's own YAML or LiteLLM's JSON.",
      ),
    'max-body-bytes': z
      .int()
      .min(1_024)
      .max(1_073_741_824)
      .default(33_554_432)
      .describe('Longest request body, packed and unpacked.'),
    'first-byte-seconds': seconds(3_600, 120, 'Longest wait for the first byte of an answer.'),
    'idle-seconds': seconds(3_600, 60, 'Longest silence within an answer.'),
    'total-seconds': seconds(86_400, 900, 'Longest duration of one attempt.'),
    'drain-seconds': seconds(3_600, 30, 'How long an answer is read on for its usage after the caller has gone.'),
    attempts: z.int().min(1).max(10).default(3).describe('Most attempts of one call, over all targets.'),
  })
  .prefault({})
  .describe('Language models: docs/llm.md.');
