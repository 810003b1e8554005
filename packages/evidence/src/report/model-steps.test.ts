import { assemblePack } from '@remit/verify';
import { coreOf, startModelStory } from '@remit/verify/testing';
import { describe, expect, it } from 'vitest';
import type { Diagram } from './blocks.ts';
import { reportDocument } from './document.ts';
import { reportHtml } from './html.ts';

/** A conversation, a call by hand, and a report of them. */
async function report() {
  const story = startModelStory();
  const first = story.ask([
    { id: 'call_1', name: 'files_read_text_file' },
    { id: 'call_2', name: 'web_search' },
  ]);
  const call = story.read({ call: 'call_1' });
  const next = story.ask([], { results: ['call_1'] });
  const byHand = story.read();
  const assembled = assemblePack(await coreOf(story.ledger));
  if (!assembled.ok) throw new Error('the story must assemble');
  const pack = assembled.value;
  const document = reportDocument({ pack });
  const diagrams = document.blocks.flatMap((block) => (block.kind === 'diagram' ? [block.diagram] : []));
  return {
    document,
    ids: { first: first.decision.id, call: call.id, next: next.decision.id, byHand: byHand.id },
    diagrams,
  };
}

const shape = (diagram: Diagram | undefined) =>
  diagram?.steps.map(({ box, label }) => `${label === '' ? '' : `${label} -> `}${box.kind}: ${box.title}`);

describe('a joined trace in a report', () => {
  it('[report.joined-trace] stands from the request over choice, decision and effect to the next request', async () => {
    const { diagrams, ids } = await report();
    const chosen = diagrams.find(
      ({ steps }) =>
        steps.some(({ box }) => box.kind === 'Next request' && box.lines[0]?.includes(ids.next)) &&
        steps.some(({ box }) => box.kind === 'Decision') &&
        steps.some(({ box }) => box.kind === 'Observed'),
    );
    expect(chosen?.title).toMatch(/^From the model to the effect: /);
    expect(shape(chosen)).toEqual([
      'Declared scope: loan-triage',
      'the agent asked -> Request to a model: small -> gpt-4o-mini at main (openai)',
      'verified: the answer names the request as its cause -> Answer: tool_use, by gpt-4o-mini-2024-07-18',
      'asserted: the client states the id that the provider minted -> Decision: permit',
      'then -> Observed: executed',
      'asserted: it carries the result under the minted id -> Next request: small -> gpt-4o-mini at main (openai)',
      'looked at again when this report was made -> Verdict: in',
    ]);
    expect(chosen?.alt).toContain('asserted: the client states the id that the provider minted: Decision, permit');
  });

  it('[report.joined-trace] a request shows each choice with its call or why there is none; a call by hand says that no model is known', async () => {
    const { diagrams, ids } = await report();
    const choices = diagrams.flatMap(({ steps }) =>
      steps.filter(({ box }) => box.kind === 'Choice').map(({ box }) => box),
    );
    expect(choices.map(({ title, lines }) => [title, ...lines])).toEqual([
      ['files_read_text_file', 'call_1', expect.stringContaining(ids.call), expect.stringMatching(/^asserted: /)],
      ['web_search', 'call_2', 'no call in this log fits'],
    ]);
    const unknown = diagrams.flatMap(({ steps }) =>
      steps.filter(({ box }) => box.kind === 'Model').map(({ box }) => box.title),
    );
    expect(unknown).toEqual(['unknown']);
  });

  it('[report.joined-trace] is drawn without scripts, with its words for who does not see it', async () => {
    const html = reportHtml((await report()).document);
    expect(html).toContain('Request to a model: small -&gt; gpt-4o-mini at main (openai)');
    expect(html).toMatch(/<desc id="d\d+-d">[^<]*Next request/);
    expect(html).not.toMatch(/<script/i);
  });
});
