/** Choices of models and the calls that come of them, as official SDKs and the agents on the market send them, joined in a pack. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Installation } from '../apps/remit/src/testing/installation.ts';
import { makeInstallation } from '../apps/remit/src/testing/installation.ts';
import { fromUtf8 } from '../packages/core/src/index.ts';
import { anthropicClient, openaiClient } from '../packages/llm/src/test-support/sdk-clients.ts';
import { connectClient } from '../packages/mcp/src/testkit/clients.ts';
import type { DecisionTrace } from '../packages/record/src/index.ts';
import type { MockLlm } from '../packages/testing/src/mock-llm.ts';
import { startMockLlm } from '../packages/testing/src/mock-llm.ts';
import { openPackZip } from '../packages/verify/src/index.ts';

const AGENTS = ['traced', 'codex', 'claude'] as const;
type Agent = (typeof AGENTS)[number];
const MODEL = 'mock:tool=mcp__files__get_env';
const TOOL = 'files_get-env';
/** What the mock provider chooses. */
const ARGS = { path: '/srv/a' };
const SERVER = `
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method } = JSON.parse(line);
  const say = (result) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\\n');
  if (method === 'initialize') say({ protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'p', version: '1' } });
  else if (method === 'tools/list') say({ tools: [{ name: 'get-env', inputSchema: { type: 'object' } }] });
  else if (method === 'tools/call') say({ content: [] });
}).on('close', () => process.exit(0));
`;
const scopeOf = (agent: Agent): string => `remit-scope: 1
id: ${agent}
system: { id: ${agent}-eu, name: Letters, purpose: Sort letters }
agent: ${agent}
declared-by: Head of Operations
approved-by: Compliance Office
valid: { from: 2026-01-01, to: 2099-12-31 }
servers: { files: { tools: { get-env: { when: { path: { any: true } } } } } }
models: { main: { "${MODEL}": {} }, other: { "${MODEL}": {} } }
`;
const parent = (sign: string): string => `00-${sign.repeat(32)}-${'b'.repeat(16)}-01`;

let mock: MockLlm;
let house: Installation;
let traces: readonly DecisionTrace[] = [];
let server: Awaited<ReturnType<Installation['start']>>;
const keys = new Map<Agent, string>();
const url = (): string => String(server.said['url']);
const key = (agent: Agent): string => keys.get(agent) ?? '';

beforeAll(async () => {
  mock = await startMockLlm();
  house =
    makeInstallation(`servers: { files: { command: "${process.execPath}", args: [server.cjs], era: "2025-11-25" } }
llm:
  providers:
    main: { kind: openai, url: "${mock.url}", key: provider }
    other: { kind: anthropic, url: "${mock.url}", key: provider }
  models:
    "${MODEL}": main
    claude: { targets: [{ provider: other, model: "${MODEL}" }] }
`);
  writeFileSync(join(house.dir, 'server.cjs'), SERVER);
  house.key = String((await house.json('init', '--person', 'ada@example.org'))['token']);
  server = await house.start('up');
  for (const agent of AGENTS) {
    keys.set(
      agent,
      String((await house.json('key', 'create', '--person', 'bob@example.org', '--agent', agent))['token']),
    );
    writeFileSync(join(house.dir, `${agent}.yaml`), scopeOf(agent));
    await house.json('scope', 'declare', `${agent}.yaml`);
  }
  await playTraced();
  await playCodex();
  await playClaude();
  const head = await house.json('ledger', 'head');
  writeFileSync(
    join(house.dir, 'trust'),
    `log ${String(head['vkey'])}\nquorum none\n---\n${String(head['checkpoint'])}`,
  );
  await house.json('report', '--from', '2026-01-01', '--to', '2099-12-31', '--out', 'pack.zip');
  const text =
    fromUtf8(openPackZip(join(house.dir, 'pack.zip')).files.get('07_traces.jsonl') ?? new Uint8Array()) ?? '';
  // Written by the product; the tests assert on its parts.
  traces = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as DecisionTrace);
}, 240_000);
afterAll(async () => {
  await house.remove();
  await mock.close();
});

/** A chat completion that answers with a choice of the tool, sent with this traceparent. */
async function choose(traceparent: string): Promise<void> {
  const chat = await openaiClient(url(), key('traced')).chat.completions.create(
    { model: MODEL, messages: [{ role: 'user', content: 'hi' }] },
    { headers: { traceparent } },
  );
  expect(chat.choices[0]?.message.tool_calls).toHaveLength(1);
}

/** Calls the tool through the official MCP client. */
async function make(agent: Agent, meta: Record<string, unknown>, headers: Record<string, string> = {}): Promise<void> {
  const client = await connectClient(`${url()}/mcp`, 'legacy', key(agent), headers);
  expect((await client.callTool({ name: TOOL, arguments: ARGS, _meta: meta })).isError ?? false).toBe(false);
  await client.close();
}

/** Two runs side by side choose the same and the second calls first; another one goes on over a restart. */
async function playTraced(): Promise<void> {
  await choose(parent('1'));
  await choose(parent('2'));
  await make('traced', { traceparent: parent('2') });
  await make('traced', {}, { traceparent: parent('1') });
  await choose(parent('3'));
  // The key of the fingerprints ends with the process.
  await server.stop();
  server = await house.start('up');
  await make('traced', { traceparent: parent('3') });
  await make('traced', { traceparent: parent('4') });
}

/** The provider mints one id in two threads. */
async function playCodex(): Promise<void> {
  for (const thread of ['t1', 't2'])
    await openaiClient(url(), key('codex')).responses.create(
      { model: MODEL, input: 'hi' },
      { headers: { 'session-id': 's', 'thread-id': thread, 'x-codex-turn-metadata': '{"turn_id":"x"}' } },
    );
  for (const threadId of ['t2', 't1'])
    await make('codex', { callId: 'call_mock', itemId: 'fc', sessionId: 's', threadId, windowId: 'w' });
}

async function playClaude(): Promise<void> {
  const messages = [{ role: 'user' as const, content: 'hi' }];
  await anthropicClient(url(), key('claude')).messages.create(
    { model: 'claude', max_tokens: 64, messages, metadata: { user_id: '{"session_id":"s"}' } },
    { headers: { 'x-claude-code-session-id': 's' } },
  );
  await make('claude', { 'claudecode/toolUseId': 'toolu_mock' });
}

/** Status, basis, what narrowed it and the request, of the agent's tool calls in log order. */
function joins(agent: Agent): (readonly [unknown[], string] | undefined)[] {
  return traces
    .filter(({ actor, model }) => actor.agent?.id === agent && model === undefined)
    .map(({ chosenBy }) => chosenBy && [[chosenBy.status, chosenBy.basis, chosenBy.narrowedBy], chosenBy.traceId]);
}

it('[join.end-to-end] official SDKs with traceparent in header and _meta: by arguments told apart by trace, over a restart by trace', () => {
  const [second, first, third, fourth] = joins('traced');
  expect(first?.[0]).toEqual(['asserted', 'argument-fingerprint', ['trace']]);
  expect(second?.[0]).toEqual(['asserted', 'argument-fingerprint', ['trace']]);
  expect(String(first?.[1]) < String(second?.[1])).toBe(true);
  expect(third?.[0]).toEqual(['asserted', 'trace-context', undefined]);
  expect(fourth).toBeUndefined();
});

it('[join.end-to-end] Codex and Claude Code: the minted id joins, where it was minted twice that of the same thread', () => {
  const [second, first] = joins('codex');
  expect(first?.[0]).toEqual(['asserted', 'tool-call-id', ['thread']]);
  expect(second?.[0]).toEqual(['asserted', 'tool-call-id', ['thread']]);
  expect(String(first?.[1]) < String(second?.[1])).toBe(true);
  expect(joins('claude').map((join) => join?.[0])).toEqual([['asserted', 'tool-call-id', undefined]]);
});

it('[join.end-to-end] the report verifies, and the drawn trace shows the basis', async () => {
  expect((await house.remit('verify', 'pack.zip', '--trust', 'trust')).out).toMatch(/^PASS/);
  const joined = traces.find(({ chosenBy }) => chosenBy?.basis === 'trace-context');
  const drawn = await house.remit('trace', 'show', joined?.traceId ?? '', '--width', '160');
  expect(drawn.out).toContain('asserted: name and W3C trace id are equal, and nothing else in the trace fits');
}, 60_000);
