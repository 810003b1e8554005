/** 00_README.html: what the pack is, what it is not, how to verify it. Plain HTML without scripts or links out. */
import type { DecisionTrace } from '@remit/record';
import type { ImportedProjection } from '../imported/project.ts';
import type { PackException } from './exceptions.ts';
import type { LawReading } from './law/law-reading.ts';
import { reportStatus } from './law/law-sections.ts';
import { LAW_VERSION, paths } from './pack-core.ts';
import * as text from './report-text.ts';
import { since } from './rules.ts';
import type { Study } from './study.ts';
import { matrix } from './tally.ts';

/** What the page is written from. */
export interface ReadmeParts {
  readonly study: Study;
  readonly traces: readonly DecisionTrace[];
  readonly exceptions: readonly PackException[];
  readonly imported: ImportedProjection;
  readonly law?: LawReading;
}

/** Since rules 2: a page as wide as the window, on a telephone and on paper. */
const STYLE = `
<style>
body { font: 16px/1.5 system-ui, sans-serif; color: #111; background: #fff; margin: 0; overflow-wrap: break-word; }
main { max-width: 52rem; margin: 0 auto; padding: 1rem; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; }
th, td { border: 1px solid #767676; padding: .25rem .5rem; text-align: left; vertical-align: top; }
td { overflow-wrap: anywhere; }
@media (max-width: 36rem) { th, td { font-size: .7rem; padding: .1rem .2rem; } }
pre { white-space: pre-wrap; }
</style>`;

/** The page. */
export function readmeHtml({ study, traces, exceptions, imported, law }: ReadmeParts): string {
  const limits = text.scopeAndLimits(traces.some(({ model }) => model !== undefined));
  const { inputs } = study.core;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Evidence pack: ${escape(inputs.system ?? inputs.origin)}, ${inputs.from} to ${inputs.to}</title>${since(2, study.core.rules) ? STYLE : ''}
</head>
<body>
<main>
<h1>Evidence pack</h1>
<p><strong>${escape(reportStatus(law, inputs.final === true))}.</strong> ${escape(text.NOT_LEGAL_ADVICE)}</p>
${table(
  'What this pack is about',
  ['Item', 'Value'],
  [
    ['System', inputs.system ?? 'all systems in the log'],
    ['Period', `${inputs.from} up to, not including, ${inputs.to}`],
    ['Log', `${inputs.origin}, ${inputs.size} records`],
    ['Made', `${inputs.now} by ${inputs.software}`],
    ['Version of the law referred to', LAW_VERSION],
  ],
)}
<h2>Exceptions first</h2>
${exceptionsHtml(exceptions)}
<h2>Decisions and verdicts</h2>
<p>${escape(text.VERDICT_NOTE)}</p>
${table(
  'Calls by decision and verdict',
  ['Decision', 'Evaluation', 'Enforced', 'Verdict', 'Meaning', 'Calls'],
  matrix(traces).map((row) => [
    row.decision,
    row.evaluation,
    row.enforced ? 'yes' : 'no, the scope only observes',
    row.verdict,
    row.meaning,
    String(row.count),
  ]),
)}
<h2>What this pack is</h2>
<p>${escape(limits.covers)} It holds the whole log up to the size above, so that anyone can rebuild the tree, read every record and compute every figure again.</p>
<p>${escape(text.WHOSE_LOG)}</p>
<h2>What this pack is not</h2>
${list(limits.doesNotAssert.map((item) => `It does not say ${item}.`))}
<p>Not covered:</p>
${list(limits.uncoveredSurfaces)}
<h2>How to verify</h2>
<ol>
<li>Get the keys of the log and its witnesses from the operator by another way than this pack, as a trust file. If you hold an older head of this log, add it to that file.</li>
<li>Get the verifier from a source you trust. The copy in this pack, <code>${paths.verifier}</code>, is a convenience.</li>
<li>Run <code>${escape(text.VERIFICATION.how)}</code> with Node 20 or later. It needs no network.</li>
</ol>
<p>Or write your own from <code>${paths.guide}</code>.</p>
${table('Results', ['Result', 'Meaning'], Object.entries(text.VERIFICATION.results))}
<p>PASS does not mean:</p>
${list(text.VERIFICATION.passDoesNotMean)}
<h2>Files</h2>
${table('Files of this pack', ['Path', 'Content'], [...FILES, ...moreFiles(study, imported)])}
<p>Cells of CSV files that begin with a sign a spreadsheet would run as a formula carry an apostrophe in front. The JSON files hold the exact values.</p>
<p>Contact: the operator of the log <code>${escape(inputs.origin)}</code>. Language: English.</p>
</main>
</body>
</html>
`;
}

const FILES: readonly (readonly [string, string])[] = [
  [paths.report, 'The report, exceptions right after the cover'],
  [paths.manifest, 'Every file with its digest, the inputs, and what is left out with the reason'],
  ['06_declared_scopes/', 'The scope files as declared, and the policies they compile to'],
  [paths.traces, 'One decision trace a line'],
  [paths.traceIndex, 'The same calls as a table'],
  [paths.exceptionsJson, 'The exceptions; also as CSV'],
  [paths.changes, 'Changes of registry, scopes, tools and configuration'],
  [
    '12_integrity/',
    'Checkpoint, the whole log as tiles and entry bundles, tool definitions, disclosed contexts, proofs, gap report',
  ],
  [paths.population, 'Queries, counts and how they reconcile'],
  [paths.guide, 'The checks, precise enough to write them again'],
  ['test-vectors/', 'Small known answers for such a re-implementation'],
];

/** Files that only some packs hold, by what was asked for. */
function moreFiles({ core: { inputs } }: Study, { batches }: ImportedProjection): (readonly [string, string])[] {
  return [
    ...(inputs.catalogue === undefined
      ? []
      : ([
          [
            paths.reportPage,
            'The report to read, and the same as a PDF: renderings, which the verifier does not make again',
          ],
          [paths.catalogue, 'The requirements that were used, with the assessment of each'],
          [paths.loggingPlan, 'The logging plan of the system card in force, with the events seen'],
          ['09_attestations/', 'What persons stated, each with its state; unsigned ones are visibly unsigned'],
          [paths.openItems, 'What stands in the way of a final report'],
        ] as const)),
    ...(inputs.signer === undefined
      ? []
      : ([[paths.signature, `Signature of the manifest by ${inputs.signer}`]] as const)),
    ...(inputs.sample === undefined
      ? []
      : ([[paths.sampling, 'The sample drawn by the seed of the auditor']] as const)),
    ...(batches.length === 0
      ? []
      : ([
          ['07_imported_traces-*.jsonl', 'Decisions that logs of other systems show, one a line'],
          ['11_sources/', 'Each ingested log: its events, what vouches for it, where custody starts'],
        ] as const)),
  ];
}

function exceptionsHtml(exceptions: readonly PackException[]): string {
  if (exceptions.length === 0) return '<p>No exceptions were found. What was never recorded cannot be found.</p>';
  const rows = exceptions.map((e) => [e.severity, e.kind, String(e.count), `${e.means} ${e.says}.`, e.todo]);
  return table('Exceptions, most serious first', ['Severity', 'Kind', 'Count', 'What was found', 'What to do'], rows);
}

function table(caption: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const header = head.map((cell) => `<th scope="col">${escape(cell)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`).join('\n');
  return `<table>\n<caption>${escape(caption)}</caption>\n<thead><tr>${header}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>`;
}

function list(items: readonly string[]): string {
  return `<ul>\n${items.map((item) => `<li>${escape(item)}</li>`).join('\n')}\n</ul>`;
}

function escape(value: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return value.replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}
