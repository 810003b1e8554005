/** The few pieces of Markdown that the generated pages are made of. */

/** A table. A cell's `|` is escaped and its line breaks become spaces, so that a cell stays one cell. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
}

/** The words under a generated page's title. */
export const GENERATED = 'This page is made from the code by `npm run gen`.';
