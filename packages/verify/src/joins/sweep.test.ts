/** The sweep holds few events, and the joins are those of all of them. */
import { canonicalize, isWellFormed, utf8 } from '@remit/core';
import type { ImportedEvent } from '@remit/record';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Join } from './join-events.ts';
import { DEFAULT_WINDOW_MS, joinEvents } from './join-events.ts';
import type { Joinable, Names } from './joinable.ts';
import { isAlike, joinableOf } from './joinable.ts';
import { actorSketchOf, idsOf, sketchOf } from './leaf-sketch.ts';
import { packJoins } from './pack-joins.ts';

const NAMES: Names = { agentOf: () => undefined };
const few = (...values: string[]) => fc.constantFrom(...values);
const wild = fc.oneof(
  few('a', 'b', '"},"kind":"x', '"ids":{"request":"1"}', '},"from":{', 'ü{}\\'),
  fc.string({ minLength: 1, maxLength: 6 }),
);
const label = wild.filter((text) => !/\p{Cc}/u.test(text) && isWellFormed(text));

const event = fc.record({
  dataset: few('one', 'two', 'three'),
  kind: few('tool-call', 'http', 'api-call', 'model-call'),
  second: fc.integer({ min: 0, max: 600 }),
  agent: fc.option(few('r1', 'r2', 'ärger'), { nil: undefined }),
  srv: fc.option(few('https://h1.example/x', 'h2.example', 'hö.example'), { nil: undefined }),
  tool: fc.option(label, { nil: undefined }),
  ids: fc.dictionary(
    few('request', 'downstream', 'downstream2', 'trace', 'toolUse', 'event', 'other'),
    fc.oneof(few('1', '2', '3'), label),
    {
      noNullPrototype: true,
      maxKeys: 3,
    },
  ),
});
type Made = typeof event extends fc.Arbitrary<infer T> ? T : never;

function imported(made: Made, n: number): ImportedEvent {
  const { dataset, kind, second, agent, srv, tool, ids } = made;
  return {
    v: 1,
    n,
    raw: 'a'.repeat(64),
    src: { dataset, map: 'm/1' },
    ts: new Date(Date.UTC(2026, 10, 3) + second * 1000).toISOString(),
    tk: 'event',
    kind: kind as ImportedEvent['kind'],
    who: agent === undefined ? {} : { agent },
    act: { ...(srv === undefined ? {} : { srv }), ...(tool === undefined ? {} : { tool }) },
    ids,
    from: { 'act.srv': 'x' },
    missing: {},
  };
}

const shape = ({
  kind,
  left,
  right,
  level,
  candidates,
}: Pick<Join, 'kind' | 'left' | 'right' | 'level' | 'candidates'>) =>
  [kind, left, right ?? '', level, candidates.join(' ')].join('\n');

/** All pairs of datasets, over all events. */
function everyJoin(all: readonly Joinable[]): string[] {
  const names = [...new Set(all.map(({ dataset }) => dataset))].sort();
  const of = (name: string) => all.filter(({ dataset }) => dataset === name);
  return names
    .flatMap((left, i) =>
      names.slice(i + 1).flatMap((right) =>
        joinEvents(of(left), of(right), {
          windowMs: DEFAULT_WINDOW_MS.sameVendor,
          offsetMs: 0,
          alike: ({ kind }) => isAlike(kind),
        }),
      ),
    )
    .map(shape)
    .sort();
}

it('[imported.pack-joins] what is left out joins with nothing: the joins are those of all events', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (made) => {
      const events = made.map(imported);
      const from = { batch: 'B', source: 's', vendor: 'V' };
      const leaves = events.map((one) => utf8(canonicalize(one)));
      const datasets = [...new Set(made.map(({ dataset }) => dataset))];
      const batch = { id: 'B', source: 's', vendor: 'V', datasets, signed: false, leaves: () => leaves };
      const joins = packJoins({ batches: [batch], names: NAMES, own: [], minted: new Set() });
      expect(joins.limits).toEqual([]);
      const found = joins.lines.map((line) => shape({ ...line, kind: line.kind as Join['kind'] })).sort();
      expect(found).toEqual(everyJoin(events.map((one) => joinableOf(one, from, NAMES))));
    }),
    { numRuns: 300 },
  );
});

it('[imported.pack-joins] the sketch of a leaf is what the leaf says, whatever its texts look like', () => {
  fc.assert(
    fc.property(event, fc.nat({ max: 9 }), (made, n) => {
      const one = imported(made, n);
      const latin1 = Buffer.from(canonicalize(one), 'utf8').toString('latin1');
      const sketch = sketchOf(latin1) ?? expect.unreachable('a leaf');
      expect([sketch.dataset, sketch.kind]).toEqual([one.src.dataset, one.kind]);
      const ids = Object.fromEntries(
        Object.entries(idsOf(sketch)).map(([k, v]) => [k, Buffer.from(v, 'latin1').toString('utf8')]),
      );
      expect(ids).toEqual(one.ids);
      expect(actorSketchOf(latin1)).toEqual({
        ...(one.who.agent === undefined ? {} : { agent: one.who.agent }),
        ...(one.act.srv === undefined ? {} : { srv: one.act.srv }),
      });
    }),
    { numRuns: 500 },
  );
});
