/** Evidence packs: what is in them, that they are the same each time, what they never say. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

export const requirements = {
  'evidence.pack-verifies': tested(
    'Acceptance, the thread: evidence pack',
    'A pack built from the ledger passes the offline verifier, as a folder and as a zip.',
  ),
  'evidence.deterministic': tested(
    'reference/compliance.md §13, acceptance list',
    'The same ledger size and the same inputs give the same bytes; the clock is an input.',
  ),
  'evidence.zip64': tested(
    'issue 4, build 7; PKWARE APPNOTE 6.3.10, 4.3.14 to 4.3.16 and 4.5.3',
    'Archives above 4 GiB and above 65,534 files are written and read, other programs read them too, and a changed number in them is refused.',
  ),
  'evidence.trace-schema': tested(
    'reference/compliance.md §11',
    'A decision trace follows its schema: four facts apart, every missing field with a reason.',
  ),
  'evidence.trace-joined': tested(
    'reference/compliance.md §11',
    'An escalated call is one trace: escalation, approval, second decision, outcome, joined by cause.',
  ),
  'evidence.explain': tested(
    'Acceptance, the thread: traces',
    'Every field of a trace is explained by the record and field path it was read from.',
  ),
  'evidence.from-ledger': tested(
    'Acceptance, the thread: evidence pack',
    'A pack from a running ledger with two witnesses verifies with their keys.',
  ),
  'evidence.minimised': tested(
    'reference/compliance.md §15, 7 and 8',
    'A pack holds no argument payload, no result and no reference of a person.',
  ),
  'evidence.scope-verdict': tested(
    'reference/ledger.md §2',
    'A scope.verdict record can commit to the verdicts of a report; later packs still pass and give the same list.',
  ),
  'evidence.exports': tested('design/style.md, rule 1', 'The package offers exactly the values of its export list.'),
} as const satisfies Requirements;
