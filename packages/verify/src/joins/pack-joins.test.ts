/** Joins in packs: lines of 07_joins.jsonl, links of the traces, and what the verifier makes of them. */
import { utf8 } from '@remit/core';
import { expect, it } from 'vitest';
import type { MadeEvent } from '../imported/made-logs.fixture.ts';
import { createMadeLogs, foreignTracesOf, linesOf, madeTime, verifyMade } from '../imported/made-logs.fixture.ts';
import { peopleBlob } from '../imported/people-file.ts';
import { testHandle } from '../testing/ledger.ts';
import type { PackJoin } from './pack-join.ts';

const AWS = { source: 'aws.cloudtrail', vendor: 'Amazon Web Services' };
const OTLP = { source: 'otlp', vendor: 'the instrumented programs' };
const ANA = testHandle('ana');

const mcp = (over: Partial<MadeEvent> = {}): MadeEvent => ({
  dataset: 'aws.cloudtrail.mcp',
  ts: madeTime(10),
  who: { agent: 'role-1' },
  act: { srv: 'mcp.example', tool: 'read', method: 'tools/call' },
  dec: { result: 'permit', basis: 'isError' },
  out: { status: 'executed' },
  ...over,
});
const span = (over: Partial<MadeEvent> = {}): MadeEvent => ({ ...mcp(over), dataset: 'otlp.mcp' });
const joinsIn = (pack: Awaited<ReturnType<ReturnType<typeof createMadeLogs>['pack']>>) =>
  linesOf<PackJoin>(pack, '07_joins.jsonl');

it('[imported.pack-joins] by an id of the vendor, verified only where both sides stand in checked segments', async () => {
  for (const [integrity, status] of [
    ['digest-valid', 'verified'],
    ['none', 'asserted'],
  ] as const) {
    const logs = createMadeLogs();
    const a = logs.batch({ ...AWS, integrity }, [mcp({ ids: { request: 'r-1' } }), mcp({ ids: { request: 'r-2' } })]);
    const b = logs.batch({ ...AWS, integrity: 'digest-valid' }, [
      { ...mcp({ ids: { request: 'r-1' } }), dataset: 'aws.cloudtrail', kind: 'api-call' },
    ]);
    const pack = await logs.pack();
    // By the names of the datasets the event of aws.cloudtrail stands left.
    expect(joinsIn(pack)).toMatchObject([{ kind: 'request', left: `${b}:0`, right: `${a}:0`, level: 'exact', status }]);
    const trace = foreignTracesOf(pack).get(`${a}:0`);
    expect(trace?.custody.links.at(-1)).toMatchObject({ to: `${b}:0`, relation: 'also shown by', status });
    expect(foreignTracesOf(pack).get(`${a}:1`)?.custody.links).toHaveLength(4);
    const report = await verifyMade(logs, pack.files);
    expect(report.steps.filter(({ status: is }) => is === 'fail')).toEqual([]);
    const altered = new Map(pack.files).set('07_joins.jsonl', utf8(''));
    expect((await verifyMade(logs, altered)).result).toBe('FAIL');
  }
});

it('[imported.pack-joins] by who and where when exactly one fits, and several are listed and left apart', async () => {
  const logs = createMadeLogs();
  const a = logs.batch(AWS, [mcp(), mcp({ ts: madeTime(2000) }), mcp({ act: { srv: 'other.example', tool: 'read' } })]);
  const b = logs.batch(OTLP, [span({ ts: madeTime(11) }), span({ ts: madeTime(2001) }), span({ ts: madeTime(2002) })]);
  const pack = await logs.pack();
  expect(joinsIn(pack)).toMatchObject([
    { left: `${a}:0`, right: `${b}:0`, level: 'probable', status: 'asserted', windowMs: 120_000 },
    { left: `${a}:1`, level: 'ambiguous', status: 'absent', candidates: [`${b}:1`, `${b}:2`], candidateCount: 2 },
  ]);
  const links = foreignTracesOf(pack).get(`${a}:1`)?.custody.links ?? [];
  expect(links.at(-1)).toMatchObject({ status: 'absent', to: '2 candidates, in 07_joins.jsonl' });
  expect(foreignTracesOf(pack).get(`${a}:2`)?.custody.links).toHaveLength(4);
  // The report lists what was left apart.
  const report = new TextDecoder().decode(pack.files.get('02_report.json'));
  expect(report).toContain('"same-call ambiguous": 1');
  expect(report).toContain(`${a}:1`);
});

it('[imported.pack-joins] a call belongs to the grant of its sign-in session and to the opening of its portal session', async () => {
  const logs = createMadeLogs();
  const grant = 'arn:aws:signin:eu-west-1:1:session/s-1';
  const signin = { dataset: 'aws.cloudtrail.signin', kind: 'grant', who: { sub: ANA }, act: {} } as const;
  const a = logs.batch(AWS, [
    { ...signin, ts: madeTime(1), ids: { grant } },
    // A renewal of the same session.
    { ...signin, ts: madeTime(5), ids: { grant } },
    mcp({ ids: { grant } }),
    mcp({ ids: { grant: `${grant}2` } }),
  ]);
  const portal = {
    dataset: 'cloudflare.mcp_portal_logs',
    who: { sub: ANA },
    ids: { portal: 'p', session: 's' },
  } as const;
  const b = logs.batch({ source: 'cloudflare.mcp-portal', vendor: 'Cloudflare' }, [
    { ...portal, kind: 'session', ts: madeTime(1) },
    { ...portal, ts: madeTime(2), act: { srv: 'https://files.example/mcp', tool: 'read' } },
    { ...portal, ts: madeTime(3), act: { srv: 'https://files.example/mcp', tool: 'read' } },
  ]);
  const pack = await logs.pack();
  expect(joinsIn(pack)).toMatchObject([
    { kind: 'grant', left: `${a}:0`, level: 'exact', opens: { events: 1, first: [`${a}:2`] } },
    { kind: 'session', left: `${b}:0`, level: 'exact', opens: { events: 2, first: [`${b}:1`, `${b}:2`] } },
  ]);
  const traces = foreignTracesOf(pack);
  expect(traces.get(`${a}:2`)?.custody.links.at(-1)).toMatchObject({ to: `${a}:0`, status: 'asserted' });
  expect(traces.get(`${a}:3`)?.custody.links.at(-1)).toMatchObject({ to: 'a grant at sign-in', status: 'absent' });
  expect(traces.get(`${b}:2`)?.custody.links.at(-1)).toMatchObject({ relation: 'in the session opened by' });
});

it('[imported.pack-joins] a gateway leads to every request that it names; one that no log shows is absent', async () => {
  const logs = createMadeLogs();
  const gateway = { dataset: 'aws.cloudtrail.agentcore-gateway', act: { srv: 'arn:gateway', tool: 'read' } } as const;
  const a = logs.batch(
    AWS,
    [
      mcp({ ...gateway, ids: { request: 'g-1', downstream: 'd-1', downstream2: 'd-2' } }),
      mcp({ ...gateway, ids: { request: 'g-2', downstream: 'd-9' } }),
    ].map((event) => ({ ...event, dataset: gateway.dataset })),
  );
  const b = logs.batch(
    AWS,
    ['d-1', 'd-2'].map((request) => ({ dataset: 'aws.cloudtrail', kind: 'api-call' as const, ids: { request } })),
  );
  const pack = await logs.pack();
  expect(joinsIn(pack).map(({ kind, left, right, level }) => [kind, left, right, level])).toEqual([
    ['downstream', `${b}:0`, `${a}:0`, 'exact'],
    ['downstream', `${b}:1`, `${a}:0`, 'exact'],
  ]);
  const traces = foreignTracesOf(pack);
  const tos = (id: string) => (traces.get(id)?.custody.links ?? []).slice(4).map(({ to, status }) => [to, status]);
  expect(tos(`${a}:0`)).toEqual([
    [`${b}:0`, 'asserted'],
    [`${b}:1`, 'asserted'],
  ]);
  expect(tos(`${a}:1`)).toEqual([['requests behind the gateway', 'absent']]);
});

it('[imported.pack-joins] a denial in one log and an effect in the other is broken, and stands among the exceptions', async () => {
  const logs = createMadeLogs();
  const id = { ids: { request: 'r-1' } };
  const a = logs.batch(AWS, [mcp({ ...id, dec: { result: 'deny', basis: 'policy' }, out: { status: 'refused' } })]);
  logs.batch(AWS, [{ ...mcp(id), dataset: 'aws.cloudtrail', kind: 'api-call' }]);
  const pack = await logs.pack();
  expect(joinsIn(pack)).toMatchObject([
    { status: 'broken', contradicts: 'aws.cloudtrail.mcp denied it, aws.cloudtrail executed it' },
  ]);
  expect(foreignTracesOf(pack).get(`${a}:0`)?.custody.links.at(-1)?.status).toBe('broken');
  expect(pack.exceptions.map(({ kind }) => kind)).toContain('effect_after_deny');
});

it('[imported.pack-joins] an own call stands beside the foreign model call whose tool use its client names', async () => {
  const logs = createMadeLogs();
  const { id } = logs.ledger.append({
    t: 'mcp.decision',
    who: { sub: ANA, agent: 'clerk' },
    act: { srv: 'files', method: 'tools/call', tool: 'read' },
    pol: { dec: 'permit', eval: 'evaluated', rules: [] },
    join: { call: 'toolu_9' },
  });
  const model = logs.batch({ source: 'aws.bedrock-invocation', vendor: 'Amazon Web Services' }, [
    {
      dataset: 'aws.bedrock.invocation',
      kind: 'model-call',
      act: {},
      ids: { toolUse: 'toolu_8', toolUse2: 'toolu_9' },
    },
  ]);
  const pack = await logs.pack();
  expect(joinsIn(pack)).toMatchObject([
    { kind: 'tool-use', left: `${model}:0`, right: id, level: 'probable', status: 'asserted' },
  ]);
  const links = pack.traces.find(({ traceId }) => traceId === id)?.custody.links ?? [];
  expect(links.at(-1)).toMatchObject({ to: `${model}:0`, relation: 'tool use of' });
});

it('[imported.pack-joins] identities that the operator declares to be one agent join, asserted by who declared it', async () => {
  const logs = createMadeLogs();
  const list = utf8('remit-agents: 1\nagents:\n  - agent: reader\n    identities: [role-1, client-1]\n');
  const sha = logs.ledger.putBlob(list);
  const head = testHandle('head');
  const chg = { what: 'agents.declare', ref: 'agents', sha } as const;
  const { index } = logs.ledger.append({ t: 'registry.change', who: { sub: head }, chg });
  logs.batch(AWS, [mcp({ who: { agent: 'role-1' } }), mcp({ who: { agent: 'role-2' } })]);
  logs.batch(OTLP, [span({ who: { agent: 'client-1' } }), span({ who: { agent: 'role-2' } })]);
  expect(joinsIn(await logs.pack()).map(({ assertedBy }) => assertedBy)).toEqual([
    `the operator: ${head} in record ${index}`,
    'Remit: inferred by the rule of VERIFY.md, section 8c',
  ]);
});

it('[imported.pack-joins] an own model call stands beside the log of the provider, and the tool use that it minted is believed', async () => {
  const logs = createMadeLogs();
  const who = { sub: ANA, agent: 'clerk' };
  const act = { srv: 'acme', method: 'chat' };
  const model = { prov: 'acme', req: 'm-1', route: 'm-1', kind: 'acme' };
  const decided = logs.ledger.append({
    t: 'llm.decision',
    who,
    act,
    model,
    pol: { dec: 'permit', eval: 'evaluated', rules: [] },
    ask: { dialect: 'openai.chat', stream: false, choices: 1, attempt: 0 },
  });
  logs.ledger.append({
    t: 'llm.outcome',
    who,
    act,
    cause: [decided.leaf],
    model: { ...model, resp: ['m-1'], id: 'resp-1' },
    out: { status: 'executed' },
    calls: [{ id: 'toolu_1', name: 'read' }],
  });
  const id = logs.batch(OTLP, [
    { dataset: 'otlp.gen_ai', kind: 'model-call', act: {}, ids: { response: 'resp-1' } },
    span({ who: { sub: ANA }, ids: { toolUse: 'toolu_1' }, flags: ['client-asserted-ids'] }),
    span({ who: { sub: ANA }, ids: { toolUse: 'toolu_2' }, flags: ['client-asserted-ids'] }),
  ]);
  // The own records lie an hour after the events; ids join whenever they were.
  const pack = await logs.pack();
  const joins = joinsIn(pack).map(({ kind, left, right, level }) => [kind, left, right, level]);
  expect(joins).toEqual([
    ['request', `${id}:0`, decided.id, 'exact'],
    ['tool-use', `${id}:1`, decided.id, 'asserted'],
  ]);
  const links = foreignTracesOf(pack).get(`${id}:1`)?.custody.links ?? [];
  expect(links.at(-1)).toMatchObject({ relation: 'tool use of', assertedBy: 'the client', status: 'asserted' });
});

it('[imported.pack-joins] copies of one event in two accounts are exact, three are left apart, also within one dataset', async () => {
  const logs = createMadeLogs();
  const copy = (shared: string): MadeEvent => ({ dataset: 'aws.cloudtrail', kind: 'api-call', ids: { shared } });
  const a = logs.batch(AWS, [copy('s-1'), copy('s-3'), copy('s-9')]);
  const b = logs.batch(AWS, [copy('s-1'), copy('s-3'), copy('s-3')]);
  const joins = joinsIn(await logs.pack()).map(({ kind, left, right, level }) => [kind, left, right, level]);
  expect(joins).toEqual([
    ['shared-event', `${a}:0`, `${b}:0`, 'exact'],
    ['shared-event', `${a}:1`, undefined, 'ambiguous'],
  ]);
});

it('[imported.pack-joins] a login covers the calls of a day, when it is the only one and was not denied', async () => {
  const logs = createMadeLogs();
  const login = (seconds: number, result: 'permit' | 'deny' = 'permit'): MadeEvent => ({
    dataset: 'cloudflare.access_requests',
    kind: 'login',
    ts: madeTime(seconds),
    who: { sub: ANA },
    act: { srv: 'files.example' },
    dec: { result, basis: 'Allowed' },
  });
  const portal = (seconds: number): MadeEvent => ({
    dataset: 'cloudflare.mcp_portal_logs',
    ts: madeTime(seconds),
    who: { sub: ANA },
    act: { srv: 'https://files.example/mcp', tool: 'read' },
  });
  const CLOUDFLARE = { source: 'cloudflare', vendor: 'Cloudflare' };
  const a = logs.batch(CLOUDFLARE, [login(-100_000), login(10), login(11, 'deny'), login(300)]);
  const b = logs.batch(CLOUDFLARE, [portal(5), portal(20), portal(400)]);
  const traces = foreignTracesOf(await logs.pack({ inputs: { from: madeTime(-200_000) } }));
  const of = (n: number) =>
    traces
      .get(`${b}:${n}`)
      ?.custody.links.slice(4)
      .map(({ to, status }) => [to, status]);
  expect(of(0)).toEqual([]);
  expect(of(1)).toEqual([[`${a}:1`, 'asserted']]);
  expect(of(2)).toEqual([['2 candidates, in 07_joins.jsonl', 'absent']]);
});

it('[imported.pack-joins] the web gateway stands beside the call in it by who and where, and beside the copy of its content by id', async () => {
  const logs = createMadeLogs();
  const CLOUDFLARE = { source: 'cloudflare', vendor: 'Cloudflare' };
  const http = (seconds: number, id: string, over: Partial<MadeEvent> = {}): MadeEvent => ({
    dataset: 'cloudflare.gateway_http',
    kind: 'http',
    ts: madeTime(seconds),
    who: { sub: ANA },
    act: { srv: 'files.example', method: 'POST' },
    dec: { result: 'permit', basis: 'Action' },
    out: { status: 'executed' },
    ids: { request: id, forensic: id },
    ...over,
  });
  const a = logs.batch(CLOUDFLARE, [http(1, 'q-1'), http(100, 'q-2', { dec: { result: 'deny', basis: 'Action' } })]);
  const b = logs.batch(CLOUDFLARE, [
    { dataset: 'cloudflare.dlp_forensic_copies', kind: 'payload', ids: { forensic: 'q-1' } },
  ]);
  const call = {
    dataset: 'cloudflare.mcp_portal_logs',
    who: { sub: ANA },
    act: { srv: 'https://files.example/mcp', tool: 'read' },
  };
  const c = logs.batch(CLOUDFLARE, [
    { ...call, ts: madeTime(2), dec: { result: 'deny', basis: 'x' }, out: { status: 'refused' } },
    { ...call, ts: madeTime(101), dec: { result: 'permit', basis: 'x' }, out: { status: 'executed' } },
  ]);
  const joins = joinsIn(await logs.pack()).map(({ kind, left, right, level, contradicts }) => [
    kind,
    left,
    right,
    level,
    contradicts,
  ]);
  expect(joins).toEqual([
    ['same-call', `${a}:0`, `${c}:0`, 'probable', undefined],
    [
      'same-call',
      `${a}:1`,
      `${c}:1`,
      'probable',
      'cloudflare.gateway_http denied it, cloudflare.mcp_portal_logs executed it',
    ],
    ['forensic-copy', `${b}:0`, `${a}:0`, 'exact', undefined],
  ]);
});

it('[imported.people] names that the operator declares to be one person join, asserted by who declared it', async () => {
  const other = testHandle('ana under another name');
  const events = (logs: ReturnType<typeof createMadeLogs>) => {
    const a = logs.batch(AWS, [mcp({ who: { sub: ANA } })]);
    const b = logs.batch(OTLP, [span({ who: { sub: other } })]);
    return { a, b };
  };
  const undeclared = createMadeLogs();
  events(undeclared);
  expect(joinsIn(await undeclared.pack())).toEqual([]);

  const logs = createMadeLogs();
  const list = utf8(peopleBlob([[other, ANA]]));
  const sha = logs.ledger.putBlob(list);
  const head = testHandle('head');
  const chg = { what: 'people.alias', ref: 'people', sha } as const;
  const { index } = logs.ledger.append({ t: 'registry.change', who: { sub: head }, chg });
  const { a, b } = events(logs);
  const pack = await logs.pack();
  const assertedBy = `the operator: ${head} in record ${index}`;
  expect(joinsIn(pack)).toMatchObject([{ left: `${a}:0`, right: `${b}:0`, status: 'asserted', assertedBy }]);
  expect(joinsIn(pack)[0]?.basis).toContain('two names of one actor');
  expect(foreignTracesOf(pack).get(`${b}:0`)?.custody.links.at(-1)?.assertedBy).toBe(assertedBy);
  expect(pack.files.get(`06_declared_scopes/people/${sha}.json`)).toEqual(list);
  const report = await verifyMade(logs, pack.files);
  expect(report.steps.filter(({ status }) => status === 'fail')).toEqual([]);
  const exchanged = new Map(pack.files).set(`06_declared_scopes/people/${sha}.json`, utf8(peopleBlob([])));
  expect((await verifyMade(logs, exchanged)).result).toBe('FAIL');
});

it('[imported.pack-joins] an own call stands beside the record of it in another log', async () => {
  const { honestStory } = await import('../testing/story.ts');
  const { ledger } = honestStory(24);
  const logs = createMadeLogs(ledger);
  const probe = await logs.pack();
  const own = probe.traces[0] ?? expect.unreachable();
  const [tool] = own.toolCalls;
  const when = own.decision.steps[0]?.at ?? '';
  const id = logs.batch(OTLP, [
    span({
      ts: when,
      who: { agent: own.actor.agent?.id ?? '', sub: own.actor.human.subjectRef },
      act: { srv: tool?.server.id ?? '', tool: tool?.tool ?? '', method: 'tools/call' },
    }),
  ]);
  const pack = await logs.pack();
  const join = joinsIn(pack)[0];
  expect(join?.between).toEqual(['otlp.mcp', 'remit.calls']);
  if (join?.level === 'probable') {
    expect(join).toMatchObject({ left: `${id}:0`, right: own.traceId });
    const links = pack.traces.find(({ traceId }) => traceId === own.traceId)?.custody.links ?? [];
    expect(links.at(-1)).toMatchObject({ to: `${id}:0`, relation: 'also shown by', status: 'asserted' });
  } else expect(join?.candidates).toContain(own.traceId);
});
