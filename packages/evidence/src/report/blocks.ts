/**
 * What a report is made of, before it becomes HTML or PDF. Both writers draw the same blocks, so that page and PDF say
 * the same (compliance reference §13). Texts are data, never markup: each writer escapes them.
 */

/** A cell or sentence. `code`: printed in full, broken anywhere, such as a digest; a line feed begins a new line. */
export type Cell = string | { readonly code: string };

/** One box of a diagram. `tone` names which of the four facts it shows, or the model's part; colour is never the only sign. */
export interface DiagramBox {
  readonly kind: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly tone: 'declared' | 'decision' | 'oversight' | 'effect' | 'verdict' | 'model';
}

/** Boxes from top to bottom; `label` stands on the arrow that leads to the box. */
export interface Diagram {
  readonly title: string;
  /** The diagram in words, for whoever does not see it. */
  readonly alt: string;
  readonly steps: readonly { readonly box: DiagramBox; readonly label: string }[];
}

/** A table. `widths`: relative, one a column. `left`: rows that are not shown here. */
export interface Table {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly widths?: readonly number[];
  readonly left?: string;
}

/** One block of a report. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Cell[] }
  | { readonly kind: 'facts'; readonly rows: readonly (readonly [string, Cell])[] }
  | { readonly kind: 'table'; readonly table: Table }
  | { readonly kind: 'diagram'; readonly diagram: Diagram };

/** A file that the PDF carries inside. */
export interface Attachment {
  readonly name: string;
  readonly mediaType: string;
  readonly description: string;
  readonly relationship: 'data' | 'source' | 'supplement';
  readonly bytes: Uint8Array;
}

/** A whole report. `madeAt`: RFC 3339, the clock of the report and the date of the document. */
export interface ReportDocument {
  readonly title: string;
  readonly subtitle: string;
  readonly language: 'en';
  /** Printed across every page; absent when the report is final. */
  readonly watermark?: string;
  /** Printed at the foot of every page. */
  readonly footer: string;
  readonly madeAt: string;
  readonly blocks: readonly Block[];
}
