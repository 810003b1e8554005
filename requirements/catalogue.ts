/** The requirements of the Act as data: rows, citations, statuses, retention, claims, system cards, attestations, annexes. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

const S1 = 'reference/compliance.md §1';
const S2 = 'reference/compliance.md §2';
const S3 = 'reference/compliance.md §3';
const S16 = 'reference/compliance.md §16';
const S4 = 'reference/compliance.md §4';
const S8 = 'reference/compliance.md §8';
const S9 = 'reference/compliance.md §9';

export const requirements = {
  'catalogue.data': tested(
    S9,
    'Ids are unique within a version of the law, each row asks for counts and exceptions that exist; that the compiled module is the YAML files is a generated page (operations-b.references).',
  ),
  'catalogue.citations': tested(
    S2,
    'Every article, paragraph and point that the catalogue cites exists in the law of that version.',
  ),
  'catalogue.law-version': tested(
    S1,
    'Each row carries both readings of its dates under the version of the law that is named; deleted points stay with their number.',
  ),
  'catalogue.ceiling': tested(S8, 'No status exceeds its ceiling, and no attestation changes what software computed.'),
  'catalogue.missing': tested(S8, 'Missing or unmeasured evidence is never reported as no exceptions found.'),
  'catalogue.status-words': tested(S8, 'A status is one of the seven words.'),
  'catalogue.retention': tested(
    S2,
    'Retention is counted in calendar months, clamped to the end of the month, and never in days.',
  ),
  'catalogue.page': tested(
    'issue 4, 5',
    'The page for compliance officers explains every status word, shows a card that is accepted, and claims nothing.',
  ),
  'catalogue.exports': tested('design/style.md, rule 1', 'The package offers exactly the pinned exports.'),
  'catalogue.regressions': tested(
    S16,
    'Each known error of law is found by the claims check, and its correction passes.',
  ),
  'claims.rules': tested(S8, 'Every forbidden claim is found wherever it stands, and every rule is shown by a case.'),
  'claims.allowed': tested(
    S8,
    'Negations, quoted law and identifiers pass; a claim in quotation marks or behind a turn of the sentence does not.',
  ),
  'claims.pages': tested(
    S8,
    'No page of the product, the generated command line page included, holds a forbidden claim or a known error of law.',
  ),
  'claims.own': tested(S8, 'Nothing that the catalogue itself says is a forbidden claim.'),
  'catalogue.legacy': tested(
    S1,
    'Article 111(2): placing date and declared design changes are held against the date of the own class; a missing date is indeterminate.',
  ),
  'attest.states': tested(
    'issue 4, 6',
    'An attestation is signed, unsigned, or shown with the word why it does not count: bad signature, altered, expired, withdrawn, outdated.',
  ),
  'attest.binding': tested(
    'issue 4, 6',
    'A signature covers every byte of the statement and, by digest, the system card, catalogue and reports that were shown.',
  ),
  'attest.open': tested(
    'reference/compliance.md §13',
    'A requirement or placeholder stays open until a signed attestation in force stands for it; a card narrows who is asked, an undetermined class narrows nothing.',
  ),
  'card.counts': tested(S9, 'A card supplies counts to the catalogue; without a card they are not measured.'),
  'card.findings': tested(
    'reference/compliance.md §10',
    'A server without an agreement, a change outside the declared envelope and a retention under six months are findings with their records.',
  ),
  'system.view': tested(
    'issue 4, 6',
    'A system is shown as the log has it: card in force, attestations with their states, open items, and what a statement made now is bound to.',
  ),
  'annex.export': tested(
    S3,
    'The annexes come from the log, are the same for the same log and clock, and claim nothing.',
  ),
  'system.cli': tested(
    'issue 4, 6',
    'remit system declares and shows cards; a bad one is refused at its line and nothing is recorded.',
  ),
  'attest.cli': tested(
    'issue 4, 6',
    'remit attest signs with the own key of a person, refuses keys of others, agents and what nothing asks, and shows what no longer counts.',
  ),
  'annex.cli': tested(S3, 'remit annex writes both annexes, the same bytes for the same log and clock.'),
  'verify.report-card': tested(
    'reference/compliance.md §13: same inputs, same pack; §11: the declaration in force',
    'The system card of a report is the one in force at the end of its period; one declared later stands in only where there was none, and the report says so.',
  ),
  'verify.card-findings': tested(
    'reference/compliance.md §10',
    'What contradicts the system card is an exception of a report that names a catalogue, and VERIFY.md says how it is found.',
  ),
  'annex.in-pack': tested(
    'issue 4, 7',
    'A pack whose system has a card carries the documents after Annex IV and VIII: each block with ids of records or foreign traces in the pack, a declaration, a document, an attestation, or MISSING. The verifier writes them again; a changed one fails.',
  ),
  'annex.foreign': tested(
    S3,
    'Events of imported logs show models, servers and tools of a system only through an identity that the operator declared for one of its agents.',
  ),
  'annex.observed': tested(S3, 'Observed facts name the records behind them; calls of other systems stay out.'),
  'annex.nine-points': tested(S3, 'Annex IV has exactly nine points, with (a) to (h) under the first two.'),
  'annex.blocks': tested(
    S3,
    'Every block shows evidence ids, a declaration, a document, a signed attestation or MISSING, and stays open while it needs a person.',
  ),
  'annex.iv-7-8': tested(
    S3,
    'Point 7 names the absence of standards only on confirmation; point 8 is only ever a link.',
  ),
  'annex.digest': tested(
    S3,
    'The export is deterministic, carries its own digest and the date until which it is kept.',
  ),
  'annex.viii-numbers': tested(
    S4,
    'Annex VIII keeps its original numbers, strikes deleted items with the law, and has the secure section of Article 49(4).',
  ),
  'annex.viii-items': tested(
    S4,
    'Each item has a value with the records behind it, or is MISSING, struck or optional; public texts wait for a review.',
  ),
  'annex.markdown': tested(
    S8,
    'Declared text cannot write structure of its own into a printed annex, and no annex claims anything.',
  ),
  'card.file': tested(
    S3,
    'A system card is read with every refusal at its line and column; it never makes the parser throw.',
  ),
  'card.problems': tested(
    'design/style.md, rule 8',
    'Each problem of a card names line, column, path, what is wrong and what was expected; contradictions with the law are refused.',
  ),
  'card.in-force': tested(
    S3,
    'The card of a report is the last one declared before its end, read from the log; a lost or unreadable one is said to be so.',
  ),
  'card.no-persons': tested(
    'reference/ledger.md §3',
    'A card names functions, not persons, because a public blob cannot be erased.',
  ),
} as const satisfies Requirements;
