import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { expect, it } from 'vitest';
import { createDecisionServer } from './decision-server.ts';

it('records a proposal and gives back a reference that counts up', async () => {
  const server = await createDecisionServer();
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect(new StreamableHTTPClientTransport(new URL(server.url)));
  expect((await client.listTools()).tools.map((tool) => tool.name)).toEqual(['propose_decision']);
  const propose = async (decision: string) => {
    const result = await client.callTool({
      name: 'propose_decision',
      arguments: { case: 'case-1001', decision, reasons: ['Income is documented.'] },
    });
    return result.structuredContent ?? result.isError;
  };
  expect(await propose('refer')).toEqual({
    case: 'case-1001',
    decision: 'refer',
    status: 'recorded',
    reference: 'DEC-0001',
  });
  expect(await propose('approve')).toMatchObject({ reference: 'DEC-0002' });
  expect(await propose('maybe')).toBe(true);
  expect(server.proposals).toHaveLength(2);
  await client.close();
  await server.close();
});
