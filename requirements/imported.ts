/** Foreign logs in an evidence pack: trees, traces, custody. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

export const requirements = {
  'imported.encrypted-fields': tested(
    'issue 4, 2',
    'Fields that AI Gateway encrypts are opened at ingest with the key; the report is made without it, keeps their commitments, and the statement of the source says so.',
  ),
  'imported.pack': tested(
    'issue 4: custody; reference/ledger.md §2',
    'A pack from foreign logs alone carries the leaves of each batch, a statement and a trace of each decision, and its trees are those that the log names.',
  ),
  'imported.custody': tested(
    'issue 4 acceptance: a foreign log never ranks above what its source proves; reference/compliance.md §11',
    'Custody starts at ingest; what lies before is the word of the vendor unless the vendor signed it.',
  ),
  'imported.privacy': tested(
    'reference/ledger.md §3: no personal data in clear',
    'No person and no content of a foreign call stands in a pack in clear.',
  ),
  'imported.tamper': tested(
    "issue 4: an event's proof is two stacked proofs",
    'A foreign event that was changed, cut off, added or put under another batch after ingest makes the pack fail.',
  ),
  'imported.verdict': tested(
    'issue 4: verdicts for foreign decisions; reference/compliance.md §11',
    'A foreign call is judged against the scope that the operator declared for that agent and that was in force at its time; what the log does not say is indeterminate with its reason; the verifier runs it again.',
  ),
  'imported.joins': tested(
    'reference/log-schemas.md §8, §9',
    'A join carries its level, basis, window, offset and candidates; ambiguous ones stay apart; ids of JSON-RPC, addresses and tool names alone never join.',
  ),
  'imported.pack-joins': tested(
    'issue 4: joins across datasets carry kind, basis and confidence, ambiguous ones stay apart and are listed; reference/log-schemas.md §9',
    'A pack lists the joins between its sources and with own calls, as links of the traces and a file of its own; the verifier computes them again from the leaves.',
  ),
  'imported.people': tested(
    'reference/log-schemas.md §9: user equality needs an operator alias map, no fuzzy match; reference/ledger.md §3',
    'The operator declares which names of persons are one; the record holds handles only; joins and answers that rest on it say who declared it.',
  ),
  'imported.exceptions': tested(
    'reference/compliance.md §10',
    'Each kind of exception is looked for in foreign logs by its rule, with the events that show it; kinds that a source cannot show are named as such.',
  ),
  'imported.remit-outcomes': tested(
    'issue 4: another Remit exported ledger; reference/compliance.md §11: decision and outcome are separate records',
    'The outcome of a call of another Remit stands in the trace of its decision, with the digests of both; what does not pair is an exception as for own records.',
  ),
  'imported.suppliers': tested(
    'reference/compliance.md §1: a server of tools is a supplier; Article 25(4)',
    'A server that only imported logs show needs a supplier and an agreement in the card too.',
  ),
  'imported.reconcile': tested(
    'issue 4 acceptance: planted discrepancies in a generated pair of sources',
    'Reconciliation lists exactly what one source shows and the other does not, in both directions, within the time that both cover.',
  ),
  'imported.explain': tested(
    'issue 4: `remit trace explain ID` shows each field with the source record it was read from',
    'Each field of a foreign trace names the digest of its raw record and the member it was read from, or why it is missing.',
  ),
  'imported.ask': tested(
    'issue 4: questions people ask (filters, no LLM)',
    'Answers hold record ids, counts and the exact query.',
  ),
  'imported.commands': tested(
    'issue 4: remit trace, reconcile and ask',
    'The command line declares agents, shows foreign traces, reconciles sources and answers questions as text, JSON and CSV.',
  ),
  'imported.fast': tested(
    'issue 4 acceptance: a million events in a report; reference/ledger.md §2',
    'The fast reader of imported events never takes what the schema or strict JSON refuses.',
  ),
  'imported.template': tested(
    'issue 4 acceptance: a million events in a report',
    'Traces of events that differ only in digests, times, ids and the like are written from a template, byte for byte what reading, judging and writing each of them gives.',
  ),
  'imported.helpers': tested(
    'issue 4 acceptance: a million events in a report, on two cores',
    'Helper threads give the same pack, the same verdict and the same reasons as one thread.',
  ),
  'imported.held': tested(
    'issue 4 acceptance: a million events in a report within 1.5 GB',
    'Large files of a pack are held deflated or by their digest, and give the same bytes each time.',
  ),
} satisfies Requirements;
