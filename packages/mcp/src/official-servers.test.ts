/** The official servers through Remit and directly: the same tools, the same results, for clients of both eras. */
import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServerConfig } from './server-config.ts';
import { connectClient } from './testkit/clients.ts';
import type { RunningRemit } from './testkit/remit.ts';
import { startRemit } from './testkit/remit.ts';

const resolve = createRequire(import.meta.url).resolve;
const everything = resolve('@modelcontextprotocol/server-everything/dist/index.js');
const filesystem = resolve('@modelcontextprotocol/server-filesystem/dist/index.js');

let folder: string;
let servers: ServerConfig[];
let remit: RunningRemit;
let stopHttp: () => Promise<void>;

/** server-everything over HTTP on a free port. */
async function startEverythingHttp(): Promise<string> {
  const probe = createServer();
  const port = await new Promise<number>((done) => {
    probe.listen(0, '127.0.0.1', () => done((probe.address() as AddressInfo).port));
  });
  await new Promise((done) => probe.close(done));
  const child = spawn(process.execPath, [everything, 'streamableHttp'], {
    env: { PATH: process.env['PATH'], PORT: String(port) },
  });
  const exited = new Promise<void>((done) => child.once('exit', () => done()));
  stopHttp = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  await new Promise<void>((done) => {
    child.stderr.on('data', (chunk: Buffer) => {
      if (chunk.toString('utf8').includes('listening')) done();
    });
  });
  return `http://127.0.0.1:${port}/mcp`;
}

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'remit-mcp-')));
  writeFileSync(join(folder, 'note.txt'), 'hello\n');
  const stdio = (...args: string[]) => ({ kind: 'stdio' as const, command: process.execPath, args });
  servers = [
    { name: 'files', transport: stdio(filesystem, folder) },
    { name: 'everything', transport: stdio(everything, 'stdio') },
    { name: 'everything-http', transport: { kind: 'http', url: await startEverythingHttp() } },
  ];
  remit = await startRemit({ servers });
});
afterAll(async () => {
  await remit.close();
  await stopHttp();
});

async function direct(name: string): Promise<Client> {
  const transport = servers.find((server) => server.name === name)?.transport;
  const client = new Client({ name: 'test-client', version: '1.0.0' });
  if (transport?.kind === 'http') await client.connect(new StreamableHTTPClientTransport(new URL(transport.url)));
  else
    await client.connect(
      new StdioClientTransport({ command: transport?.command ?? '', args: [...(transport?.args ?? [])] }),
    );
  return client;
}

const echo = { name: 'echo', arguments: { message: 'Grüße' } };
const everythingCalls = [
  echo,
  { name: 'get-sum', arguments: { a: 1, b: 2 } },
  { name: 'get-sum', arguments: { a: 'x' } },
  { name: 'get-tiny-image', arguments: {} },
  { name: 'get-structured-content', arguments: { location: 'Chicago' } },
  { name: 'get-annotated-message', arguments: { messageType: 'error', includeImage: true } },
  { name: 'get-resource-links', arguments: { count: 2 } },
];
const calls: Readonly<Record<string, readonly { name: string; arguments: Record<string, unknown> }[]>> = {
  files: [
    { name: 'read_text_file', arguments: { path: 'note.txt' } },
    { name: 'list_directory', arguments: { path: '.' } },
    { name: 'read_text_file', arguments: { path: '/etc/passwd' } },
    { name: 'list_allowed_directories', arguments: {} },
  ],
  everything: everythingCalls,
  'everything-http': everythingCalls,
};

async function outcome(client: Client, call: { name: string; arguments: Record<string, unknown> }): Promise<unknown> {
  // The file server takes paths of its folder only.
  const path = call.arguments['path'];
  const inFolder = typeof path === 'string' && !path.startsWith('/') ? { path: join(folder, path) } : {};
  try {
    return await client.callTool({ ...call, arguments: { ...call.arguments, ...inFolder } });
  } catch (error) {
    return { message: (error as Error).message };
  }
}

describe.each(Object.keys(calls))('%s', (name) => {
  it.each(['legacy', 'modern'] as const)('[mcp.official-servers] %s client', async (era) => {
    const [straight, through] = await Promise.all([direct(name), connectClient(`${remit.url}/mcp/${name}`, era)]);
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    const [expected, got] = await Promise.all([straight.listTools(), through.listTools()]);
    // The official client of the modern era drops `execution`, which that revision does not have.
    const plain = (tools: typeof got.tools) => tools.map(({ execution: _legacy, ...tool }) => tool).sort(byName);
    expect(plain(got.tools)).toEqual(plain(expected.tools));
    expect(got.tools.length).toBeGreaterThan(9);
    for (const call of calls[name] ?? [])
      expect(await outcome(through, call), JSON.stringify(call)).toEqual(await outcome(straight, call));
    await Promise.all([straight.close(), through.close()]);
  });
});

it("[mcp.official-servers] all of them in one list, with the child processes' environment kept small", async () => {
  const client = await connectClient(`${remit.url}/mcp`, 'legacy');
  const { tools } = await client.listTools();
  const names = tools.map((tool) => tool.name);
  for (const wanted of ['files_read_text_file', 'everything_echo', 'everything-http_get-sum'])
    expect(names).toContain(wanted);
  const env = await client.callTool({ name: 'everything_get-env', arguments: {} });
  const [block] = env.content as { text: string }[];
  expect(Object.keys(JSON.parse(block?.text ?? '{}') as object).sort()).toEqual(['HOME', 'PATH']);
  const sum = await client.callTool({
    name: 'everything_trigger-long-running-operation',
    arguments: { duration: 0.01, steps: 1 },
  });
  expect(JSON.stringify(sum.content)).toContain('completed');
  await client.close();
});
