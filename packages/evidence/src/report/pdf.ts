/**
 * The report as a tagged PDF/A-3a, set by Typst (reference/stack.md T10). Same document, same bytes: the date is the
 * report's, the fonts lie beside this package, ids follow from the content.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromUtf8 } from '@remit/core';
import { evidenceError } from '../errors.ts';
import type { Attachment, ReportDocument } from './blocks.ts';
import { typstInput } from './typst-input.ts';
import { typstTemplate } from './typst-template.ts';

// The compiler takes fonts of the system before its own. Ours have a family name of their own, so that an installed font
// of the same family cannot change one byte of a report.
const FONTS = fileURLToPath(new URL('../../fonts', import.meta.url));

/**
 * Sets the document. Attachments must be UTF-8 text.
 * @throws RemitError `evidence.pdf-failed` with what the compiler says.
 */
export async function reportPdf(document: ReportDocument, attachments: readonly Attachment[]): Promise<Uint8Array> {
  // Loaded only when a PDF is made: the compiler is a native library of 50 MB.
  const { NodeCompiler } = await import('@myriaddreamin/typst-ts-node-compiler');
  // Threat: `read("/x")` in a source resolves inside the workspace, by default the current folder. Ours is empty.
  const workspace = mkdtempSync(join(tmpdir(), 'remit-report-'));
  try {
    const compiler = NodeCompiler.create({ workspace, fontArgs: [{ fontPaths: [FONTS] }] });
    const inputs: Record<string, string> = { doc: JSON.stringify(typstInput(document, attachments)) };
    for (const { name, bytes } of attachments) inputs[`file-${name}`] = textOf(name, bytes);
    const set = compiler.compile({ mainFileContent: typstTemplate, inputs });
    const { result } = set;
    if (result === null)
      throw evidenceError('evidence.pdf-failed', whatWasWrong(set.takeDiagnostics()?.shortDiagnostics));
    const creationTimestamp = Math.floor(Date.parse(document.madeAt) / 1000);
    const pdf = compiler.pdf(result, { pdfStandard: 'a-3a', creationTimestamp });
    compiler.evictCache(0);
    return Uint8Array.from(pdf);
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

function textOf(name: string, bytes: Uint8Array): string {
  const text = fromUtf8(bytes);
  if (text === undefined) throw evidenceError('evidence.pdf-failed', `${name} is not UTF-8 text`);
  return text;
}

function whatWasWrong(diagnostics: readonly unknown[] | undefined): string {
  return JSON.stringify(diagnostics ?? []).slice(0, 500);
}
