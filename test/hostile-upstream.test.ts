/** Hostile upstreams behind the product as it runs: the caller has one right answer or one clear error, and the ledger says which. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScriptedUpstream } from '../packages/mcp/src/testkit/scripted-upstream.ts';
import type { Upstream } from './campaign/lib/upstream.ts';
import { startUpstream } from './campaign/lib/upstream.ts';
import { httpMisdeeds, startHttpMisdeeds, stdioMisdeed, stdioMisdeeds } from './lib/hostile-upstreams.ts';
import type { Product } from './lib/product.ts';
import { startProduct } from './lib/product.ts';

const META = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};
/** Deadline of each server in the configuration, in seconds. */
const TIMEOUT = 4;
/** Resident memory that the three processes may gain over the whole file, in MiB: some messages of 32 MiB, and garbage. */
const MAX_GROWTH = 500;

let http: ReadonlyMap<string, ScriptedUpstream>;
let good: Upstream;
let product: Product;
let memoryBefore = 0;
let calls = 0;

interface Answer {
  readonly status: number;
  readonly error: number | undefined;
  readonly text: string | undefined;
  /** Record of the outcome of this call. */
  readonly outcome: unknown;
}

async function call(server: string, tool: string): Promise<Omit<Answer, 'outcome'>> {
  const id = ++calls;
  const reply = await fetch(`${product.url}/mcp/${server}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${product.key}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': tool,
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id,
      method: 'tools/call',
      params: { name: tool, arguments: { message: `call ${id}` }, _meta: META },
    }),
  });
  const body = await reply.text();
  const streamed = reply.headers.get('content-type') === 'text/event-stream';
  const events = streamed ? body.split('\n\n').filter((event) => event.includes('data: ')) : [body];
  const responses = events
    .map((event) => JSON.parse(event.slice(event.indexOf('{'))) as Record<string, unknown>)
    .filter((message) => 'id' in message);
  // Exactly one response, whatever else came on the stream.
  expect(responses.map((message) => message['id'])).toEqual([id]);
  const message = responses[0] as { error?: { code: number }; result?: { content?: { text?: string }[] } };
  return { status: reply.status, error: message.error?.code, text: message.result?.content?.[0]?.text };
}

/** Calls a hostile server, with a good one beside it, and looks up the outcome. */
async function misuse(server: string): Promise<Answer> {
  const tell = async () => {
    const outcomes = product
      .recordsOf('mcp.outcome')
      .filter((record) => (record['act'] as { srv: string }).srv === server); // shape: packages/record, Act
    return outcomes.at(-1)?.['out'];
  };
  const [answer, beside] = await Promise.all([call(server, 't'), call('good', 'echo')]);
  expect(beside).toEqual({ status: 200, error: undefined, text: 'the fixed answer' });
  await expect.poll(tell, { timeout: 10_000 }).toBeDefined();
  return { ...answer, outcome: await tell() };
}

const name = (kind: string, misdeed: string) => `${kind}-${misdeed}`;

beforeAll(async () => {
  [http, good] = await Promise.all([startHttpMisdeeds(), startUpstream()]);
  const bound = `timeout-seconds: ${TIMEOUT}`;
  const servers = new Map([['good', `{ url: "${good.url}", era: "2026-07-28" }`]]);
  for (const [misdeed, { url }] of http)
    servers.set(name('h', misdeed), `{ url: "${url}", era: "2026-07-28", ${bound} }`);
  for (const [misdeed, code] of Object.entries(stdioMisdeeds))
    servers.set(
      name('s', misdeed),
      `{ command: ${JSON.stringify(process.execPath)}, args: ${JSON.stringify(stdioMisdeed(code))}, era: "2025-11-25", ${bound} }`,
    );
  const tools = [...servers.keys()].map(
    (server) =>
      [
        server,
        server === 'good'
          ? 'echo: { when: { message: { prefix: call } } }'
          : 't: { when: { message: { prefix: call } } }',
      ] as const,
  );
  product = await startProduct({ servers: Object.fromEntries(servers), tools: Object.fromEntries(tools) });
  await call('good', 'echo');
  memoryBefore = product.memory();
}, 60_000);

afterAll(async () => {
  await product?.stop();
  good?.close();
  await Promise.all([...(http?.values() ?? [])].map((upstream) => upstream.close()));
}, 60_000);

const TIMED_OUT = [72504, 'unknown', 'upstream.timeout'];
const BAD = [72506, 'unknown', 'upstream.bad-answer'];
const LOST = [72505, 'unknown', 'upstream.lost'];
const RIGHT = ['first', 'executed', undefined];
const MEGABYTES = [10_485_760, 'executed', undefined];

const seen = (answer: Answer) => {
  const { status, why } = answer.outcome as { status: string; why?: string }; // shape: packages/record, Outcome
  const text = answer.text !== undefined && answer.text.length > 100 ? answer.text.length : answer.text;
  return [answer.error ?? text, status, why];
};

describe('over HTTP', () => {
  const expected: Readonly<Record<keyof typeof httpMisdeeds, unknown>> = {
    hang: TIMED_OUT,
    'hang-in-body': TIMED_OUT,
    drip: TIMED_OUT,
    'ten-megabytes': MEGABYTES,
    'endless-body': BAD,
    'endless-event': BAD,
    'endless-notifications': TIMED_OUT,
    'endless-requests': TIMED_OUT,
    'endless-list-changed': TIMED_OUT,
    'deep-result': [undefined, 'executed', undefined],
    twice: RIGHT,
    'not-asked': RIGHT,
    'id-as-text': BAD,
    redirect: [72506, 'errored', 'upstream.bad-answer'],
    'huge-header': LOST,
    'many-headers': LOST,
    'cut-stream': LOST,
    'length-lie': BAD,
  };
  it.each(Object.keys(httpMisdeeds))('[hostile.upstream] %s', async (misdeed) => {
    const answer = await misuse(name('h', misdeed));
    expect(answer.status).toBe(200);
    expect(seen(answer)).toEqual(expected[misdeed]);
  });
});

describe('over stdio', () => {
  const expected: Readonly<Record<keyof typeof stdioMisdeeds, unknown>> = {
    hang: TIMED_OUT,
    'ten-megabytes': MEGABYTES,
    'line-without-end': LOST,
    'endless-notifications': TIMED_OUT,
    'endless-requests': TIMED_OUT,
    'stderr-flood': RIGHT,
    'no-json': TIMED_OUT,
    twice: RIGHT,
    'not-asked': RIGHT,
    exit: LOST,
    'close-stdout': LOST,
    'forks-many': RIGHT,
  };
  it.each(Object.keys(stdioMisdeeds))('[hostile.upstream] %s', async (misdeed) => {
    const answer = await misuse(name('s', misdeed));
    expect(answer.status).toBe(200);
    expect(seen(answer)).toEqual(expected[misdeed]);
  });
});

/** Processes whose command line holds the text. */
const running = (text: string) =>
  readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
    } catch {
      return false; // it ended meanwhile
    }
  });

it('[hostile.upstream-aftermath] the processes hold little more, each decision has its outcome, and what children started dies with Remit', async () => {
  const after = product.memory();
  console.log(
    `memory of gateway, sequencer and signer: ${memoryBefore.toFixed(0)} MiB before, ${after.toFixed(0)} MiB after; ${calls} calls`,
  );
  expect(after - memoryBefore).toBeLessThan(MAX_GROWTH);
  const count = product.records();
  expect(count['mcp.decision']).toBe(calls);
  expect(count['mcp.outcome']).toBe(calls);
  expect(product.alive()).toBe(true);
  expect(running('987654').length).toBeGreaterThanOrEqual(20);
  await product.stop();
  await expect.poll(() => running('987654').length, { timeout: 10_000 }).toBe(0);
}, 60_000);
