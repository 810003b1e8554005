/**
 * The report document of a pack: the sections of 02_report.json, exceptions right after the cover, each number printed
 * with the file it stands in (compliance reference §13).
 */
import type { DecisionTrace } from '@remit/record';
import type { AssembledPack, Manifest } from '@remit/verify';
import { annexBlocks } from './annex.ts';
import { annexDocumentBlocks } from './annex-documents.ts';
import type { Block, ReportDocument } from './blocks.ts';
import { importsToWork } from './choose-imports.ts';
import { drawnTraces, joinedToWork, tracesToWork } from './choose-traces.ts';
import { custodyBlocks } from './custody-blocks.ts';
import { exceptionBlocks } from './exception-blocks.ts';
import { readReport } from './read-report.ts';
import { summaryBlocks } from './summary-blocks.ts';
import { valueBlocks } from './value-blocks.ts';
import { workedImport } from './worked-import.ts';
import { workedTrace } from './worked-trace.ts';

/** How many traces are worked out in full when no sample was drawn. */
const WORKED = 6;

/** What a document is written from. `worked`: traces to work out in full; default: those drawn by seed, else one of each kind. */
export interface DocumentInput {
  readonly pack: AssembledPack;
  readonly worked?: readonly DecisionTrace[];
}

/** Builds the document. Pure. */
export function reportDocument({ pack, worked }: DocumentInput): ReportDocument {
  const { inputs } = pack.study.core;
  const report = readReport(pack.files);
  const draft = !report.status.startsWith('FINAL');
  const chosen = worked ?? drawnTraces(pack) ?? ownChoice(pack.traces);
  return {
    title: 'Evidence pack',
    subtitle: `${inputs.system ?? 'All systems in the log'}, ${inputs.from} up to, not including, ${inputs.to}`,
    language: 'en',
    ...(draft ? { watermark: report.status } : {}),
    footer: `${report.status}. Not legal advice. Content ${pack.manifest.packId}`,
    madeAt: inputs.now,
    blocks: [
      ...report.sections.flatMap(({ section, title, content }): Block[] => [
        { kind: 'heading', level: 1, text: `${section}  ${title}` },
        ...sectionBlocks(section, content, pack),
        ...(section === 13 ? chosen.flatMap((trace) => workedTrace(trace, pack.study)) : []),
        ...(section === 13 ? importsToWork(pack).flatMap((trace) => workedImport(trace, pack.files)) : []),
      ]),
      ...annexDocumentBlocks(pack),
      ...annexBlocks(fileRows(pack.manifest)),
    ],
  };
}

function ownChoice(traces: readonly DecisionTrace[]): DecisionTrace[] {
  const kinds = tracesToWork(traces, WORKED);
  return [...kinds, ...joinedToWork(traces, kinds)];
}

function sectionBlocks(section: number, content: object, pack: AssembledPack): Block[] {
  switch (section) {
    case 0:
      return [{ kind: 'notice', text: NOTICE }, ...valueBlocks(content, undefined, 2)];
    case 2:
      return summaryBlocks(content);
    case 10:
      return custodyBlocks(content);
    case 7:
      return exceptionBlocks(pack.exceptions);
    default:
      return valueBlocks(content, undefined, 2);
  }
}

const NOTICE =
  'This page shows what was recorded. It is not legal advice and says of no duty that it is met. Exceptions come first. Software never concludes; people judge and attest.';

/** Path, size and digest of each file, long lists of alike files as one row. */
function fileRows({ files }: Manifest): [string, string, string][] {
  const rows: [string, string, string][] = [];
  const groups = new Map<string, { files: number; bytes: number }>();
  for (const { path, bytes, sha256 } of files) {
    const folder = /^(12_integrity\/(?:tile|proofs|tool-definitions)|11_sources|test-vectors)\//.exec(path)?.[1];
    if (folder === undefined) rows.push([path, String(bytes), sha256]);
    else {
      const group = groups.get(folder) ?? { files: 0, bytes: 0 };
      groups.set(folder, { files: group.files + 1, bytes: group.bytes + bytes });
    }
  }
  const grouped = [...groups].map(([folder, { files: n, bytes }]): [string, string, string] => [
    `${folder}/ (${n} files)`,
    String(bytes),
    'each in 03_manifest.json',
  ]);
  return [...rows, ...grouped];
}
