/** Section 10: the sources as a table that fits a page; everything else as it stands. */
import type { Block, Cell } from './blocks.ts';
import { cellOf, valueBlocks } from './value-blocks.ts';

type Members = Readonly<Record<string, unknown>>;

/** Rows on paper; 11_sources/ holds a statement for each. */
const MOST = 300;

/** The blocks of the section. */
export function custodyBlocks(content: object): Block[] {
  const { sources, ...rest } = content as Members;
  if (!Array.isArray(sources)) return valueBlocks(content, undefined, 2);
  const all: readonly unknown[] = sources;
  const rows = all.slice(0, MOST).map((source): Cell[] => {
    const of = (name: string) => text(Object(source) as Members, name);
    return [
      { code: of('batch') },
      `${of('source')}, written by ${of('vendor')}`,
      { code: `${of('object')} ${of('sha')}` },
      `${of('events')} events, ${of('duplicates')} duplicates, ${of('unparsed')} unparsed; ${of('from')} to ${of('to')}`,
      `${of('integrity')}; ingested ${of('ingestedAt')} by ${of('parser')}`,
    ];
  });
  const left = all.length > MOST ? { left: `${all.length - MOST} more stand in 02_report.json and 11_sources/.` } : {};
  return [
    ...valueBlocks(rest, undefined, 2),
    {
      kind: 'table',
      table: {
        caption: 'Sources: what was ingested, and what vouches for it before',
        head: ['Batch', 'Source', 'Object and its SHA-256', 'Content', 'Integrity, ingest'],
        widths: [3, 3, 6, 5, 4],
        rows,
        ...left,
      },
    },
  ];
}

function text(members: Members, name: string): string {
  const cell = cellOf(members[name]);
  return typeof cell === 'string' ? cell : cell.code;
}
