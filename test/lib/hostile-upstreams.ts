/** Upstream servers that misbehave, one kind of misbehaviour for each name; over HTTP in this process, over stdio as a program. */
import type { ServerResponse } from 'node:http';
import type { Received, ScriptedUpstream } from '../../packages/mcp/src/testkit/scripted-upstream.ts';
import { reply, startScripted } from '../../packages/mcp/src/testkit/scripted-upstream.ts';

const TEN_MB = 10 * 1024 * 1024;
const content = (text: string) => `"result":{"resultType":"complete","content":[{"type":"text","text":"${text}"}]}`;
const answered = (id: unknown, member: string) => `{"jsonrpc":"2.0","id":${JSON.stringify(id)},${member}}`;
const event = (message: string) => `data: ${message}\n\n`;

/** Writes again whenever the socket takes more, until the peer closes. */
function flood(res: ServerResponse, piece: string): void {
  const more = (): void => {
    if (!res.destroyed && res.write(piece)) setImmediate(more);
  };
  res.on('drain', more);
  more();
}

const stream = (res: ServerResponse) => res.writeHead(200, { 'content-type': 'text/event-stream' });
const json = (res: ServerResponse) => res.writeHead(200, { 'content-type': 'application/json' });

/** What an HTTP upstream does with a call. */
export const httpMisdeeds: Readonly<Record<string, (request: Received, res: ServerResponse) => void>> = {
  hang: () => undefined,
  'hang-in-body': (_q, res) => json(res).write('{"jsonrpc":'),
  drip: (_q, res) => {
    json(res);
    const timer = setInterval(() => res.write(' '), 100);
    res.on('close', () => clearInterval(timer));
  },
  'ten-megabytes': (q, res) => void reply(q, res, content('x'.repeat(TEN_MB))),
  'endless-body': (_q, res) => flood(json(res), 'x'.repeat(65_536)),
  'endless-event': (_q, res) => flood(stream(res), `data: ${'x'.repeat(65_536)}\n`),
  'endless-notifications': (_q, res) =>
    flood(
      stream(res),
      event('{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"x"}}').repeat(100),
    ),
  'endless-requests': (_q, res) =>
    flood(stream(res), event('{"jsonrpc":"2.0","id":1,"method":"sampling/createMessage","params":{}}').repeat(100)),
  'endless-list-changed': (_q, res) =>
    flood(stream(res), event('{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}').repeat(100)),
  'deep-result': (q, res) =>
    void reply(
      q,
      res,
      `"result":{"resultType":"complete","content":[],"x":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`,
    ),
  twice: (q, res) =>
    void stream(res).end(event(answered(q.id, content('first'))) + event(answered(q.id, content('second')))),
  'not-asked': (q, res) =>
    void stream(res).end(event(answered(999_999, content('other'))) + event(answered(q.id, content('first')))),
  'id-as-text': (q, res) => void json(res).end(answered(String(q.id), content('x'))),
  redirect: (_q, res) => void res.writeHead(307, { location: 'http://169.254.169.254/' }).end(),
  'huge-header': (q, res) => {
    res.setHeader('x-large', 'x'.repeat(1_000_000));
    reply(q, res, content('x'));
  },
  'many-headers': (q, res) => {
    for (let i = 0; i < 5_000; i++) res.setHeader(`x-${i}`, 'y');
    reply(q, res, content('x'));
  },
  'cut-stream': (q, res) => {
    stream(res).write(event('{"jsonrpc":"2.0","method":"notifications/message"}') + `data: ${answered(q.id, '')}`);
    setImmediate(() => res.destroy());
  },
  'length-lie': (q, res) => {
    res.writeHead(200, { 'content-type': 'application/json', 'content-length': '10' });
    res.end(answered(q.id, content('x')));
  },
};

/** One HTTP upstream for each misdeed. */
export async function startHttpMisdeeds(): Promise<ReadonlyMap<string, ScriptedUpstream>> {
  const started = Object.entries(httpMisdeeds).map(async ([name, act]) => {
    const upstream = await startScripted((request, res) => {
      if (request.method !== 'tools/call') return false;
      act(request, res);
      return true;
    });
    return [name, upstream] as const;
  });
  return new Map(await Promise.all(started));
}

/** What a stdio upstream does with a call; `id` and `say` (writes a line) are in scope. */
export const stdioMisdeeds: Readonly<Record<string, string>> = {
  hang: '',
  'ten-megabytes': `ok(id, 'x'.repeat(${TEN_MB}))`,
  'line-without-end': `const more = () => process.stdout.write('x'.repeat(65536), more); more()`,
  'endless-notifications': `const more = () => process.stdout.write('{"jsonrpc":"2.0","method":"notifications/message","params":{}}\\n'.repeat(100), () => setTimeout(more, 1)); more()`,
  'endless-requests': `const more = () => process.stdout.write('{"jsonrpc":"2.0","id":1,"method":"sampling/createMessage"}\\n'.repeat(100), () => setTimeout(more, 1)); more()`,
  'stderr-flood': `const more = () => process.stderr.write('x'.repeat(65536), () => setTimeout(more, 1)); more(); ok(id, 'first')`,
  'no-json': `say('hello'); say('{"jsonrpc":"2.0","id":' + id); process.stdout.write(Buffer.from([255, 254, 10])); say('{"a":1,"a":2}')`,
  twice: `ok(id, 'first'); ok(id, 'second')`,
  'not-asked': `ok(id + 1, 'other'); ok(999999, 'other'); ok(id, 'first')`,
  exit: 'process.exit(7)',
  'close-stdout': `require('fs').closeSync(1); setInterval(() => {}, 1000)`,
  'forks-many': `for (let i = 0; i < 20; i++) { const c = require('child_process').spawn('sleep', ['987654'], { stdio: 'inherit' }); } process.on('SIGTERM', () => {}); ok(id, 'first')`,
};

/** Arguments of node for a stdio upstream of 2025-11-25 with one tool, t. */
export function stdioMisdeed(code: string): readonly string[] {
  const program = `
    const say = (line) => process.stdout.write(line + '\\n');
    const result = (id, value) => say(JSON.stringify({ jsonrpc: '2.0', id, result: value }));
    const ok = (id, text) => result(id, { content: [{ type: 'text', text }] });
    const act = (id) => { ${code} };
    require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const { id, method } = JSON.parse(line);
      if (method === 'initialize') result(id, { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'm', version: '1' } });
      else if (method === 'tools/list') result(id, { tools: [{ name: 't', inputSchema: { type: 'object' } }] });
      else if (method === 'tools/call') act(id);
    });`;
  return ['-e', program.replaceAll(/\n\s*/g, ' ')];
}
