/** Adoption aids: observe-only scopes, drafts and simulations from records, rate limits, a newcomer's path. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

const AIDS = 'issue 3, Build 7, adoption aids';
const EXCEPTIONS = 'reference/compliance.md §10 and §11, exceptions and decision x verdict';

export const requirements = {
  'adoption.observe.file': tested(
    AIDS,
    'A scope file says mode: observe or, as without the key, enforce; a file that only observes may name no tool.',
  ),
  'adoption.observe.same-decision': tested(
    AIDS,
    'A scope that only observes gives the same decision, rules, errors and context as the same scope enforced.',
  ),
  'adoption.observe.digest': tested(
    AIDS,
    'The mode is part of the digest of the compiled scope; a file without the key keeps the digest it had.',
  ),
  'adoption.observe.all-tools': tested(
    AIDS,
    'Under a scope that only observes, a tool that no rule lists is visible, forwarded and recorded.',
  ),
  'adoption.observe.in-force': tested(AIDS, 'A scope that only observes lets nothing through outside its validity.'),
  'adoption.observe.forwards': tested(
    AIDS,
    'A denied call under a scope that only observes is forwarded; its decision record says pol.enforced: false and its outcome is recorded.',
  ),
  'adoption.observe.no-wait': tested(AIDS, 'Under a scope that only observes no call waits for an approval.'),
  'adoption.observe.own-refusals': tested(
    AIDS,
    'Observing suspends the scope only: a key without the role caller and a tool that its upstream does not list are refused.',
  ),
  'adoption.observe.fail-closed': tested(
    'design/architecture.md, the decision is durable before the call is forwarded',
    'Without a durable record nothing is forwarded, whatever the mode, and what is recorded later does not say "not enforced".',
  ),
  'adoption.observe.outcome-due': tested(
    'reference/ledger.md §5',
    'A decision that is not enforced waits for an outcome, and gets a gap record at the next start when none came.',
  ),
  'adoption.observe.warning': tested(
    AIDS,
    'Descriptions and warnings of a scope that only observes say that nothing is enforced.',
  ),
  'adoption.limits.bucket': tested(
    AIDS,
    'Calls a minute of one person, one agent and one tool are limited by token buckets; no clock gives more than a burst and what time refilled.',
  ),
  'adoption.limits.refusal': tested(
    AIDS,
    'A call over a limit is not forwarded, is told which limit and when to retry, and is recorded as deny, rate-limit/..., not evaluated.',
  ),
  'adoption.limits.bounded': tested(
    AIDS,
    'A flood of refused calls costs the ledger a few records of their own and one that counts the rest, per caller, limit and minute.',
  ),
  'adoption.limits.listed-tools': tested(AIDS, 'Only a tool that its upstream lists has a bucket of its own.'),
  'adoption.limits.wire': tested(
    AIDS,
    'On the wire a call over a limit is HTTP 429 with Retry-After and a JSON-RPC error whose data names the limit and the wait.',
  ),
} as const satisfies Requirements;
