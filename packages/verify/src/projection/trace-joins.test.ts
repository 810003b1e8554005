/** Joins by W3C trace context, and what threads and traces tell apart under the other bases. */
import type { JoinKeys, Who } from '@remit/record';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testHandle } from '../testing/ledger.ts';
import type { ModelStory } from '../testing/model-story.ts';
import { startModelStory } from '../testing/model-story.ts';
import { coreOf } from '../testing/pack.ts';
import { projectStudy } from './assemble.ts';
import { groupCalls } from './calls.ts';
import { basisInWords } from './join-words.ts';
import { readLog } from './log-view.ts';
import { modelGuide } from './model-guide.ts';
import { joinModels } from './model-joins.ts';
import { studyCore } from './study.ts';

const TRACE = (sign: string): string => sign.repeat(32);
const PRINT = (letter: string): string => letter.repeat(43);
const TOOL = 'mcp__files__read-text-file'.replaceAll('-', '_');

/** Each call that is joined, with the request that chose it, by record id. */
function joinsOf({ ledger }: Pick<ModelStory, 'ledger'>) {
  const view = readLog(ledger.entries);
  if (!view.ok) throw new Error('the log is unreadable');
  const joins = joinModels(groupCalls(view.value).calls);
  const list = [...joins.chosenBy].map(([call, { by, n, basis, narrowedBy }]) => ({
    call: call.decisions[0].record.id,
    by: by.decisions[0].record.id,
    n,
    basis,
    narrowedBy,
  }));
  return {
    list,
    of: (id: string) => list.find(({ call }) => call === id),
    choices: [...joins.choices.values()].flat(),
  };
}

async function projected({ ledger }: ModelStory) {
  const study = studyCore(await coreOf(ledger));
  if (!study.ok) throw new Error('the log is unreadable');
  return { ...projectStudy(study.value), guide: modelGuide(study.value) };
}

describe('joins by trace', () => {
  it('[verify.join-trace] one choice and one call of a tool in one trace join, asserted, with the basis everywhere', async () => {
    const story = startModelStory();
    const { decision } = story.ask([{ name: TOOL }], { stated: { trace: TRACE('a') } });
    const call = story.read({ trace: TRACE('a') });
    const { traces, exceptions, guide } = await projected(story);
    const trace = traces.find(({ traceId }) => traceId === call.id);
    expect(trace?.chosenBy).toMatchObject({ status: 'asserted', basis: 'trace-context', traceId: decision.id });
    expect(trace?.custody.links[0]).toMatchObject({
      status: 'asserted',
      method: 'name and W3C trace id are equal, and nothing else in the trace fits',
      assertedBy: 'client',
    });
    expect(traces.find(({ traceId }) => traceId === decision.id)?.model?.chose[0]?.call?.basis).toBe('trace-context');
    expect(exceptions.filter(({ kind }) => kind.includes('choice'))).toEqual([]);
    expect(guide).toContain('## 7c. Threads and traces');
  });

  it('[verify.join-trace] not with another trace, another tool, a call before its choice, or a choice that the provider ran', () => {
    const story = startModelStory();
    story.read({ trace: TRACE('a') });
    const stated = { trace: TRACE('a') };
    story.ask([{ name: 'write_file' }, { name: TOOL, ran: 'provider' }], { stated });
    story.read({ trace: TRACE('a') });
    story.ask([{ name: TOOL }], { stated });
    story.read({ trace: TRACE('b') });
    expect(joinsOf(story).list).toEqual([]);
  });

  it('[verify.join-trace] two choices or two calls of a tool in one trace: none is joined, and that is said', async () => {
    for (const [choices, made] of [
      [2, 1],
      [1, 2],
      [2, 2],
    ] as const) {
      const story = startModelStory();
      const stated = { trace: TRACE('a') };
      for (let n = 0; n < choices; n++) story.ask([{ name: TOOL }], { stated });
      for (let n = 0; n < made; n++) story.read(stated);
      const { traces } = await projected(story);
      const said = traces.flatMap(({ model }) => model?.chose ?? []).map(({ unjoined }) => unjoined);
      expect(said).toEqual(Array(choices).fill('several calls or choices fit equally well; none is joined'));
    }
  });

  it('[verify.join-trace] threads tell them apart', () => {
    const story = startModelStory();
    const calls = ['t1', 't2'].map((thread) => ({ thread, trace: TRACE('a') }));
    const asked = calls.map((stated) => story.ask([{ name: TOOL }], { stated }).decision.id);
    const [second, first] = [...calls].reverse().map((stated) => story.read(stated).id);
    const { of } = joinsOf(story);
    expect(of(first ?? '')).toMatchObject({ by: asked[0], basis: 'trace-context', narrowedBy: ['thread'] });
    expect(of(second ?? '')).toMatchObject({ by: asked[1], basis: 'trace-context', narrowedBy: ['thread'] });
  });

  it('[verify.join-trace-arguments] arguments that one process saw on both sides settle it; over a restart only the trace is left', async () => {
    const story = startModelStory();
    const stated = { trace: TRACE('a') };
    story.ask([{ name: TOOL, args_fp: PRINT('a') }], { stated });
    const other = story.read({ ...stated, args_fp: PRINT('b') });
    const { traces, exceptions } = await projected(story);
    expect(joinsOf(story).list).toEqual([]);
    expect(traces.flatMap(({ model }) => model?.chose ?? [])[0]?.unjoined).toBe(
      'no call in this log fits: in its trace the tool was called with other arguments',
    );
    expect(exceptions.map(({ kind }) => kind)).toContain('call_without_choice');
    story.ledger.restart('w2');
    const later = story.read({ ...stated, args_fp: PRINT('c') });
    expect(joinsOf(story).of(later.id)).toMatchObject({ basis: 'trace-context' });
    expect(joinsOf(story).of(other.id)).toBeUndefined();
  });

  it('[verify.join-trace-last] a trace does not outweigh a minted id, nor equal arguments', () => {
    const story = startModelStory();
    const stated = { trace: TRACE('a') };
    const one = story.ask([{ id: 'call_1', name: TOOL, args_fp: PRINT('a') }], { stated: { trace: TRACE('b') } });
    const two = story.ask([{ name: TOOL, args_fp: PRINT('b') }], { stated: { trace: TRACE('b') } });
    story.ask([{ name: TOOL }], { stated });
    const byId = story.read({ ...stated, call: 'call_1' });
    const byPrint = story.read({ ...stated, args_fp: PRINT('b') });
    const strange = story.read({ ...stated, call: 'call_of_nobody' });
    const { of } = joinsOf(story);
    expect(of(byId.id)).toMatchObject({ by: one.decision.id, basis: 'tool-call-id' });
    expect(of(byPrint.id)).toMatchObject({ by: two.decision.id, basis: 'argument-fingerprint' });
    expect(of(strange.id)).toBeUndefined();
  });

  it('[verify.join-narrowed] equal choices side by side are told apart by thread or trace, in whatever order they are called', () => {
    for (const kind of ['thread', 'trace'] as const) {
      const story = startModelStory();
      const values = ['a', 'b'].map((sign) => ({ [kind]: TRACE(sign) }));
      const asked = values.map((stated) => story.ask([{ name: TOOL, args_fp: PRINT('a') }], { stated }).decision.id);
      const made = [...values].reverse().map((stated) => story.read({ ...stated, args_fp: PRINT('a') }).id);
      const { of } = joinsOf(story);
      for (const [n, id] of made.entries())
        expect(of(id)).toMatchObject({ by: asked[1 - n], basis: 'argument-fingerprint', narrowedBy: [kind] });
    }
  });

  it('[verify.join-narrowed] an id that is minted in two threads joins in each; one who states no thread could be anybody', () => {
    const both = (second: JoinKeys): ModelStory => {
      const story = startModelStory();
      for (const thread of ['t1', 't2']) story.ask([{ id: 'call_0', name: TOOL }], { stated: { thread } });
      story.read({ call: 'call_0', thread: 't1' });
      story.read({ call: 'call_0', ...second });
      return story;
    };
    expect(joinsOf(both({ thread: 't2' })).list.map(({ narrowedBy }) => narrowedBy)).toEqual([['thread'], ['thread']]);
    expect(joinsOf(both({})).list).toEqual([]);
  });

  it('[verify.join-narrowed] records of before, with sessions alone, join as they did', async () => {
    const story = startModelStory();
    for (const session of ['s1', 's2']) story.ask([{ name: TOOL, args_fp: PRINT('a') }], { stated: { session } });
    for (const session of ['s1', 's2']) story.read({ session, args_fp: PRINT('a') });
    expect(joinsOf(story).list).toEqual([]);
    expect((await projected(story)).guide).not.toContain('7c.');
  });

  it('[verify.join-trace] a crowded trace is ambiguous and does not cost its square', () => {
    const story = startModelStory();
    const stated = { trace: TRACE('a') };
    for (let n = 0; n < 20; n++)
      story.ask(
        Array.from({ length: 100 }, () => ({ name: TOOL })),
        { stated },
      );
    for (let n = 0; n < 20; n++) story.read(stated);
    const { list, choices } = joinsOf(story);
    expect(list).toEqual([]);
    expect(choices.every(({ ambiguous }) => ambiguous)).toBe(true);
  });

  it('[verify.join-trace] every basis has its words', () => {
    for (const basis of ['tool-call-id', 'argument-fingerprint', 'trace-context'] as const)
      expect(basisInWords({ basis, narrowedBy: ['thread', 'trace'] })).toMatch(/thread and trace is stated$/);
  });
});

const event = fc.record({
  who: fc.constantFrom('victim', 'attacker'),
  kind: fc.constantFrom('ask', 'read', 'restart'),
  id: fc.constantFrom(undefined, 'call_1', 'call_2'),
  args: fc.constantFrom(undefined, 'a', 'b'),
  trace: fc.constantFrom(undefined, 'a', 'b'),
  thread: fc.constantFrom(undefined, 't1', 't2'),
});
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

const ATTACKERS: readonly Who[] = [
  { sub: testHandle('mallory'), agent: 'loan-triage-agent' },
  { sub: testHandle('ana'), agent: 'another-agent' },
];

/** Joins by the places of the events in the list. */
function played(events: readonly (Event & { readonly n: number })[], attacker: Who): readonly string[] {
  const story = startModelStory();
  const places = new Map<string, number>();
  for (const { n, who, kind, id, args, trace, thread } of events) {
    const by = who === 'victim' ? story.agentWho : attacker;
    const stated = {
      ...(trace === undefined ? {} : { trace: TRACE(trace) }),
      ...(thread === undefined ? {} : { thread }),
    };
    const print = args === undefined ? {} : { args_fp: PRINT(args) };
    if (kind === 'restart') story.ledger.restart(`w${n + 2}`);
    else if (kind === 'ask')
      places.set(
        story.ask([{ ...(id === undefined ? {} : { id }), name: TOOL, ...print }], { stated, who: by }).decision.id,
        n,
      );
    else places.set(story.read({ ...(id === undefined ? {} : { call: id }), ...stated, ...print }, by).id, n);
  }
  const { list } = joinsOf(story);
  return list.map(({ call, by, basis }) => `${places.get(by)}>${places.get(call)} ${basis}`).sort();
}

describe('whatever is stated', () => {
  const numbered = fc.array(event, { maxLength: 14 }).map((events) => events.map((one, n) => ({ ...one, n })));

  it("[verify.join-owner] nobody's ids, arguments or traces change the joins of another person or agent", () => {
    fc.assert(
      fc.property(numbered, fc.constantFrom(...ATTACKERS), (events, attacker) => {
        const of = (who: string) => (join: string) => events[Number.parseInt(join, 10)]?.who === who;
        const all = played(events, attacker);
        const own = events.filter(({ who, kind }) => who === 'victim' || kind === 'restart');
        expect(all.filter(of('victim'))).toEqual(played(own, attacker));
        for (const join of all) {
          const [choice = -1, call = -1] = join.match(/\d+/g)?.map(Number) ?? [];
          expect(choice).toBeLessThan(call);
          expect(events[call]?.who).toBe(events[choice]?.who);
        }
        expect(new Set(all.map((join) => join.split(/[> ]/)[1])).size).toBe(all.length);
      }),
      { numRuns: 60 },
    );
  });

  it('[verify.join-trace-last] traces change no join by a minted id, and never join a call that states one', () => {
    fc.assert(
      fc.property(numbered, (events) => {
        const [attacker] = ATTACKERS;
        if (attacker === undefined) return;
        const byId = (joins: readonly string[]) => joins.filter((join) => join.endsWith('tool-call-id'));
        const all = played(events, attacker);
        expect(byId(all)).toEqual(
          byId(
            played(
              events.map((one) => ({ ...one, trace: undefined })),
              attacker,
            ),
          ),
        );
        for (const join of all.filter((one) => one.endsWith('trace-context'))) {
          const [choice, call] = (join.match(/\d+/g) ?? []).map((n) => events[Number(n)]);
          expect(call?.id).toBeUndefined();
          expect(call?.trace).toBe(choice?.trace);
        }
      }),
      { numRuns: 60 },
    );
  });
});
