/** The offline verifier and the projection it computes again. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

const matrix = 'reference/ledger.md §10, attack matrix';
const pack = 'reference/compliance.md §13, acceptance list';

export const requirements = {
  'verify.pass': tested(
    'reference/ledger.md §10, acceptance target',
    'Honest packs of every size pass; there is no false alarm in 480 trials.',
  ),
  'verify.attack-matrix': tested(
    matrix,
    'Editing, deleting, inserting, swapping, repeating or cutting records at the first, middle and last position and around the tile boundary never passes, with or without the log key, with or without a known head.',
  ),
  'verify.mutation': tested(matrix, 'Changing any single field of any record fails.'),
  'verify.no-trust': tested('reference/ledger.md §10', 'Without a trust file the best result is INCOMPLETE.'),
  'verify.trust-file': tested(
    'C2SP tlog-policy; reference/ledger.md §1.8',
    'A trust file is a policy and optionally a known head; malformed ones are refused.',
  ),
  'verify.strip-signatures': tested(matrix, 'A missing signature or cosignature never skips a check.'),
  'verify.checkpoint-form': tested(matrix, 'A checkpoint in any other spelling is refused.'),
  'verify.origin': tested(matrix, 'The key of another log does not vouch for this one.'),
  'verify.other-log': tested(matrix, 'Another valid log of the same origin fails against the known head.'),
  'verify.empty': tested(matrix, 'A log of zero or one record never passes.'),
  'verify.truncation': tested(
    matrix,
    'A log that was cut off fails with a known head; without one it is INCOMPLETE unless the cosigned head covers the period.',
  ),
  'verify.freshness': tested(
    'reference/ledger.md §9, T5 and T16',
    'A quorum must have seen the head after the end of the period and, without a known head, in the last seven days.',
  ),
  'verify.quorum-none': tested('reference/ledger.md §10', 'Without a met quorum only a known head can carry a PASS.'),
  'verify.manifest': tested(pack, 'Every file is listed with its digest; nothing is missing and nothing is unlisted.'),
  'verify.derived': tested(
    pack,
    'Every derived file is written again from the records and compared byte for byte, the manifest included.',
  ),
  'verify.tiles': tested(matrix, 'A tile altered under intact bundles fails, and the reverse.'),
  'verify.genesis': tested(
    'reference/ledger.md §7',
    'The genesis record stands first and alone and names a trusted key.',
  ),
  'verify.records': tested(
    'reference/ledger.md §2',
    'Every entry is one record, strict, canonical and of a known type.',
  ),
  'verify.sequences': tested('reference/ledger.md §9, T9', 'Holes in writer and session sequences are never PASS.'),
  'verify.causes': tested('reference/ledger.md §2', 'Every cause names an earlier record.'),
  'verify.pairing': tested(
    'reference/compliance.md §10; reference/ledger.md §2',
    'A decision with neither outcome nor gap record is never PASS; one with a gap record is an open exception.',
  ),
  'verify.disclosure': tested(
    matrix,
    'A disclosure that is swapped, re-serialised, dropped or for another record fails.',
  ),
  'verify.disclosure-missing': tested(
    'reference/ledger.md §3',
    'A context missing without an erasure record is reported as MISSING and its verdict is never in.',
  ),
  'verify.scopes': tested(
    'reference/compliance.md §11',
    'Scope files and tool definitions have the digests that the records name; a missing one is never in.',
  ),
  'verify.rerun': tested(
    'reference/compliance.md §11',
    'Every decision is run again; a permit that the scope does not give is out and an exception.',
  ),
  'verify.zip': tested(pack, 'A zip is read in one way only; everything else is refused with the reason.'),
  'verify.zip-bomb': tested(pack, 'Sizes are checked before anything is inflated.'),
  'verify.hostile-zip': tested(pack, 'Reading a zip never throws, whatever its bytes.'),
  'verify.folder': tested(pack, 'A folder is read as regular files only; links are refused.'),
  'verify.hostile-pack': tested(pack, 'Verification never throws and never passes, whatever a pack holds.'),
  'verify.verdict-in': tested(
    'reference/compliance.md §11, verdict algebra',
    'A verdict is in only when every input was there and the re-run permits.',
  ),
  'verify.verdict-cases': tested(
    'reference/compliance.md §11, reason codes',
    'Whatever is missing, broken or contradicted gives out or indeterminate with its reason code, never in.',
  ),
  'verify.approval': tested(
    'reference/compliance.md §15, 14',
    'An approval counts only as the log shows it: for the escalated action, by another person, in the role asked for, before the decision.',
  ),
  'verify.exceptions': tested(
    'reference/compliance.md §10',
    'Each kind of exception that applies is found, grouped, counted and listed first.',
  ),
  'verify.csv-injection': tested('reference/compliance.md §13', 'No CSV cell begins like a formula.'),
  'verify.report-text': tested(
    'Acceptance, the thread: verifier',
    'The terminal report names every step, what it does not prove and against whom it protects, and prints no foreign escape sequence.',
  ),
  'verify.cli': tested('Acceptance, the thread: verifier', 'Exit codes are 0 PASS, 1 FAIL, 2 INCOMPLETE, 64 usage.'),
  'verify.bundle': tested(
    'reference/compliance.md §13',
    'verify.mjs is one readable file that imports nothing but Node.',
  ),
  'verify.no-overclaim': tested(
    'reference/compliance.md §8',
    'No output says compliant, certified, satisfied, approved or a score, except to deny it.',
  ),
  'verify.law-regressions': tested(
    'reference/compliance.md §16',
    'No output repeats the errors about the law listed there.',
  ),
  'verify.status-words': tested(
    'reference/compliance.md §8',
    'Only the seven status words occur; an attestation line never changes with the evidence.',
  ),
  'verify.exceptions-first': tested(
    'reference/compliance.md §10',
    'Exceptions stand right after the cover of the report and first on the first page.',
  ),
  'verify.report-limits': tested(
    'reference/compliance.md §13, §15',
    'The report says whose log it is, what it does not cover and that it is a draft.',
  ),
  'verify.readme': tested(
    'reference/compliance.md §13',
    'The first page is self-contained, without scripts or links out, and accessible.',
  ),
  'verify.trace-complete': tested(
    'reference/compliance.md §11',
    'Every field of a decision trace is there or named absent with a reason.',
  ),
  'verify.four-facts': tested(
    'reference/compliance.md §11',
    'Declared scope, decision, observed effect and verdict are never merged.',
  ),
  'verify.custody-labels': tested(
    'reference/compliance.md §11',
    'Every custody link is verified, asserted, broken or absent; asserted ones say by whom.',
  ),
  'verify.projection-pin': tested(
    'reference/compliance.md §13',
    'The same material gives the same bytes under one version of the rules; another output is another version.',
  ),
  'verify.newer-rules': tested(
    'reference/compliance.md §13',
    'A pack of rules that this verifier does not hold is INCOMPLETE with what to do, never FAIL for that alone.',
  ),
  'verifier.reimplementation': tested(
    'issue 5, acceptance',
    'A second verifier in Python, written from VERIFY.md alone, gives the same result for every step on honest and on all mutated packs.',
  ),
  'verifier.go': tested(
    'issue 5, acceptance',
    "Go's golang.org/x/mod/sumdb opens our checkpoints, rebuilds our log from its entries, reads our tiles and accepts our proofs.",
  ),
  'verifier.sigstore': tested(
    'issue 5, acceptance',
    '@sigstore/verify accepts our inclusion proofs, and only for what they prove.',
  ),
  'verifier.openssl': tested(
    'issue 5, acceptance',
    'A short bash script with openssl verifies the signatures of log and witnesses on a checkpoint, and refuses others.',
  ),
  'core.sha256-pure': tested(
    'issue 5, build 9',
    'Where the platform has no synchronous SHA-256 our own gives the same digests.',
  ),
  'tlog.ed25519-pure': tested(
    'issue 5, build 9; reference/ledger.md §7 (trap)',
    'Where the platform has no Ed25519 our own accepts and refuses the same signatures as node:crypto, edge cases included.',
  ),
  'verify-html.result': tested(
    'issue 5, build 7',
    'verify.html, opened offline from a file, gives result and steps of verify.mjs for a pack and a trust file, without a request and without an error.',
  ),
  'verify-html.records': tested(
    'issue 5, build 7',
    'verify.html shows what was found of each record, and with each step what it does not prove and against whom it protects.',
  ),
  'verify-html.access': tested('issue 5, build 7', 'verify.html is accessible (axe), works by keyboard and prints.'),
  'verify-html.sealed': tested(
    'issue 5, build 7',
    'Nothing reaches or leaves verify.html over a network, and what a pack holds never becomes markup.',
  ),
  'tlog.library': tested(
    'issue 5, build 9',
    'tlog stands alone: the ten lines of its README run in Node and in a browser, every export is named there, and nothing of it needs Node.',
  ),
  'scope.evaluators': tested(
    'issue 5, build 7',
    'Two evaluators of recorded decisions behind one interface, our own and Cedar, agree on random scopes and contexts; one that cannot answer says so.',
  ),
  'verify.second-evaluator': tested(
    'issue 5, build 7',
    'remit verify runs decisions again through Cedar too, says which evaluators ran, and a difference between them is a failure.',
  ),
  'verify.per-record': tested(
    'issue 5, build 7',
    'The verifier says of each record where it stands and what was found of it, and how long each step took.',
  ),
  'interop.cose-vectors': tested(
    'reference/ledger.md §1.9; RFC 9052 §4.4',
    'COSE_Sign1 messages of the COSE working group are accepted and refused as their authors say.',
  ),
  'interop.receipt': tested(
    'issue 5, build 8; RFC 9942',
    'A COSE receipt of a record is accepted for that entry and key, and for no other.',
  ),
  'interop.statement': tested(
    'issue 5, build 8; reference/ledger.md §17',
    'A record goes out as an in-toto statement in a DSSE envelope, with its entry as it was written and its proof.',
  ),
  'interop.command': tested(
    'issue 5, build 8',
    'remit export receipt and remit export statement write them for a record.',
  ),
  'verify.read-record': tested(
    'reference/ledger.md §2',
    'An entry is read as a record in one way: fast where it certainly is one, step by step where it is not, with the same outcome.',
  ),
  'verify.record-shapes': tested(
    'issue 5, acceptance: bench; reference/ledger.md §2',
    'What is taken for a record because it has the shape of one that was read is a record for the other reading too.',
  ),
  'verify.log-columns': tested(
    'issue 5, acceptance: bench',
    'A log of a million records is checked from columns that give the root, the records and the reasons that reading each entry gives.',
  ),
  'verify.hold-bundles': tested(
    'issue 5, acceptance: bench',
    'Bundles of a large log are read once and let go, with the same report and the same result of every record.',
  ),
  'verify.observed-records': tested(
    'issue 5, acceptance: bench',
    'Records that no annex can say anything of are not looked into, and no fact changes.',
  ),
  'verify.read-beside': tested(
    'issue 5, acceptance: bench',
    'The entry bundles of a large log are unpacked and read by helper threads with the same outcome as by one.',
  ),
  'verify.exports': tested('design/style.md, rule 1', 'The package offers exactly the values of its export list.'),
  'verify.observe': tested(
    'reference/compliance.md §11',
    'Calls under a scope that only observes keep the four facts apart: denied, not enforced, occurred, out.',
  ),
  'verify.unevaluated': tested(
    'reference/compliance.md §11',
    'A denial that no policy decided is indeterminate and noted by its code, never a verdict on the scope.',
  ),
} as const satisfies Requirements;
