import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectClient } from './testkit/clients.ts';
import type { RunningRemit } from './testkit/remit.ts';
import { startRemit } from './testkit/remit.ts';

const entry = createRequire(import.meta.url).resolve('@modelcontextprotocol/server-filesystem/dist/index.js');

describe('one call through Remit', () => {
  let remit: RunningRemit;
  let folder: string;
  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'remit-mcp-')));
    writeFileSync(join(folder, 'note.txt'), 'hello');
    const transport = { kind: 'stdio', command: process.execPath, args: [entry, folder] } as const;
    remit = await startRemit({ servers: [{ name: 'files', transport }] });
  });
  afterAll(() => remit.close());

  it.each(['legacy', 'modern'] as const)('%s client', async (era) => {
    const client = await connectClient(`${remit.url}/mcp/files`, era);
    const { tools } = await client.listTools();
    expect(tools.map((tool) => tool.name)).toContain('read_text_file');
    const result = await client.callTool({ name: 'read_text_file', arguments: { path: join(folder, 'note.txt') } });
    expect(result.content).toEqual([{ type: 'text', text: 'hello' }]);
    await client.close();
  });
});
