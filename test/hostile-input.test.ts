/** Hostile callers against the product as it runs: gateway, sequencer, signer, witness and an upstream are real processes or real servers. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Upstream } from './campaign/lib/upstream.ts';
import { startUpstream } from './campaign/lib/upstream.ts';
import type { Product } from './lib/product.ts';
import { startProduct } from './lib/product.ts';
import { openRaw, sendRaw } from './lib/raw-socket.ts';

const META = '{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}';
/** Resident memory that the three processes may gain over the whole file, in MiB. */
const MAX_GROWTH = 300;

let upstream: Upstream;
let product: Product;
let memoryBefore = 0;
let session = '';
let calls = 0;

const call = (args: string, id: number | string = 1) =>
  `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"method":"tools/call","params":{"name":"echo","arguments":${args},"_meta":${META}}}`;
const good = () => call(JSON.stringify({ message: `call ${++calls}` }), calls);

/** Head of a POST without the line that says how its body is framed. */
const head = (more: string, key = product.key) =>
  `POST /mcp/fixed HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/json\r\nAccept: application/json\r\nMCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: echo\r\n${more}\r\n`;
const framed = (body: string | Uint8Array, more = '') => [
  head(`${more}Content-Length: ${Buffer.byteLength(body)}\r\n`),
  body,
];
/** The same as a client of 2025-11-25, whose tool name stands in the body alone. */
const legacy = (body: string) => [
  `POST /mcp/fixed HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${product.key}\r\nContent-Type: application/json\r\nAccept: application/json\r\nMCP-Protocol-Version: 2025-11-25\r\nMcp-Session-Id: ${session}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`,
  body,
];

const decisions = () => product.records()['mcp.decision'] ?? 0;

/** A good call is answered well: the process lives and serves. */
async function serves(): Promise<void> {
  const [reply] = await sendRaw(product.port, framed(good()));
  expect(reply?.status).toBe(200);
  expect(reply?.body).toContain('the fixed answer');
  expect(product.alive()).toBe(true);
}

beforeAll(async () => {
  upstream = await startUpstream();
  product = await startProduct({
    servers: { fixed: `{ url: "${upstream.url}", era: "2026-07-28" }` },
    tools: { fixed: 'echo: { when: { message: { prefix: call } } }' },
    requestSeconds: 2,
  });
  const body =
    '{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"raw","version":"0"}}}';
  const opened = await fetch(`${product.url}/mcp/fixed`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${product.key}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body,
  });
  session = opened.headers.get('mcp-session-id') ?? '';
  await opened.text();
  await serves();
  memoryBefore = product.memory();
}, 60_000);

afterAll(async () => {
  await product?.stop();
  upstream?.close();
});

describe('raw bytes of HTTP', () => {
  const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
  const CHUNKED = 'Transfer-Encoding: chunked\r\n';
  const table: readonly (readonly [string, () => readonly (string | Uint8Array)[], number])[] = [
    ['no Host', () => ['POST /mcp/fixed HTTP/1.1\r\nContent-Length: 0\r\n\r\n'], 400],
    ['another Host', () => ['GET /mcp HTTP/1.1\r\nHost: evil.example\r\n\r\n'], 403],
    [
      'an absolute target',
      () => [head('Content-Length: 0\r\n').replace('/mcp/fixed', 'http://evil.example/mcp/fixed')],
      404,
    ],
    ['two lengths', () => [head('Content-Length: 2\r\nContent-Length: 3\r\n'), '{}'], 400],
    ['a length and chunks', () => [head(`Content-Length: 2\r\n${CHUNKED}`), '0\r\n\r\n'], 400],
    ['chunks that are not last', () => [head('Transfer-Encoding: chunked, gzip\r\n'), '0\r\n\r\n'], 400],
    ['a length that is no number', () => [head('Content-Length: -1\r\n'), '{}'], 400],
    ['a chunk size that is no number', () => [head(CHUNKED), 'zz\r\n{}\r\n'], 400],
    ['a chunk size beyond 64 bits', () => [head(CHUNKED), 'fffffffffffffffff\r\n'], 400],
    ['a chunk extension without end', () => [head(CHUNKED), `1;${'x'.repeat(100_000)}\r\n`], 413],
    ['a header line folded over two', () => [head('X-A: b\r\n c\r\nContent-Length: 0\r\n')], 400],
    ['NUL in a header', () => [head('X-A: \u0000\r\nContent-Length: 0\r\n')], 400],
    ['a bare line feed in a header name', () => [head('X\nA: b\r\nContent-Length: 0\r\n')], 400],
    ['one header of 1 MB', () => [head(`X-A: ${'x'.repeat(1_000_000)}\r\n`)], 431],
    ['10,000 headers', () => [head('X: y\r\n'.repeat(10_000))], 431],
    ['a key of 10 KB', () => [head('Content-Length: 0\r\n', 'x'.repeat(10_000))], 401],
    ['no HTTP', () => ['hello\r\n\r\n'], 400],
    [
      'the first bytes of TLS',
      () => [new Uint8Array([0x16, 0x03, 0x01, 0x02, 0, 1, 0, 1, 0xfc, 3, 3, 13, 10, 13, 10])],
      400,
    ],
    ['an expectation that nobody has', () => [head('Expect: more\r\nContent-Length: 0\r\n')], 417],
    ['text instead of JSON', () => framed('{}').map((s) => String(s).replace('application/json', 'text/plain')), 415],
    ['gzip', () => framed(new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]), 'Content-Encoding: gzip\r\n'), 400],
    ['a length of 5 GB', () => [head('Content-Length: 5000000000\r\n'), '{}'], 413],
    ['chunks without end', () => [head(CHUNKED), ...Array.from({ length: 80 }, () => chunk('x'.repeat(100_000)))], 413],
    [
      'GET',
      () => ['GET /mcp/fixed HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ' + product.key + '\r\n\r\n'],
      405,
    ],
  ];
  it.each(table)('[hostile.http] %s: one clear answer, nothing recorded', async (_what, pieces, status) => {
    const before = decisions();
    const replies = await sendRaw(product.port, pieces());
    expect(replies.map((reply) => reply.status)).toEqual([status]);
    expect(decisions()).toBe(before);
    await serves();
  });

  it('[hostile.http] a call in chunks of one byte, with extensions and trailers, is one call', async () => {
    const before = decisions();
    const bytes = [...good()].map((c) => `1;a=b\r\n${c}\r\n`);
    const [reply] = await sendRaw(product.port, [head(CHUNKED), ...bytes, '0\r\nX-Trailer: y\r\n\r\n']);
    expect(reply?.status).toBe(200);
    expect(decisions()).toBe(before + 1);
  });

  it('[hostile.http] 200 pipelined calls are answered in order, each recorded once', async () => {
    const before = decisions();
    const first = calls + 1;
    const text = Array.from({ length: 200 }, () => framed(good()).join('')).join('');
    const replies = await sendRaw(product.port, [text], 200);
    expect(replies.map((reply) => (JSON.parse(reply.body) as { id: number }).id)).toEqual(
      Array.from({ length: 200 }, (_, i) => first + i),
    );
    expect(decisions()).toBe(before + 200);
  });

  it('[hostile.http] a second request smuggled in a body is only a body', async () => {
    const before = decisions();
    const replies = await sendRaw(product.port, framed(framed(good()).join(''), 'Connection: close\r\n'), 2);
    expect(replies.map((reply) => reply.status)).toEqual([400]);
    expect(decisions()).toBe(before);
  });
});

describe('JSON-RPC', () => {
  const deep = (n: number) => `${'['.repeat(n)}${']'.repeat(n)}`;
  /** Answer status and code of texts that no two readers agree on, or that are no request. */
  const table: readonly (readonly [string, () => string | Uint8Array, number, number])[] = [
    ['a repeated argument', () => call('{"message":"call a","message":"other"}'), 400, -32600],
    ['a repeated key, once escaped', () => call('{"message":"call a","m\\u0065ssage":"other"}'), 400, -32600],
    ['100,000 levels', () => call(`{"message":${deep(100_000)}}`), 400, -32600],
    ['4 MB of open brackets', () => '['.repeat(4_000_000), 400, -32700],
    ['an integer of 100,000 digits', () => call(`{"message":${'9'.repeat(100_000)}}`), 400, -32600],
    ['a number beyond a double', () => call('{"message":1e99999}'), 400, -32600],
    ['bad UTF-8', () => Buffer.from(call('{"message":"call \xff"}'), 'latin1'), 400, -32700],
    ['half a surrogate pair', () => call('{"message":"\\ud800"}'), 400, -32600],
    ['a batch', () => `[${call('{"message":"call a"}')},${call('{"message":"call b"}')}]`, 400, -32600],
    ['an empty batch', () => '[]', 400, -32600],
    ['null', () => 'null', 400, -32600],
    ['an id that is an object', () => call('{"message":"call a"}').replace('"id":1', '"id":{}'), 400, -32600],
    ['nothing', () => '', 400, -32700],
  ];
  it.each(table)(
    '[hostile.json-rpc] %s: one error, nothing recorded, nothing forwarded',
    async (_what, body, status, code) => {
      const before = [decisions(), upstream.seen.size];
      const [reply] = await sendRaw(product.port, framed(body()));
      expect([reply?.status, (JSON.parse(reply?.body ?? '{}') as { error?: { code: number } }).error?.code]).toEqual([
        status,
        code,
      ]);
      expect([decisions(), upstream.seen.size]).toEqual(before);
    },
  );

  it('[hostile.json-rpc] whatever is changed in a call, the answer is one result or one error, and as many calls are recorded as were decided', async () => {
    const before = decisions();
    const outcomes = new Map<string, number>();
    let decided = 0;
    const cut = fc.tuple(fc.nat(), fc.nat(12), fc.string({ unit: 'binary', maxLength: 12 }));
    await fc.assert(
      fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 3 }), fc.boolean(), async (cuts, old) => {
        let body = good();
        for (const [where, drop, put] of cuts) {
          const at = where % body.length;
          body = body.slice(0, at) + put + body.slice(at + drop);
        }
        const [reply] = await sendRaw(product.port, old ? legacy(body) : framed(body));
        const status = reply?.status ?? 0;
        if (status === 202) return;
        expect([200, 400, 404]).toContain(status);
        // The answer's own shape is what is tested here.
        const answer = JSON.parse(reply?.body ?? '') as {
          jsonrpc: string;
          result?: { content?: unknown };
          error?: { code: number; message: string };
        };
        expect(answer.jsonrpc).toBe('2.0');
        expect((answer.result === undefined) !== (answer.error === undefined)).toBe(true);
        // A result with content is a call that ran or was denied; an unknown tool is a denial too.
        if (answer.result?.content !== undefined || answer.error?.message.startsWith('Unknown tool') === true)
          decided += 1;
        const label = `${status} ${answer.error?.code ?? 'result'}`;
        outcomes.set(label, (outcomes.get(label) ?? 0) + 1);
      }),
      { numRuns: 400 },
    );
    console.log('changed calls, by answer:', Object.fromEntries(outcomes), `${decided} decided`);
    expect(outcomes.size).toBeGreaterThan(1);
    expect(decisions()).toBe(before + decided);
    await serves();
  });

  it('[hostile.tool-names] a tool name of any kind is answered as unknown and leaves one denial', async () => {
    const names = fc.oneof(
      fc.constantFrom(
        '',
        ' ',
        '__proto__',
        'constructor',
        '../echo',
        'echo\n',
        'ECHO',
        'e\u200bcho',
        'x'.repeat(100_000),
        '\u0000',
        'echo/',
        '{"a":1}',
        '😀',
      ),
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ maxLength: 200 }),
    );
    const before = decisions();
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        // Half a surrogate pair is refused earlier, see above.
        if (name === 'echo' || /\p{Cs}/u.test(name)) return;
        sent += 1;
        const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: {} } });
        const [reply] = await sendRaw(product.port, legacy(body));
        expect(reply?.status).toBe(200);
        expect(JSON.parse(reply?.body ?? '')).toMatchObject({ id: 1, error: { code: -32602 } });
        expect(reply?.body.length).toBeLessThan(2_000);
      }),
      { numRuns: 200 },
    );
    expect(decisions()).toBe(before + sent);
  });
});

describe('clients that are slow or gone', () => {
  it('[hostile.slow-clients] 100 half headers, 100 half bodies and 100 silent connections are closed with 408 while others are served', async () => {
    const before = decisions();
    const body = good();
    const half = (pieces: readonly (string | Uint8Array)[]) =>
      Array.from({ length: 100 }, () => openRaw(product.port, pieces));
    const headers = half([head('Content-Length: 10\r\n').slice(0, 60)]);
    const bodies = half([head(`Content-Length: ${body.length}\r\n`), body.slice(0, 20)]);
    const silent = half([]);
    await serves();
    for (const raw of [...headers, ...bodies, ...silent])
      expect((await raw.replies(1)).map((reply) => reply.status)).toEqual([408]);
    expect(decisions()).toBe(before + 1);
    await serves();
  });

  it('[hostile.slow-clients] a byte now and then does not win time', async () => {
    const raw = openRaw(product.port, [head('Content-Length: 1000\r\n')]);
    const drip = setInterval(() => raw.socket.write('x'), 100);
    const replies = await raw.replies(1);
    clearInterval(drip);
    expect(replies.map((reply) => reply.status)).toEqual([408]);
  });

  it('[hostile.half-open] 300 clients that reset after their call: each decision has its one outcome', async () => {
    const before = product.records();
    for (let round = 0; round < 3; round++) {
      const raws = Array.from({ length: 100 }, () => openRaw(product.port, [framed(good()).join('')]));
      await Promise.all(
        raws.map(({ socket }) => new Promise<void>((resolve) => socket.once('connect', () => setImmediate(resolve)))),
      );
      for (const { socket } of raws) socket.resetAndDestroy();
      await serves();
    }
    const of = (type: string) => (product.records()[type] ?? 0) - (before[type] ?? 0);
    // What was read before the reset is decided and runs to its end.
    await expect.poll(() => of('mcp.decision') - of('mcp.outcome'), { timeout: 20_000 }).toBe(0);
    expect(of('mcp.decision')).toBeGreaterThanOrEqual(3);
    expect(of('mcp.decision')).toBeLessThanOrEqual(303);
    console.log(`${of('mcp.decision')} of 303 calls were decided before their client was gone`);
  });
});

it('[hostile.memory] after all of it the processes hold little more, the ledger checks, and every permitted call has its outcome', async () => {
  await serves();
  const permits = product
    .recordsOf('mcp.decision')
    .filter((record) => (record['pol'] as { dec: string }).dec === 'permit').length; // shape: packages/record
  expect(permits).toBeGreaterThan(300);
  // The answer of the last call may come before its outcome is durable.
  await expect.poll(() => product.records()['mcp.outcome'], { timeout: 20_000 }).toBe(permits);
  const after = product.memory();
  console.log(
    `memory of gateway, sequencer and signer: ${memoryBefore.toFixed(0)} MiB before, ${after.toFixed(0)} MiB after; ${permits} permitted calls`,
  );
  expect(after - memoryBefore).toBeLessThan(MAX_GROWTH);
  expect((await product.house.remit('ledger', 'check')).code).toBe(0);
});
