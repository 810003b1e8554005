/** Budgets that hold under concurrency, their windows and prices. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

const operations = 'reference/llm-gateway.md §4.2';
const windows = 'reference/llm-gateway.md §4.1';
const proof = 'reference/llm-gateway.md §4.4';
const journal = 'reference/llm-gateway.md §4.5';
const replicas = 'reference/llm-gateway.md §4.6';
const prices = 'reference/llm-gateway.md §5';

export const requirements = {
  'budget.reserve': tested(operations, 'An upper bound is held before an attempt and settled once after it.'),
  'budget.all-or-nothing': tested(operations, 'A refusal by one limit leaves nothing held under any other.'),
  'budget.modes': tested(windows, 'Soft limits let pass and say so; a limit of * counts each of its subjects apart.'),
  'budget.window': tested(windows, 'A settlement lands in the window of its admission, however late it comes.'),
  'budget.edit': tested(windows, 'Editing a limit never resets what was spent; what it counts cannot change.'),
  'budget.amounts': tested(windows, 'Fractions, negative and unsafe amounts change nothing.'),
  'budget.race': tested(
    'issue LLM gateway, acceptance',
    '1,000 concurrent calls at a limit for 50 admit 50 in one process.',
  ),
  'budget.invariant': tested(
    proof,
    'Settled + held never passes the amount but by the itemised overrun, in every interleaving, crash and replay.',
  ),
  'budget.lease-race': tested(
    replicas,
    '1,000 calls at once over two holders at a limit for 50: exactly 50 are admitted.',
  ),
  'budget.lease-return': tested(replicas, 'What a holder does not need goes back, and all holders show the same sums.'),
  'budget.lease-unreachable': tested(
    replicas,
    'Without the shared place hard limits hold: a slice is used up, then calls are refused as unavailable.',
  ),
  'budget.lease-dead': tested(
    replicas,
    'The slices of a dead holder are free only once the log has told what it spent, orphans at their bound.',
  ),
  'budget.lease-fenced': tested(
    replicas,
    'A holder that was taken for dead sends nothing under reservations that others have counted.',
  ),
  'budget.lease-lowered': tested(windows, 'A limit that is lowered admits no more under slices leased before.'),
  'budget.lease-window': tested(replicas, 'When a window is over its sum stays and its slice ends.'),
  'budget.lease-invariant': tested(
    replicas,
    'What several holders admit stays within the limit in every interleaving of leases, crashes, pauses and lost answers.',
  ),
  'budget.snapshot': tested(journal, 'A snapshot at any place and the records after it come to what all records do.'),
  'budget.snapshot-damaged': tested(journal, 'A snapshot that is not what was written is told apart.'),
  'budget.before': tested(journal, 'A limit takes up what was settled before it was declared.'),
  'llm.snapshot-start': tested(journal, 'A start reads only the records after the snapshot.'),
  'llm.snapshot-fallback': tested(
    journal,
    'A missing, damaged or misplaced snapshot leads to a full reading of the log, and is told.',
  ),
  'llm.gateways-race': tested(
    'issue LLM gateway, acceptance',
    '1,000 concurrent calls over two gateway processes on PostgreSQL at a limit for 50: 50 reach the provider.',
  ),
  'llm.gateways-ids': tested(
    replicas,
    'An answer that came through one gateway is continued through another within a second or so, by whom it came to.',
  ),
  'llm.gateways-kill': tested(
    'issue LLM gateway, acceptance',
    'kill -9 of one of two gateways mid-flight: its calls count their bound, the other one gets the rest.',
  ),
  'llm.rate-limit': tested(
    'reference/llm-gateway.md §4.7',
    'Calls a minute hold on model calls: nothing is sent, and the error of the dialect says when to ask again.',
  ),
  'llm.rate-limit-kinds': tested(
    'reference/llm-gateway.md §4.7',
    'Persons, agents, keys and models have limits of their own; a retry is no further call.',
  ),
  'llm.refusals-counted': tested(
    'reference/llm-gateway.md §4.7',
    'A flood of refusals by budget or rate limit costs a few records a minute and one that counts the rest.',
  ),
  'llm.gateways-paused': tested(
    replicas,
    'A gateway that was stopped for longer than its lease sends nothing beyond the limit when it goes on.',
  ),
  'store.lease-race': tested(replicas, 'Two gateways on one database get what a limit allows, no more and no less.'),
  'store.lease-whole': tested(replicas, 'Slices of several limits are leased together or not at all.'),
  'budget.lease-leave': tested(
    replicas,
    'A holder that leaves leaves all that it spent behind, also what was told before.',
  ),
  'budget.lease-mutations': tested(
    replicas,
    'Mistakes put into the lease core by hand are found by the model of leases, in as many runs as the tests make.',
  ),
  'store.lease-return': tested(replicas, 'Reports are totals: said twice, they change nothing.'),
  'store.lease-prune': tested(
    replicas,
    'Sums of windows that are long over are forgotten; slices that somebody has stay.',
  ),
  'store.lease-leave': tested(replicas, 'A slice that was retired is not counted again by the holder that leaves.'),
  'store.lease-lost': tested(replicas, 'A silent holder is fenced first and settled once.'),
  'store.lease-earlier': tested(replicas, 'What other writers spent before is counted once.'),
  'budget.window-edges': tested(windows, 'Calendar windows end at local midnight, daylight saving included.'),
  'budget.window-dst': tested(windows, 'An hour that a clock set back repeats is two windows.'),
  'budget.window-end': tested(windows, 'The end of a window is the first moment with another id, in any zone.'),
  'budget.window-zone': tested(windows, 'A time zone that Node does not know is told apart.'),
  'budget.pico': tested(windows, 'Prices are integers made from decimal digits; a remainder is rounded up.'),
  'budget.price-exact': tested(prices, 'Only exact model ids have a price.'),
  'budget.price-tier': tested(prices, 'Above a tier the whole prompt takes its rate.'),
  'budget.price-daily': tested(prices, 'Rates by time of day: the highest is reserved, the one in force is settled.'),
  'budget.price-oracle': tested(prices, 'Costs agree with genai-prices to a nano-dollar.'),
  'budget.price-bound': tested('reference/llm-gateway.md §4.3', 'No usage within a bound costs more than the bound.'),
  'budget.price-version': tested('reference/llm-gateway.md §4.5', 'A price table is named by the digest of its rows.'),
  'budget.price-litellm': tested(prices, "LiteLLM's price file is read to the digit or refused whole."),
  'budget.file': tested(
    windows,
    'A list of budgets names one unit and one window a limit, and holds no person in clear.',
  ),
  'budget.price-contract': tested(prices, 'Contract prices are dollars as text, or refused with the place.'),
} satisfies Requirements;
