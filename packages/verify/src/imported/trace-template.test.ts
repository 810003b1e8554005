/** Traces from templates are those that reading, judging and writing each event give. */
import { canonicalize, fromUtf8, rfc3339, sha256, toHex, utf8 } from '@remit/core';
import type { ImportedEvent } from '@remit/record';
import { compileScope, parseScope } from '@remit/scope';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentsOf, packFiles } from '../pack/pack-files.ts';
import type { PackCore } from '../projection/pack-core.ts';
import type { Study } from '../projection/study.ts';
import { studyCore } from '../projection/study.ts';
import { createAgentRegister } from './agent-register.ts';
import { hasParts, partsOf, skeletonOf, slotsOf } from './leaf-slots.ts';
import type { MadeEvent } from './made-logs.fixture.ts';
import { createMadeLogs, madeTime } from './made-logs.fixture.ts';
import { batchesOf, leavesOf, readLeaf } from './material.ts';
import { projectImported } from './project.ts';
import { traceOfEvent } from './trace-of-event.ts';
import { createTracer } from './tracer.ts';

const ROLE = 'arn:aws:iam::123456789012:role/a';
const AGENTS = utf8(
  `remit-agents: 1\nagents:\n  - agent: an-agent\n    identities: ["${ROLE}"]\n    servers: { s.example: s }\n`,
);
const SCOPE = utf8(`remit-scope: 1
id: one
system: { id: one, name: One, purpose: Test }
agent: an-agent
declared-by: A
approved-by: B
valid: { from: 2026-01-01, to: 2026-12-31 }
servers:
  s:
    tools:
      read: {}
`);

async function studyOf(batches: readonly (readonly MadeEvent[])[], declared = true): Promise<Study> {
  const logs = createMadeLogs();
  const shaOf = (bytes: Uint8Array) => toHex(sha256(bytes));
  const parsed = parseScope(fromUtf8(SCOPE) ?? '');
  if (!parsed.ok) throw new Error('scope');
  const { agent, systemId: system, bundleSha, compiler, from, to } = compileScope(parsed.value, SCOPE);
  const scope = { id: 'one', sha: shaOf(SCOPE) };
  const who = { sub: `p_${'A'.repeat(22)}` };
  const dcl = { agent, system, from: rfc3339(from), to: rfc3339(to) };
  if (declared)
    logs.ledger.append({
      t: 'registry.change',
      who,
      chg: { what: 'agents.declare', ref: 'agents', sha: shaOf(AGENTS) },
    });
  logs.ledger.append({ t: 'scope.declare', who, scope, dcl });
  logs.ledger.append({ t: 'policy.activate', scope, act_pol: { bundle_sha: bundleSha, compiler } });
  for (const [i, events] of batches.entries())
    logs.batch(
      { source: 'made', vendor: i % 2 === 0 ? 'V' : 'W', integrity: i % 3 === 0 ? 'none' : 'digest-valid' },
      events,
    );
  const core: PackCore = await logs.core();
  const blobs = new Map([...core.blobs, [scope.sha, SCOPE], [shaOf(AGENTS), AGENTS]]);
  const study = studyCore({ ...core, blobs });
  if (!study.ok) throw new Error(JSON.stringify(study.error));
  return study.value;
}

/** The same study, so that no event takes a template: each has a context, which nobody asks for where no agent is declared. */
function withContexts(study: Study): Study {
  const chunks = [...(study.core.imported ?? [])].map(([id, [chunk]]) => {
    const leaves = chunk?.leaves ?? new Uint8Array();
    const lines = [...leavesOf([leaves])].map((_, n) => `${canonicalize({ context: { a: 1 }, n })}\n`);
    return [id, [{ leaves, contexts: utf8(lines.join('')) }]] as const;
  });
  return { ...study, core: { ...study.core, imported: new Map(chunks) } };
}

/** The files of traces, each leaf by itself. */
function slowly(study: Study): string[] {
  const { core } = study;
  const register = createAgentRegister(study.view, study.shelf, core.blobs);
  return batchesOf(study.view, core.inputs).flatMap((batch) => {
    const leaves = (core.imported?.get(batch.record.id) ?? []).map((chunk) => chunk.leaves);
    const lines = [...leavesOf(leaves)].flatMap((leaf) => {
      const read = readLeaf(leaf);
      const trace = read.ok ? traceOfEvent(read.value, { batch, register, contextOf: () => undefined }) : undefined;
      const at = trace?.at;
      return trace === undefined || (at !== undefined && (at < core.inputs.from || at >= core.inputs.to))
        ? []
        : [canonicalize(trace)];
    });
    return lines.length === 0 ? [] : [`${lines.join('\n')}\n`];
  });
}

function quickly(study: Study): string[] {
  const files = contentsOf(packFiles(projectImported(study).files));
  return [...files].flatMap(([path, content]) =>
    path.startsWith('07_imported_traces') && content instanceof Uint8Array ? [fromUtf8(content) ?? ''] : [],
  );
}

const word = fc.constantFrom('a', 'b', 'ü', 'x"y', 'with , "ids":{ in it', '},"kind":"', '\ue001', 'arn:x', '7');
const hash = fc.constantFrom('A'.repeat(43), '-_9'.padEnd(43, 'z'));
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const event = fc
  .record({
    dataset: fc.constantFrom('made', 'made.other'),
    kind: fc.constantFrom<ImportedEvent['kind']>('tool-call', 'api-call', 'model-call', 'http'),
    tk: fc.constantFrom<ImportedEvent['tk']>('event', 'ingest'),
    ts: maybe(fc.constantFrom(-9000, 0, 60, 1e8).map(madeTime)),
    who: fc.record({ agent: maybe(fc.constantFrom(ROLE, 'other')), sub: maybe(fc.constant(`p_${'b'.repeat(22)}`)) }),
    act: fc.record({
      srv: maybe(fc.constant('s.example')),
      tool: maybe(fc.constantFrom('read', 'write')),
      res: maybe(word),
    }),
    c: maybe(fc.record({ args: maybe(hash), result: maybe(hash) })),
    ids: fc.dictionary(fc.constantFrom('request', 'k "', 'z'), word, { maxKeys: 2 }),
    out: maybe(
      fc.record({ status: fc.constantFrom<'executed' | 'refused'>('executed', 'refused'), ms: maybe(fc.nat(3)) }),
    ),
    use: maybe(fc.record({ in: maybe(fc.nat(2000)), out: maybe(fc.nat(5)) })),
    dec: maybe(fc.record({ result: fc.constantFrom<'permit' | 'deny'>('permit', 'deny'), basis: word })),
    from: fc.dictionary(fc.constantFrom('ts', 'act.tool'), word, { maxKeys: 1 }),
    flags: maybe(fc.constant(['sampled'])),
  })
  // Members that are undefined are not there.
  .map((made) => JSON.parse(JSON.stringify(made)) as MadeEvent);

describe('traces from templates', () => {
  it('[imported.template] are the same bytes as events that are read, judged and written one by one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(event, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }),
        async (batches) => {
          // Each event several times: from the second on it has a template.
          const study = await studyOf(batches.map((events) => [...events, ...events, ...events, ...events]));
          expect(quickly(study)).toEqual(slowly(study));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('[imported.template] count for the same exceptions, in the same order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(event, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 }),
        async (batches) => {
          const many = batches.map((events) => [...events, ...events, ...events.toReversed(), ...events]);
          const study = await studyOf(many, false);
          const [{ joins: _quick, ...quick }, { joins: _slow, ...slow }] = [
            projectImported(study),
            projectImported(withContexts(study)),
          ];
          expect(quick).toEqual(slow);
          expect(JSON.stringify(quick.counts)).toBe(JSON.stringify(slow.counts));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('[imported.template] are taken by most events of a log that repeats itself, across its batches', async () => {
    const made = Array.from(
      { length: 40 },
      (_, i): MadeEvent => ({
        dataset: 'made',
        ts: madeTime(i),
        who: { agent: ROLE },
        act: { srv: 's.example', tool: 'read', res: `r ${i}` },
        ids: { request: `r-${i}` },
        out: { status: 'executed', ms: i * i },
        use: { in: i, out: 2 * i },
      }),
    );
    const study = await studyOf([made, [], [], made]);
    const register = createAgentRegister(study.view, study.shelf, study.core.blobs);
    const tracer = createTracer({ register, joins: undefined });
    let like = 0;
    for (const batch of batchesOf(study.view, study.core.inputs)) {
      const trace = tracer(batch);
      const leaves = (study.core.imported?.get(batch.record.id) ?? []).map((chunk) => chunk.leaves);
      let n = 0;
      for (const leaf of leavesOf(leaves)) if (trace(fromUtf8(leaf), n++, new Map()).kind === 'like') like += 1;
    }
    // Two integrities: each kind is read by itself twice.
    expect(like).toBe(76);
    expect(quickly(study)).toEqual(slowly(study));
    expect(projectImported(study).counts).toMatchObject({ events: 80, traces: 80, byVerdict: { indeterminate: 80 } });
  });

  it('[imported.template] are not taken by a leaf whose value may not stand where it stands', async () => {
    const study = await studyOf([[{ dataset: 'made' }, { dataset: 'made' }, { dataset: 'made' }]]);
    const register = createAgentRegister(study.view, study.shelf, study.core.blobs);
    const [batch] = batchesOf(study.view, study.core.inputs);
    const chunk = study.core.imported?.get(batch?.record.id ?? '')?.[0];
    if (batch === undefined || chunk === undefined) throw new Error('no batch');
    const trace = createTracer({ register, joins: undefined })(batch);
    const kinds = [...leavesOf([chunk.leaves])].map((leaf, n) => trace(fromUtf8(leaf), n, new Map()).kind);
    expect(kinds).toEqual(['read', 'read', 'like']);
    const [leaf = ''] = [...leavesOf([chunk.leaves])].slice(2).map((bytes) => fromUtf8(bytes) ?? '');
    for (const [from, to] of [
      [/"raw":"./, '"raw":"G'],
      [/"n":2/, '"n":02'],
      [/"n":2/, '"n":3'],
      [/"ts":"2026/, '"ts":"+026'],
      [/"id":"e-2"/, '"id":""'],
      [/"id":"e-2"/, '"id":"\\u0041"'],
      [/"id":"e-2"/, `"id":"${'x'.repeat(257)}"`],
    ] as const)
      expect(trace(leaf.replace(from, to), 2, new Map()).kind, to).toBe('read');
  });

  it('[imported.template] find the members that differ', () => {
    const leaf = `{"act":{"res":"r"},"c":{"args":"C"},"from":{"c":"x"},"ids":{"a":"1","b":"2"},"kind":"http","missing":{},"n":7,"out":{"ms":3,"status":"executed"},"raw":"R","src":{"dataset":"d","id":"i","line":5,"map":"m"},"tk":"event","ts":"T","use":{"in":1,"out":2},"v":1,"who":{"sub":"p_${'s'.repeat(22)}"}}`;
    const slots = slotsOf(leaf);
    expect(slots?.kinds).toEqual(['res', 'c', 'ids', 'ids', 'n', 'ms', 'raw', 'id', 'line', 'ts', 'in', 'out', 'sub']);
    expect(skeletonOf(leaf, slots ?? { at: [], kinds: [] })).toBe(
      '{"act":{"res":"\0"},"c":{"args":"\0"},"from":{"c":"x"},"ids":{"a":"\0","b":"\0"},"kind":"http","missing":{},"n":\0,"out":{"ms":\0,"status":"executed"},"raw":"\0","src":{"dataset":"d","id":"\0","line":\0,"map":"m"},"tk":"event","ts":"\0","use":{"in":\0,"out":\0},"v":1,"who":{"sub":"\0"}}',
    );
    for (const text of ['', '{}', '{"act":{},"b"', 'x'.repeat(2000)]) expect(slotsOf(text)).toBeUndefined();
  });

  it('[imported.template] hold a leaf against a skeleton without writing it', () => {
    // Few letters, the gap among them, so that cuts often agree.
    const cut = fc
      .array(fc.tuple(fc.string({ unit: fc.constantFrom('a', 'b', '\0'), maxLength: 2 }), fc.nat(2)), { maxLength: 4 })
      .map((pieces) => {
        const at: number[] = [];
        let leaf = '';
        for (const [text, length] of pieces) {
          leaf += text;
          at.push(leaf.length, leaf.length + length);
          leaf += 'v'.repeat(length);
        }
        return { leaf: `${leaf}b`, slots: { at, kinds: [] } };
      });
    fc.assert(
      fc.property(cut, cut, (one, other) => {
        const skeleton = skeletonOf(other.leaf, other.slots);
        const same = skeletonOf(one.leaf, one.slots) === skeleton;
        // It may miss a skeleton only where the gap stands for itself.
        const gap = /\0/.test(one.leaf + other.leaf);
        const has = hasParts(one.leaf, one.slots, partsOf(skeleton));
        expect(gap ? same || !has : has === same).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
