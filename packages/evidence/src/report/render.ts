/** The rendered files of a pack: 01_report.html and 01_report.pdf, from the derived files and nothing else. */
import { utf8 } from '@remit/core';
import type { AssembledPack } from '@remit/verify';
import type { Attachment } from './blocks.ts';
import type { DocumentInput } from './document.ts';
import { reportDocument } from './document.ts';
import { reportHtml } from './html.ts';
import { reportPdf } from './pdf.ts';

/** The files by path. @throws RemitError `evidence.pdf-failed` */
export async function renderReport(input: DocumentInput): Promise<Map<string, Uint8Array>> {
  const document = reportDocument(input);
  return new Map([
    ['01_report.html', utf8(reportHtml(document))],
    ['01_report.pdf', await reportPdf(document, attachmentsOf(input.pack))],
  ]);
}

const ATTACHED: readonly Omit<Attachment, 'bytes'>[] = [
  {
    name: '02_report.json',
    mediaType: 'application/json',
    relationship: 'source',
    description: 'The report as data: the same content as these pages',
  },
  { name: '08_exceptions.json', mediaType: 'application/json', relationship: 'data', description: 'The exceptions' },
  { name: '08_exceptions.csv', mediaType: 'text/csv', relationship: 'data', description: 'The exceptions as a table' },
  // The manifest of the pack lists this PDF, so it cannot be inside it: what is inside lists all files but the renderings.
  {
    name: '03_manifest.json',
    mediaType: 'application/json',
    relationship: 'supplement',
    description: 'The manifest of the pack without its rendered files',
  },
];

function attachmentsOf({ files }: AssembledPack): Attachment[] {
  return ATTACHED.flatMap((attached) => {
    const bytes = files.get(attached.name);
    return bytes === undefined ? [] : [{ ...attached, bytes }];
  });
}
