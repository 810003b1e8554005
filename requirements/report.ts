/** The pack that people read: pages, PDF, signature, sampling, redaction, schemas, schedule. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

export const requirements = {
  'verify.rendered': tested(
    'reference/compliance.md §13',
    'A rendered page stands in the manifest by its digest; the verifier checks the digest and says that it does not make the page again. No other path can be carried this way.',
  ),
  'report.stamped': tested(
    'Ledger reference §4.5; issue 5, anchors',
    'A report asks every configured time-stamp authority for a token over the head that covers all records until now, for a bounded time, and says how far each one vouches.',
  ),
  'report.streamed': tested(
    'issue 5, evidence packs',
    'The administration API hands out a pack from its file piece by piece with its length; the files go when they were sent or the reader went away.',
  ),
  'report.outline': tested(
    'reference/compliance.md §13',
    'The report holds points 0 to 15 and the annex, exceptions with their dispositions right after the cover, DRAFT across every page.',
  ),
  'report.page': tested(
    'reference/compliance.md §13',
    'One HTML page that reads without server and script: language, headings in order, captions, words for every drawing.',
  ),
  'report.pdf': tested(
    'reference/compliance.md §12, §13',
    'A tagged PDF/A-3a whose fonts are embedded; report, exceptions and the manifest of the derived files are attached, byte for byte.',
  ),
  'report.glyphs': tested('reference/stack.md T10', 'The embedded font shows every sign that is written as itself.'),
  'report.browser': tested(
    'Acceptance: open in a browser',
    'The pages of the demo packs open from a folder in a browser: no error in the console, no request, nothing that axe finds, no wider than the window, and they print.',
  ),
  'report.hostile-text': tested(
    'reference/stack.md T10',
    'No text of a pack becomes markup; what hides or reorders text, and what the font cannot show, is written as its code point.',
  ),
  'report.deterministic': tested(
    'Acceptance: a regenerated pack is byte-identical, PDF included',
    'The same inputs give the same page and the same PDF, in another process and time zone too.',
  ),
  'report.joined-trace': tested(
    'issue LLM gateway 7',
    'A worked trace of an agent with models is drawn from the request to a model to the next request, each join with its status and basis.',
  ),
  'report.worked-traces': tested(
    'reference/compliance.md §13, point 13',
    'Every field that a worked trace shows stands in the record whose leaf hash is printed next to it.',
  ),
  'report.dsse': tested(
    'reference/compliance.md §12, §13',
    'The manifest is signed as an in-toto statement in a DSSE envelope by the report key of the installation; the verifier says valid, unsigned or wrong, and who names the key.',
  ),
  'report.sampling': tested(
    'reference/compliance.md §13, acceptance list',
    'An auditor-supplied seed draws the same stratified sample for everyone: all out, all fail-open, n of the rest; the verifier draws it again.',
  ),
  'report.catalogue': tested(
    'reference/compliance.md §8, §9, §13',
    'A pack carries the rows used with their assessment, the logging plan of the card in force and every attestation with its state; the verifier computes them again.',
  ),
  'report.final': tested(
    'reference/compliance.md §13',
    'DRAFT until every attestation that is asked for is signed and no placeholder is open; FINAL is refused with the exact list of what is open.',
  ),
  'report.claims': tested(
    'reference/compliance.md §8, §15',
    'No report of the suite holds a forbidden claim outside the disclaimers.',
  ),
  'report.redacted': tested(
    'reference/compliance.md §13, acceptance list',
    'A redacted variant follows from the full pack byte for byte, names it by the digest of its manifest, and says what was taken out.',
  ),
  'report.cli': tested(
    'Build 7',
    'remit report signs its packs with a key that the log names, draws a sample by seed, writes the redacted variant beside, and refuses --final with what is open.',
  ),
  'report.schemas': tested(
    'Acceptance: every JSON in a pack validates against its JSON Schema',
    'Every JSON file and every JSON line of a pack and of its redacted variant validates against a JSON Schema in docs/reference/schemas.',
  ),
  'report.server-schedule': tested(
    'issue 4, 1: repeatable',
    'remit up makes the packs of its calendar by itself, in a thread of its own and one at a time: on the clocks of a time zone, after a downtime too; failures are kept, tried again and counted.',
  ),
  'report.schedule': tested(
    'Build 1 and 7: repeatable',
    'remit report --schedule makes one report of every whole span into a folder, never overwrites, says what it made, and ends cleanly.',
  ),
  'report.ten-traces': tested(
    'issue 4 acceptance: ten traces drawn by seed, every field found in its source record by the digest printed next to it',
    'Each field of a worked foreign trace is found in the raw record whose digest is printed, at the place that is printed, and commitments open to it.',
  ),
  'report.foreign': tested(
    'Acceptance: ten traces drawn by seed',
    'Foreign traces are drawn by the seed too and worked out: every field shown stands in the source record by the digest printed next to it.',
  ),
} as const satisfies Requirements;
