/** The annex: files with digests, words, and how the figures came about. */
import type { Block } from './blocks.ts';

const WORDS: readonly (readonly [string, string])[] = [
  ['Declared scope', 'What the operator wrote down that an agent may do, before it acted.'],
  ['Decision', 'What the policy said when the call was made: permit, deny, escalate, permit with conditions.'],
  ['Observed effect', 'What the answer of the server shows. Remit sees the answer, not the effect itself.'],
  [
    'Verdict',
    'What a later look at the same scope and the same context says: in, out or indeterminate. Unknown is never counted as in.',
  ],
  ['verified', 'A named check passed.'],
  ['asserted', 'A named party says so; nobody else can check it.'],
  ['broken', 'The check failed.'],
  ['absent', 'No source supplied the link.'],
  ['MISSING', 'Something that a reader would expect is not there, with the reason.'],
  ['Exception', 'Something that does not fit. It stays open until a person disposes of it.'],
];

/** Blocks of the annex. `files`: path, bytes, SHA-256. */
export function annexBlocks(files: readonly (readonly [string, string, string])[]): Block[] {
  return [
    { kind: 'heading', level: 1, text: 'Annex' },
    { kind: 'heading', level: 2, text: 'Words' },
    { kind: 'facts', rows: WORDS },
    { kind: 'heading', level: 2, text: 'Method' },
    {
      kind: 'text',
      text: 'Every figure is computed from the records of the log when the report is made, by the rules in VERIFY.md. The same log, the same inputs and the same clock give the same bytes. The queries and their counts stand in 13_population.json. This page and 01_report.pdf are renderings of 02_report.json: the verifier checks their digests and does not make them again.',
    },
    { kind: 'heading', level: 2, text: 'Files of this pack' },
    {
      kind: 'table',
      table: {
        caption: 'Files without the renderings, the manifest and its signature',
        head: ['Path', 'Bytes', 'SHA-256'],
        widths: [4, 1, 5],
        rows: files.map(([path, bytes, sha]) => [path, bytes, { code: sha }]),
      },
    },
  ];
}
