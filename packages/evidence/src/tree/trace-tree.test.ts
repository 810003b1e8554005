import type { ModelStory } from '@remit/verify/testing';
import { startModelStory } from '@remit/verify/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readerOfTestLedger } from '../testing-reader.ts';
import { showTree } from '../traces.ts';
import { traceTrees } from './trace-tree.ts';
import type { TraceTree, TreeNode } from './tree-node.ts';
import { studyOfReader } from './tree-study.fixture.ts';

const PRINT = (n: number): string => String.fromCharCode(97 + n).repeat(43);

function nodesOf(nodes: readonly TreeNode[]): TreeNode[] {
  return nodes.flatMap((node) => [node, ...nodesOf(node.children)]);
}

/** Ids of the records of a tree, as often as they stand in it. */
function recordsOf(tree: TraceTree | undefined): string[] {
  return nodesOf(tree?.turns ?? []).flatMap(({ record }) => (record === undefined ? [] : [record.id]));
}

const outline = (nodes: readonly TreeNode[], depth = 0): string[] =>
  nodes.flatMap(({ kind, says, link, children }) => [
    `${'  '.repeat(depth)}${kind} ${says}${link === undefined ? '' : ` (${link.status})`}`,
    ...outline(children, depth + 1),
  ]);

/** One step of a story by chance: three numbers are all that chance has to say. */
type Step = readonly [what: number, which: number, more: number];

/** Plays a conversation with everything that can be joined, not joined, or joined twice. */
function play(story: ModelStory, steps: readonly Step[]): void {
  const minted: string[] = [];
  let last: ReturnType<ModelStory['ask']> | undefined;
  for (const [what, which, more] of steps) {
    const id = minted[which % Math.max(1, minted.length)];
    if (what === 0) {
      const ids = Array.from({ length: more % 3 }, (_, n) => `call_${minted.length + n}`);
      const results = minted.filter((_, n) => (n + which) % 2 === 0).slice(-3);
      last = story.ask(
        ids.map((one, n) => ({ id: one, name: 'files_read_text_file', args_fp: PRINT((which + n) % 3) })),
        {
          ...(results.length === 0 ? {} : { results }),
          ...(more === 5 && last !== undefined ? { after: last.outcome } : {}),
        },
      );
      minted.push(...ids);
    } else if (what === 1) story.read(id === undefined ? undefined : { call: id });
    else if (what === 2) story.read({ args_fp: PRINT(which % 3) });
    else if (what === 3) story.read();
    else if (what === 4) story.propose({ verdict: which % 2 === 0 ? 'approved' : 'rejected' });
    else story.ledger.append({ t: 'heartbeat', hb: { why: 'report' } });
  }
}

describe('the tree of a joined trace', () => {
  it('[trace.tree] goes from the request over choice, call and result to the next request and the answer', () => {
    const story = startModelStory();
    const first = story.ask([{ id: 'call_1', name: 'files_read_text_file' }]);
    const call = story.read({ call: 'call_1' });
    const retried = story.ask([], { results: ['call_1'] });
    const last = story.ask([], { results: ['call_1'], after: retried.outcome });
    const tree = treeOf(story, call.id);
    expect(outline(tree?.turns ?? [])).toEqual([
      'model-request small -> gpt-4o-mini at main (openai)',
      '  model-answer tool_use, by gpt-4o-mini-2024-07-18 (verified)',
      '    choice files_read_text_file, call_1 (verified)',
      '      tool-call files/read_text_file (asserted)',
      '        result executed, 12 ms (verified)',
      `      note its result is in request ${retried.decision.id}, under the minted id`,
      'model-request small -> gpt-4o-mini at main (openai) (asserted)',
      '  model-answer complete, by gpt-4o-mini-2024-07-18 (verified)',
      'model-request small -> gpt-4o-mini at main (openai) (verified)',
      '  model-answer complete, by gpt-4o-mini-2024-07-18 (verified)',
    ]);
    expect(tree?.turns.map(({ link }) => link?.to)).toEqual([undefined, first.decision.id, retried.decision.id]);
    expect(nodesOf(tree?.turns ?? []).find(({ kind }) => kind === 'tool-call')).toMatchObject({
      decision: 'permit',
      verdict: 'in',
      link: { status: 'asserted', basis: 'the client states the id that the provider minted' },
    });
    for (const id of [first.outcome.id, last.outcome.id, call.id])
      expect(treeOf(story, id)?.turns).toEqual(tree?.turns);
  });

  it('[trace.tree] a call that no model asked for stands alone and says so; a choice without a call says what is missing', () => {
    const story = startModelStory();
    const { outcome } = story.ask([{ id: 'call_1', name: 'web_search' }]);
    const call = story.read();
    expect(treeOf(story, call.id)?.turns).toMatchObject([
      { kind: 'tool-call', exceptions: expect.arrayContaining(['call_without_choice']) },
    ]);
    expect(outline(treeOf(story, outcome.id)?.turns ?? []).at(-1)).toMatch(/no call in this log fits/);
    expect(treeOf(story, 'nothing')).toBeUndefined();
  });

  it('[trace.tree-whole] every record of every call stands once, in one tree, whichever record it is asked by', () => {
    const step = fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 7 }), fc.nat({ max: 5 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 24 }), (steps) => {
        const story = startModelStory();
        play(story, steps);
        const study = studyOfReader(readerOfTestLedger(story.ledger, []), story.ledger.now());
        const trees = traceTrees(study);
        const all = study.study.selection.calls.flatMap((call) => [
          ...call.decisions,
          ...call.approvals,
          ...call.extraOutcomes,
          ...call.gaps,
          ...(call.outcome === undefined ? [] : [call.outcome]),
        ]);
        const seen = new Map<string, readonly TreeNode[]>();
        for (const { record } of all) {
          const tree = trees.ofRecord(record.id);
          const own = recordsOf(tree);
          expect(own.filter((id) => id === record.id)).toHaveLength(1);
          expect(new Set(own).size).toBe(own.length);
          for (const id of own) {
            const before = seen.get(id);
            if (before === undefined) seen.set(id, tree?.turns ?? []);
            else expect(tree?.turns).toEqual(before);
          }
        }
        expect(seen.size).toBe(all.length);
      }),
      { numRuns: 40 },
    );
  });
});

function treeOf({ ledger }: ModelStory, id: string): TraceTree | undefined {
  return showTree({ reader: readerOfTestLedger(ledger, []), now: ledger.now(), software: 'remit 0.1.0' }, id);
}
