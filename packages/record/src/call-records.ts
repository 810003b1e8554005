/** A call to a tool and the session that it is made in: what was asked, decided and observed. */
import { z } from 'zod';
import { Count, Label, SubjectHandle, Timestamp } from './handles.ts';
import { Act, JoinKeys, Outcome, Policy, ScopeRef, Who } from './parts.ts';
import { base } from './record-base.ts';

const call = {
  who: Who.describe('Who acted.'),
  about: z.array(SubjectHandle).min(1).max(64).optional().describe('Handles of the persons the call concerns.'),
  act: Act.describe('What was asked for.'),
  scope: ScopeRef.optional().describe('The declared scope in force when the decision was taken.'),
};
export const McpDecision = z
  .strictObject({
    ...base,
    t: z.literal('mcp.decision'),
    ...call,
    pol: Policy.describe('The authorization decision.'),
    join: JoinKeys.optional().describe('What may join the call to the model that chose it.'),
  })
  .describe('An MCP request and the authorization decision on it. Durable before anything is forwarded.');
export const McpOutcome = z
  .strictObject({
    ...base,
    t: z.literal('mcp.outcome'),
    ...call,
    out: Outcome.describe('What was observed of the effect.'),
  })
  .describe('What was observed of the effect of a decided call, or that nothing was.');
export const SessionOpen = z
  .strictObject({
    ...base,
    t: z.literal('session.open'),
    who: Who,
    ses: z.strictObject({ protocol: Label, endpoint: Label }),
  })
  .describe('A client opened a session.');
export const SessionClose = z
  .strictObject({
    ...base,
    t: z.literal('session.close'),
    who: Who,
    ses: z.strictObject({ why: Label }),
  })
  .describe('A session ended, and why.');
export const AuthRejects = z
  .strictObject({
    ...base,
    t: z.literal('auth.rejects'),
    who: Who.optional().describe(
      'The caller, when the key was good and the request was turned away for another reason.',
    ),
    rej: z.strictObject({ n: Count, from: Timestamp, to: Timestamp, reasons: z.record(Label, Count) }),
  })
  .describe(
    'Requests of one source, or of one caller, in one interval that were turned away before they became calls.',
  );
