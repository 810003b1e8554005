import type { TraceTree, TreeNode } from '@remit/evidence';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { terminalOf } from './terminal.ts';
import { drawTree } from './trace-drawing.ts';

const record = (n: number, type: string) => ({
  id: `01M8A15DM43PJ24K0A9T1SD2S${n}`,
  index: n,
  type,
  at: `2026-11-25T18:57:3${n}.000Z`,
});
const TREE: TraceTree = {
  schema: 'remit.trace-tree/1',
  of: record(3, '').id,
  turns: [
    {
      kind: 'model-request',
      says: 'triage-model -> replay-loan-triage at replay (openai-compatible)',
      record: record(1, 'llm.decision'),
      decision: 'permit',
      verdict: 'in',
      children: [
        {
          kind: 'model-answer',
          says: 'tool_use, by replay-loan-triage',
          record: record(2, 'llm.outcome'),
          link: { status: 'verified', basis: 'its cause is the leaf hash of that record' },
          children: [
            {
              kind: 'choice',
              says: 'files_read, call_1',
              link: { status: 'verified', basis: 'calls[0] of that record' },
              children: [
                {
                  kind: 'tool-call',
                  says: 'files/read',
                  record: record(3, 'mcp.decision'),
                  decision: 'deny',
                  verdict: 'out',
                  exceptions: ['scope_out'],
                  link: { status: 'asserted', basis: 'the client states the id that the provider minted' },
                  children: [],
                },
              ],
            },
          ],
        },
      ],
    },
    {
      kind: 'model-request',
      says: 'm at a (b)',
      link: { status: 'asserted', basis: 'x', to: record(1, '').id },
      children: [],
    },
  ],
};

describe('the drawing of a joined trace', () => {
  it('[trace.drawing] gives each step its record, time, decision, verdict and basis', () => {
    expect(drawTree(TREE, { columns: 110, colour: false })).toEqual([
      'request to a model  triage-model -> replay-loan-triage at replay (openai-compatible)  permit  verdict in',
      '\u2502   01M8A15DM43PJ24K0A9T1SD2S1 2026-11-25T18:57:31.000Z llm.decision 1',
      '\u2514\u2500 answer  tool_use, by replay-loan-triage',
      '   \u2502   01M8A15DM43PJ24K0A9T1SD2S2 2026-11-25T18:57:32.000Z llm.outcome 2',
      '   \u2502   verified: its cause is the leaf hash of that record',
      '   \u2514\u2500 choice of a tool  files_read, call_1',
      '      \u2502   verified: calls[0] of that record',
      '      \u2514\u2500 call to a tool  files/read  deny  verdict out  exception scope_out',
      '             01M8A15DM43PJ24K0A9T1SD2S3 2026-11-25T18:57:33.000Z mcp.decision 3 <- asked for',
      '             asserted: the client states the id that the provider minted',
      '',
      'request to a model  m at a (b)',
      '    asserted: x (request 01M8A15DM43PJ24K0A9T1SD2S1)',
    ]);
  });

  it('[trace.drawing] keeps to the width where words allow it, and loses no word', () => {
    const wide = drawTree(TREE, { columns: 400, colour: false }).join(' ');
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 200 }), (columns) => {
        const lines = drawTree(TREE, { columns, colour: false });
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
        const words = (text: string) => text.split(/[\s\u2502\u2514\u2500\u251C]+/).filter((word) => word !== '');
        expect(words(lines.join(' '))).toEqual(words(wide));
      }),
    );
  });

  it('[trace.drawing] colour repeats what the words say, and control sequences of a name do not reach the terminal', () => {
    const node = (says: string): TreeNode => ({ kind: 'note', says, children: [] });
    const drawn = drawTree(
      { ...TREE, turns: [...TREE.turns, node('a\u001B[2Jb\u202Ec')] },
      { columns: 80, colour: true },
    );
    const plain = drawTree({ ...TREE, turns: [...TREE.turns, node('a?[2Jb?c')] }, { columns: 80, colour: false });
    expect(drawn.join('\n')).toContain('\u001B[31mdeny\u001B[0m');
    // Every control sequence of the drawing begins a style or ends it.
    expect(drawn.map((line) => line.replaceAll(/\u001B\[\d+m/g, ''))).toEqual(plain);
  });

  it('[trace.drawing] NO_COLOR, a dumb terminal and no terminal', () => {
    expect(terminalOf({ isTTY: true, columns: 120 }, {})).toEqual({ columns: 120, colour: true });
    expect(terminalOf({ isTTY: true }, { NO_COLOR: '1' })).toEqual({ columns: 80, colour: false });
    expect(terminalOf({ isTTY: true }, { NO_COLOR: '' })?.colour).toBe(true);
    expect(terminalOf({ isTTY: true }, { TERM: 'dumb' })?.colour).toBe(false);
    expect(terminalOf({}, {})).toBeUndefined();
  });
});
