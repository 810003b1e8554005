/** Adoption aids: observe-only scopes, drafts and simulations from records, rate limits, a newcomer's path. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

const AIDS = 'issue 3, Build 7, adoption aids';

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
  'adoption.observe.cli': tested(
    'reference/compliance.md §10, exceptions',
    'Declaring, listing, tracing, reporting and verifying under a scope that only observes all say that nothing was enforced; calls outside it are exceptions.',
  ),
  'adoption.observe.never-silent': tested(
    'reference/compliance.md §10, exceptions',
    'A call that was denied, not enforced and executed is an exception in every report, also when the scope run again would allow it.',
  ),
  'adoption.draft.conditions': tested(
    AIDS,
    'A draft proposes folders, listed words, bounds and lists from observed values, and says how many calls each line rests on.',
  ),
  'adoption.draft.any': tested(AIDS, 'Where no condition can be read from the values a draft says any: true, and why.'),
  'adoption.draft.personal': tested(
    'reference/ledger.md §3, no personal data in clear',
    'A draft repeats no free text, no name, no long number and no person known to the vault; folders are cut above such a name.',
  ),
  'adoption.draft.about': tested(
    AIDS,
    'A draft lists no value from where the scope in force reads the person concerned.',
  ),
  'adoption.draft.unread': tested(AIDS, 'A draft is refused as a scope file until each of its blanks is filled in.'),
  'adoption.draft.fits': tested(
    AIDS,
    'The same calls give the same draft, and once its blanks are filled in it allows every call it rests on.',
  ),
  'adoption.draft.cli': tested(
    AIDS,
    'remit scope draft --from-records writes the draft, needs an admin key and overwrites no file.',
  ),
  'adoption.reading-recorded': tested(
    'compliance reference, AIA-17-1-k; ledger reference §2',
    'Before a draft or a simulation opens arguments, a breakglass record says who asked, for which agent and period.',
  ),
  'adoption.simulate.decision': tested(
    AIDS,
    'A scope file is held against a recorded call by deriving its conditions from the arguments again, as in force and with paths as written.',
  ),
  'adoption.simulate.cli': tested(
    AIDS,
    'remit scope simulate counts the same, newly denied, newly allowed, approval and cannot tell, lists changes with record ids, names its limits, and changes nothing.',
  ),
  'adoption.simulate.gone': tested(
    AIDS,
    'A call whose arguments were erased or cannot be read is counted as "cannot tell", unless no rule names its tool.',
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
  'adoption.limits.config': tested(AIDS, 'Limits are set in the configuration file and hold on the wire.'),
  'adoption.newcomer': tested(
    "issue 3, acceptance: a newcomer's path",
    'docs/first-hour.md, followed word for word in a clean folder, leads to an own scope over an own server, a report and a PASS.',
  ),
} as const satisfies Requirements;
