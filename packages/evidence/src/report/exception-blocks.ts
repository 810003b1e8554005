/** Section 7: every exception with what it means, what to do and its disposition; most serious first. */
import type { PackException } from '@remit/verify';
import type { Block, Cell } from './blocks.ts';

/** Rows of the table on paper; 08_exceptions.json holds all. */
const MOST = 300;
const SAMPLES = 5;

/** The blocks of the section. */
export function exceptionBlocks(exceptions: readonly PackException[]): Block[] {
  if (exceptions.length === 0)
    return [{ kind: 'text', text: 'No exceptions were found. What was never recorded cannot be found.' }];
  const shown = exceptions.slice(0, MOST);
  const rows = shown.map((e): Cell[] => [
    e.severity,
    `${e.kind} (${e.count})`,
    `${e.means} Here: ${e.says}.`,
    e.todo,
    `${e.disposition}; owner: ${e.owner}${e.explainedInLog ? '; the log says why' : ''}`,
  ]);
  return [
    {
      kind: 'text',
      text: `${exceptions.length} exception${exceptions.length === 1 ? '' : 's'}, in 08_exceptions.json and 08_exceptions.csv.`,
    },
    {
      kind: 'table',
      table: {
        caption: 'Exceptions, most serious first',
        head: ['Severity', 'Kind (count)', 'What was found', 'What to do', 'Disposition'],
        widths: [2, 4, 6, 5, 3],
        rows,
        ...(exceptions.length > MOST ? { left: `${exceptions.length - MOST} more stand in 08_exceptions.json.` } : {}),
      },
    },
    {
      kind: 'table',
      table: {
        caption: 'Where each exception is seen',
        head: ['Exception', 'First and last seen', 'Requirements', 'Records (examples)'],
        widths: [2, 4, 3, 5],
        rows: shown.map((e): Cell[] => [
          { code: e.id },
          `${e.firstSeen} to ${e.lastSeen}`,
          e.requirementIds.join(', ') || 'none',
          { code: examples(e.samples) },
        ]),
      },
    },
  ];
}

function examples(samples: readonly string[]): string {
  const more = samples.length - SAMPLES;
  return [...samples.slice(0, SAMPLES), ...(more > 0 ? [`and ${more} more in 08_exceptions.json`] : [])].join('\n');
}
