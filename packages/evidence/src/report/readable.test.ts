/** What makes a page of the report easy to read: words for its codes, and lines that do not end inside a time. */
import { STATUS_WORDS, statusMeanings } from '@remit/catalogue';
import { expect, it } from 'vitest';
import { reportHtml } from './html.ts';
import { summaryBlocks } from './summary-blocks.ts';

it('[report.page] every status word is explained above the table that uses it', () => {
  const blocks = summaryBlocks({ statusWords: 'Counting is not sufficiency.', clauses: [] });
  const legend = blocks.findIndex((b) => b.kind === 'facts' && b.rows.some(([word]) => word === STATUS_WORDS[0]));
  expect(legend).toBeGreaterThanOrEqual(0);
  expect(blocks[legend]).toEqual({ kind: 'facts', rows: STATUS_WORDS.map((word) => [word, statusMeanings[word]]) });
  expect(blocks.findIndex(({ kind }) => kind === 'table')).toBeGreaterThan(legend);
});

it('[report.page] a time in a cell stands on one line, and nothing else of the cell changes', () => {
  const page = reportHtml({
    title: 'T',
    subtitle: 'S',
    language: 'en',
    footer: 'F',
    madeAt: '2026-11-25T10:00:00Z',
    blocks: [{ kind: 'facts', rows: [['Seen', '2026-11-25T10:00:00.123Z to <2026-11-26T10:00:00Z>, 2026-11-26']] }],
  });
  expect(page).toContain(
    '<td><time>2026-11-25T10:00:00.123Z</time> to &lt;<time>2026-11-26T10:00:00Z</time>&gt;, 2026-11-26</td>',
  );
});
