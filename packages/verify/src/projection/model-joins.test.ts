import { describe, expect, it } from 'vitest';
import { startModelStory } from '../testing/model-story.ts';
import { coreOf } from '../testing/pack.ts';
import { projectStudy } from './assemble.ts';
import { modelGuide } from './model-guide.ts';
import { studyCore } from './study.ts';

const PRINT = (letter: string): string => letter.repeat(43);

/** A story in which the agent asks a model, and what its projection says. */
function modelStory() {
  const story = startModelStory();
  const result = async () => {
    const study = studyCore(await coreOf(story.ledger));
    if (!study.ok) throw new Error('the log is unreadable');
    const { traces, exceptions } = projectStudy(study.value);
    return { traces, kinds: exceptions.map(({ kind, says }) => `${kind}: ${says}`), guide: modelGuide(study.value) };
  };
  return { ...story, result };
}

describe('joins of choices and calls', () => {
  it('[verify.join-id] the minted id that the client states joins, asserted, and the result leads back', async () => {
    const story = modelStory();
    const first = story.ask([{ id: 'call_1', name: 'read_text_file' }]);
    const call = story.read({ call: 'call_1' });
    const second = story.ask([], { results: ['call_1'] });
    const { traces, kinds } = await story.result();
    const link = { status: 'asserted', basis: 'tool-call-id' };
    expect(traces.find(({ traceId }) => traceId === call.id)?.chosenBy).toEqual({
      ...link,
      traceId: first.decision.id,
      choice: 0,
      id: 'call_1',
      model: {
        requested: 'small',
        routed: 'gpt-4o-mini',
        account: 'main',
        provider: 'openai',
        api: 'openai.chat',
        returned: ['gpt-4o-mini-2024-07-18'],
      },
    });
    expect(traces.find(({ traceId }) => traceId === first.decision.id)?.model?.chose).toEqual([
      { id: 'call_1', tool: 'read_text_file', call: { ...link, traceId: call.id }, resultIn: second.decision.id },
    ]);
    expect(kinds.filter((kind) => kind.includes('choice'))).toEqual([]);
  });

  it('[verify.join-id] where an id is minted again, a result leads back to the choice before it', async () => {
    const story = modelStory();
    const turns = [1, 2].map(() => {
      const { decision } = story.ask([{ id: 'call_0', name: 'read_text_file' }]);
      story.read({ call: 'call_0' });
      return [decision.id, story.ask([], { results: ['call_0'] }).decision.id];
    });
    const { traces } = await story.result();
    const resultIn = (id: string | undefined) =>
      traces.find(({ traceId }) => traceId === id)?.model?.chose[0]?.resultIn;
    for (const [request, next] of turns) expect(resultIn(request)).toBe(next);
  });

  it('[verify.join-print] equal arguments and name join, once; a second call of the same kind has no choice', async () => {
    const story = modelStory();
    story.ask([{ name: 'mcp__files__read_text_file', args_fp: PRINT('a') }]);
    const call = story.read({ args_fp: PRINT('a') });
    const injected = story.read({ args_fp: PRINT('b') });
    const { traces, kinds } = await story.result();
    expect(traces.find(({ traceId }) => traceId === call.id)?.chosenBy?.basis).toBe('argument-fingerprint');
    expect(traces.find(({ traceId }) => traceId === injected.id)?.chosenBy).toBeUndefined();
    expect(kinds).toContain('call_without_choice: files/read_text_file');
  });

  it('[verify.model-everywhere] each trace names the model, or says why it is unknown', async () => {
    const story = modelStory();
    story.ask([{ id: 'call_1', name: 'read_text_file' }]);
    story.read({ call: 'call_1' });
    const injected = story.read();
    const { traces } = await story.result();
    for (const { traceId, model, chosenBy, absent } of traces) {
      const { routed } = model ?? chosenBy?.model ?? { routed: undefined };
      expect(routed).toBe(traceId === injected.id ? undefined : 'gpt-4o-mini');
      if (traceId === injected.id) expect(absent['model']).toMatch(/^unknown: no choice of a model/);
    }
  });

  it('[verify.join-print] what ids join is no rival of equal arguments; the same call again later is joined too', async () => {
    const story = modelStory();
    story.ask([{ id: 'call_1', name: 'read_text_file', args_fp: PRINT('a') }]);
    const byId = story.read({ call: 'call_1', args_fp: PRINT('a') });
    const prints = [1, 2].map(() => {
      story.ask([{ name: 'read_text_file', args_fp: PRINT('a') }]);
      return story.read({ args_fp: PRINT('a') });
    });
    const { traces, kinds } = await story.result();
    const basis = (id: string) => traces.find(({ traceId }) => traceId === id)?.chosenBy?.basis;
    expect(basis(byId.id)).toBe('tool-call-id');
    expect(prints.map(({ id }) => basis(id))).toEqual(['argument-fingerprint', 'argument-fingerprint']);
    expect(kinds.filter((kind) => kind.includes('choice'))).toEqual([]);
  });

  it('[verify.join-ambiguous] where several fit none is joined, and that is said', async () => {
    const story = modelStory();
    const { decision } = story.ask([
      { name: 'read_text_file', args_fp: PRINT('a') },
      { name: 'read_text_file', args_fp: PRINT('a') },
    ]);
    story.read({ args_fp: PRINT('a') });
    story.read({ args_fp: PRINT('a') });
    const { traces } = await story.result();
    const trace = traces.find(({ traceId }) => traceId === decision.id);
    expect(trace?.model?.chose.map(({ call, unjoined }) => [call, unjoined])).toEqual([
      [undefined, 'several calls or choices fit equally well; none is joined'],
      [undefined, 'several calls or choices fit equally well; none is joined'],
    ]);
  });

  it('[verify.join-missing] a choice that never came through is absent, never "not executed"; a call before its choice is not joined', async () => {
    const story = modelStory();
    story.read({ call: 'call_1' });
    story.ask([
      { id: 'call_1', name: 'read_text_file' },
      { name: 'web_search', ran: 'provider' },
    ]);
    const { kinds } = await story.result();
    expect(kinds).toContain('choice_without_call: read_text_file: no call in this log, and no result of it came back');
    expect(kinds.filter((kind) => kind.includes('web_search'))).toEqual([]);
    expect(kinds).toContain('call_without_choice: files/read_text_file');
  });

  it('[verify.join-none] where no model is used through Remit, no call needs a choice', async () => {
    const story = modelStory();
    story.read();
    const { kinds, guide } = await story.result();
    expect(kinds.filter((kind) => kind.includes('choice'))).toEqual([]);
    expect(guide).toBe('');
  });

  it('[verify.join-guide] VERIFY.md of a log with models says how choices and calls are joined', async () => {
    const story = modelStory();
    story.ask([]);
    expect((await story.result()).guide).toContain('## 7b. Models, choices and calls');
  });

  it('[verify.model-drift] an answer that names another model is an exception; a dated form of the same is not', async () => {
    const story = modelStory();
    story.ask([], { resp: ['gpt-4o-mini-2024-07-18'] });
    story.ask([], { resp: ['gpt-4o'] });
    expect((await story.result()).kinds.filter((kind) => kind.startsWith('model_mismatch'))).toEqual([
      'model_mismatch: main/gpt-4o-mini: the answer names gpt-4o',
    ]);
  });
});
