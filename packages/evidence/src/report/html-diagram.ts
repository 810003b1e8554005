/** A diagram as inline SVG: boxes and arrows, text inside, no script, no reference to anything outside. */
import type { Diagram, DiagramBox } from './blocks.ts';
import { escapeHtml } from './html-text.ts';

const WIDTH = 640;
const PAD = 10;
const LINE = 17;
const GAP = 34;
/** Signs that fit on a line at 13 px in a sans-serif face; long words are cut, never pushed out of the box. */
const LINE_SIGNS = 84;

const TONES: Readonly<Record<DiagramBox['tone'], string>> = {
  declared: '#e8eef7',
  decision: '#f3efe2',
  oversight: '#f0e6f2',
  effect: '#e6f2ea',
  verdict: '#f7ecec',
  model: '#e4f1f4',
};

/** The diagram. `id` is unique on the page: title and description are named by it. */
export function diagramSvg(diagram: Diagram, id: string): string {
  const parts: string[] = [];
  let y = 2;
  for (const [n, { box, label }] of diagram.steps.entries()) {
    if (n > 0) {
      parts.push(arrow(y, y + GAP, label));
      y += GAP;
    }
    const lines = [`${box.kind}: ${box.title}`, ...box.lines].flatMap((line) => wrap(line, LINE_SIGNS));
    const height = lines.length * LINE + 2 * PAD;
    parts.push(
      `<rect x="2" y="${y}" width="${WIDTH - 4}" height="${height}" rx="3" fill="${TONES[box.tone]}" stroke="#333"/>`,
      ...lines.map((line, i) => textLine(PAD + 4, y + PAD + 13 + i * LINE, line, i === 0)),
    );
    y += height;
  }
  return [
    `<svg role="img" aria-labelledby="${id}-t ${id}-d" viewBox="0 0 ${WIDTH} ${y + 2}" width="${WIDTH}" xmlns="http://www.w3.org/2000/svg">`,
    `<title id="${id}-t">${escapeHtml(diagram.title)}</title><desc id="${id}-d">${escapeHtml(diagram.alt)}</desc>`,
    ...parts,
    '</svg>',
  ].join('\n');
}

function arrow(from: number, to: number, label: string): string {
  const x = WIDTH / 2;
  const tip = to - 1;
  return [
    `<path d="M${x} ${from}V${tip - 8}" stroke="#333" fill="none"/>`,
    `<path d="M${x - 5} ${tip - 8}H${x + 5}L${x} ${tip}Z" fill="#333"/>`,
    `<text x="${x + 12}" y="${from + 20}" font-size="12" font-style="italic">${escapeHtml(label)}</text>`,
  ].join('');
}

function textLine(x: number, y: number, line: string, strong: boolean): string {
  return `<text x="${x}" y="${y}" font-size="13"${strong ? ' font-weight="bold"' : ''}>${escapeHtml(line)}</text>`;
}

/** Breaks a text into lines of at most `most` signs, at spaces where there are any. */
export function wrap(text: string, most: number): string[] {
  const lines: string[] = [];
  let rest = Array.from(text);
  while (rest.length > most) {
    const space = rest.slice(0, most).lastIndexOf(' ');
    const at = space > most / 2 ? space : most;
    lines.push(rest.slice(0, at).join(''));
    rest = rest.slice(rest[at] === ' ' ? at + 1 : at);
  }
  return [...lines, rest.join('')];
}
