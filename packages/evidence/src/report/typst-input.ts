/** A report document as the JSON that the Typst template reads: every text made printable, every default filled in. */
import type { Attachment, Block, Cell, Diagram, ReportDocument, Table } from './blocks.ts';
import { breakableText, pieces, printableText } from './typst-text.ts';

type Json = string | number | null | readonly Json[] | { readonly [key: string]: Json };

/** The value of `sys.inputs.doc`. */
export function typstInput(document: ReportDocument, attachments: readonly Attachment[]): Json {
  const { title, subtitle, language, watermark, footer, madeAt, blocks } = document;
  return {
    title: printableText(title),
    subtitle: breakableText(subtitle),
    language,
    watermark: watermark === undefined ? null : printableText(watermark),
    footer: breakableText(footer),
    date: /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)/.exec(madeAt)?.slice(1).map(Number) ?? [],
    attachments: attachments.map(({ name, mediaType, description, relationship }) => ({
      name,
      mediaType,
      description: printableText(description),
      relationship,
    })),
    blocks: [{ kind: 'contents' }, ...blocks.map(block)],
  };
}

function block(value: Block): Json {
  switch (value.kind) {
    case 'heading':
      return { kind: 'heading', level: value.level, text: breakableText(value.text) };
    case 'text':
    case 'notice':
      return { kind: value.kind, text: breakableText(value.text) };
    case 'list':
      return { kind: 'list', items: value.items.map(cell) };
    case 'facts':
      return { kind: 'facts', rows: value.rows.map(([name, c]) => [breakableText(name), cell(c)]) };
    case 'table':
      return { kind: 'table', table: table(value.table) };
    case 'diagram':
      return { kind: 'diagram', diagram: diagram(value.diagram) };
  }
}

function cell(value: Cell): Json {
  return typeof value === 'string' ? breakableText(value) : { code: pieces(value.code) };
}

function table({ caption, head, rows, widths, left }: Table): Json {
  return {
    caption: breakableText(caption),
    head: head.map(breakableText),
    rows: rows.map((row) => row.map(cell)),
    widths: widths ?? widthsOf(head, rows),
    left: left === undefined ? null : breakableText(left),
  };
}

/** Relative widths from the longest text of each column, within 1 to 6, so that no column starves. */
function widthsOf(head: readonly string[], rows: Table['rows']): number[] {
  return head.map((name, n) => {
    const longest = Math.max(name.length, ...rows.map((row) => lengthOf(row[n] ?? '')));
    return Math.min(6, Math.max(1, Math.round(Math.sqrt(longest))));
  });
}

function lengthOf(value: Cell): number {
  return typeof value === 'string' ? value.length : value.code.length;
}

function diagram({ title, alt, steps }: Diagram): Json {
  return {
    title: breakableText(title),
    // PDF/A-3a refuses an empty alternative text.
    alt: printableText(alt).trim() || 'A diagram without words',
    steps: steps.map(({ box, label }) => ({
      head: breakableText(`${box.kind}: ${box.title}`),
      lines: box.lines.map(breakableText),
      tone: box.tone,
      label: breakableText(label),
    })),
  };
}
