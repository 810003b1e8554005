/**
 * The report as one HTML page: no script, no request, no server. Headings in order, tables with captions and header
 * cells, diagrams with words; prints on A4 with the watermark on every sheet.
 */
import type { Block, Cell, ReportDocument, Table } from './blocks.ts';
import { diagramSvg } from './html-diagram.ts';
import { escapeHtml } from './html-text.ts';

const STYLE = `
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, "Segoe UI", Roboto, sans-serif; color: #111; background: #fff; margin: 0; overflow-wrap: break-word; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .3rem; }
h2 { font-size: 1.4rem; border-bottom: 2px solid #111; padding-bottom: .2rem; margin-top: 2.4rem; }
h3 { font-size: 1.1rem; margin-top: 1.6rem; }
h4 { font-size: 1rem; }
table { border-collapse: collapse; width: 100%; margin: .8rem 0; font-size: .9rem; }
caption { text-align: left; font-weight: 600; padding-bottom: .3rem; }
th, td { border: 1px solid #767676; padding: .3rem .5rem; text-align: left; vertical-align: top; }
thead th, tbody th { background: #f2f2f2; }
.facts th { width: 22%; }
.facts td { overflow-wrap: anywhere; }
code { font: .85em ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
td:has(code) { min-width: 9rem; }
.scroll td:has(code) { min-width: 13rem; }
time { white-space: nowrap; }
.notice { border-left: 4px solid #8a1c1c; background: #faf0f0; padding: .6rem .9rem; }
.scroll { overflow-x: auto; }
@media screen { .scroll table { min-width: 36rem; } }
svg { max-width: 100%; height: auto; font-family: system-ui, sans-serif; }
.mark { color: #8a1c1c; font-weight: 700; letter-spacing: .05em; }
footer { border-top: 1px solid #767676; margin-top: 3rem; padding-top: .6rem; font-size: .85rem; overflow-wrap: anywhere; }
nav ol { columns: 2; font-size: .95rem; list-style: none; padding: 0; }
@media print {
  main { max-width: none; padding: 0; }
  h2, h3, h4 { break-after: avoid; }
  tr, svg { break-inside: avoid; }
  thead { display: table-header-group; }
  .watermark { position: fixed; top: 45%; left: 0; right: 0; text-align: center; font-size: 4rem; font-weight: 700; color: rgba(138, 28, 28, .13); transform: rotate(-35deg); }
}
@media screen { .watermark { display: none; } }
@page { size: A4; margin: 18mm 16mm; }
`;

/** The page. Same document, same text. */
export function reportHtml(document: ReportDocument): string {
  const { title, subtitle, watermark, footer, blocks } = document;
  const mark = watermark === undefined ? '' : escapeHtml(watermark);
  return `<!doctype html>
<html lang="${document.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(`${title}: ${subtitle}`)}</title>
<style>${STYLE}</style>
</head>
<body>
${mark === '' ? '' : `<div class="watermark" aria-hidden="true">${mark}</div>\n`}<main>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(subtitle)}</p>
${mark === '' ? '' : `<p class="mark">${mark}</p>\n`}${contents(blocks)}
${blocks.map(blockHtml).join('\n')}
<footer>${escapeHtml(footer)}</footer>
</main>
</body>
</html>
`;
}

function contents(blocks: readonly Block[]): string {
  const entries = blocks.flatMap((block, n) =>
    block.kind === 'heading' && block.level === 1 ? [`<li><a href="#b${n}">${escapeHtml(block.text)}</a></li>`] : [],
  );
  return `<nav aria-label="Contents"><ol>\n${entries.join('\n')}\n</ol></nav>`;
}

function blockHtml(block: Block, n: number): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level + 1} id="b${n}">${escapeHtml(block.text)}</h${block.level + 1}>`;
    case 'text':
      return `<p>${escapeHtml(block.text)}</p>`;
    case 'notice':
      return `<p class="notice" role="note">${escapeHtml(block.text)}</p>`;
    case 'list':
      return `<ul>\n${block.items.map((item) => `<li>${cell(item)}</li>`).join('\n')}\n</ul>`;
    case 'facts':
      return `<table class="facts">\n<tbody>\n${block.rows
        .map(([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${cell(value)}</td></tr>`)
        .join('\n')}\n</tbody>\n</table>`;
    case 'table':
      return tableHtml(block.table);
    case 'diagram':
      return `<figure>\n${diagramSvg(block.diagram, `d${n}`)}\n<figcaption>${escapeHtml(block.diagram.title)}</figcaption>\n</figure>`;
  }
}

function tableHtml({ caption, head, rows, left }: Table): string {
  const header = head.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((value) => `<td>${cell(value)}</td>`).join('')}</tr>`).join('\n');
  const more = left === undefined ? '' : `\n<p>${escapeHtml(left)}</p>`;
  return `<div class="scroll" tabindex="0" role="group" aria-label="${escapeHtml(caption)}">\n<table>\n<caption>${escapeHtml(caption)}</caption>\n<thead><tr>${header}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>${more}\n</div>`;
}

function cell(value: Cell): string {
  if (typeof value === 'string') return timed(escapeHtml(value));
  return `<code>${value.code.split('\n').map(escapeHtml).join('<br>')}</code>`;
}

/** A time is read as one word: a line does not end in it. */
function timed(html: string): string {
  return html.replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z/g, '<time>$&</time>');
}
