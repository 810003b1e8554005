/**
 * Draws the joined trace as text: a line for each step, with its record, time, decision, verdict and what the join rests
 * on. Words say everything; colour only repeats it. Pure.
 */
import type { NodeLink, TraceTree, TreeNode } from '@remit/evidence';

/** Width in columns; `colour` adds ANSI colours. */
export interface Drawing {
  readonly columns: number;
  readonly colour: boolean;
}

const NAMES: Readonly<Record<TreeNode['kind'], string>> = {
  'model-request': 'request to a model',
  'model-answer': 'answer',
  choice: 'choice of a tool',
  'tool-call': 'call to a tool',
  approval: 'approval',
  decision: 'decision',
  result: 'result',
  gap: 'gap',
  note: '',
};

/** Narrower than this nothing can be drawn: lines then get as long as they must. */
const LEAST = 24;
const STYLES = {
  strong: '\u001B[1m',
  dim: '\u001B[2m',
  good: '\u001B[32m',
  bad: '\u001B[31m',
  open: '\u001B[33m',
} as const;
const END = '\u001B[0m';
type Style = keyof typeof STYLES;

const TONES: Readonly<Record<string, Style>> = {
  permit: 'good',
  permit_with_conditions: 'good',
  in: 'good',
  deny: 'bad',
  out: 'bad',
  escalate: 'open',
  indeterminate: 'open',
};

/** A piece of a line; pieces stand two blanks apart. */
interface Piece {
  readonly text: string;
  readonly style?: Style | undefined;
}

/** What stands before the first line of a node, and before everything below it. */
interface Prefix {
  readonly first: string;
  readonly rest: string;
}

/** The lines of a tree. */
export function drawTree(tree: TraceTree, drawing: Drawing): string[] {
  return tree.turns.flatMap((turn, n) => {
    const lines = drawNode(turn, tree.of, { first: '', rest: '' }, drawing);
    return n === 0 ? lines : ['', ...lines];
  });
}

function drawNode(node: TreeNode, asked: string, prefix: Prefix, drawing: Drawing): string[] {
  const { children } = node;
  const below = `${prefix.rest}${children.length === 0 ? '  ' : '\u2502 '}`;
  const width = Math.max(LEAST, drawing.columns - below.length - 2);
  const own = [
    ...layOut(headOf(node), width, drawing).map((line, n) => `${n === 0 ? prefix.first : `${below}  `}${line}`),
    ...detailsOf(node, asked).flatMap((text) =>
      layOut([{ text, style: 'dim' }], width, drawing).map((line) => `${below}  ${line}`),
    ),
  ];
  const drawn = children.flatMap((child, n) => {
    const last = n === children.length - 1;
    const branch = { first: last ? '\u2514\u2500 ' : '\u251C\u2500 ', rest: last ? '   ' : '\u2502  ' };
    return drawNode(child, asked, { first: prefix.rest + branch.first, rest: prefix.rest + branch.rest }, drawing);
  });
  return [...own.map((line) => line.trimEnd()), ...drawn];
}

function headOf({ kind, says, decision, verdict, exceptions = [] }: TreeNode): Piece[] {
  return [
    ...(NAMES[kind] === '' ? [] : [{ text: NAMES[kind], style: 'strong' } as const]),
    { text: says },
    ...(decision === undefined ? [] : [{ text: decision, style: TONES[decision] }]),
    ...(verdict === undefined ? [] : [{ text: `verdict ${verdict}`, style: TONES[verdict] }]),
    ...exceptions.map((exception): Piece => ({ text: `exception ${exception}`, style: 'bad' })),
  ];
}

function detailsOf({ record, link }: TreeNode, asked: string): string[] {
  const mark = record?.id === asked ? ' <- asked for' : '';
  return [
    ...(record === undefined ? [] : [`${record.id} ${record.at} ${record.type} ${record.index}${mark}`]),
    ...(link === undefined ? [] : [linkSays(link)]),
  ];
}

function linkSays({ status, basis, to }: NodeLink): string {
  return `${status}: ${basis}${to === undefined ? '' : ` (request ${to})`}`;
}

/** Lines of at most `width` columns; a word that is longer stays whole. Styles begin and end within a line. */
function layOut(pieces: readonly Piece[], width: number, { colour }: Drawing): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const { text, style } of pieces)
    for (const [n, word] of printable(text).split(' ').entries()) {
      const gap = used === 0 ? 0 : n === 0 ? 2 : 1;
      if (used > 0 && used + gap + word.length > width) {
        lines.push(line);
        line = '';
        used = 0;
      }
      const before = ' '.repeat(used === 0 ? 0 : gap);
      line += `${before}${colour && style !== undefined ? `${STYLES[style]}${word}${END}` : word}`;
      used += before.length + word.length;
    }
  return [...lines, line];
}

// Threat: names of tools and models come from outside, and a control sequence in one would speak to the terminal.
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
}
