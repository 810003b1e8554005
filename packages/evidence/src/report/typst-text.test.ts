import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Block } from './blocks.ts';
import { escapeHtml } from './html-text.ts';
import { reportPdf } from './pdf.ts';
import { breakableText, pieces, printableText, shownSigns } from './typst-text.ts';

const plain = { title: 'T', subtitle: 'S', language: 'en', footer: 'F', madeAt: '2026-11-25T00:00:00.000Z' } as const;

it('[report.glyphs] the embedded font shows every sign that is written as itself, in every style used', async () => {
  const signs = shownSigns();
  expect(signs.length).toBeGreaterThan(500);
  const text = signs.join(' ');
  const blocks: Block[] = [
    { kind: 'heading', level: 1, text },
    { kind: 'text', text },
    { kind: 'facts', rows: [[text, { code: text }]] },
    {
      kind: 'diagram',
      diagram: {
        title: 't',
        alt: text,
        steps: [1, 2].map(() => ({ box: { kind: 'k', title: text, lines: [text], tone: 'effect' }, label: text })),
      },
    },
  ];
  const pdf = await reportPdf({ ...plain, watermark: text.slice(0, 40), blocks }, []);
  expect(pdf.length).toBeGreaterThan(10_000);
});

it('[report.hostile-text] shows what it cannot set, and what hides text, as a code point', () => {
  expect(printableText('a\u202eb\u0000\u{1f600}\ud800 漢\r\nnext')).toBe(
    'a[U+202E]b[U+0000][U+1F600][U+D800] [U+6F22] next',
  );
  expect(escapeHtml('<script>\u202e"\'&')).toBe('&lt;script&gt;[U+202E]&quot;&#39;&amp;');
});

it('never changes a digest and loses nothing where it allows a break', () => {
  const digest = 'ab'.repeat(32);
  expect(pieces(digest).join('')).toBe(digest);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(breakableText(text).replaceAll('\u200b', '')).toBe(printableText(text));
      expect(
        breakableText(text)
          .split(/[\u200b ]/u)
          .every((run) => [...run].length <= 28),
      ).toBe(true);
    }),
  );
});
