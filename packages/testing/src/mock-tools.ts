/** Tools of the mock servers, the same in both eras: each shows one thing that a gateway must carry across. */
import type { McpServer, ServerContext } from '@modelcontextprotocol/server';
import { inputRequired } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { MockJournal } from './mock-journal.ts';

/** Registers all of them. `session` is what `whoami` answers: it tells upstream sessions apart. */
export function registerMockTools(server: McpServer, journal: MockJournal, session: string): void {
  const text = (value: string) => ({ content: [{ type: 'text' as const, text: value }] });
  const ran = (name: string): void => {
    journal.ran.push(name);
  };

  server.registerTool(
    'echo',
    {
      title: 'Echo',
      description: 'Says the text again',
      inputSchema: z.object({ text: z.string() }),
      annotations: { readOnlyHint: true },
      _meta: { 'example/kind': 'mock' },
    },
    ({ text: said }) => {
      ran('echo');
      return { ...text(said), _meta: { 'example/said': true } };
    },
  );
  server.registerTool(
    'add',
    {
      description: 'Adds two numbers',
      inputSchema: z.object({ a: z.number(), b: z.number() }),
      outputSchema: z.object({ sum: z.number() }),
    },
    ({ a, b }) => {
      ran('add');
      return { ...text(String(a + b)), structuredContent: { sum: a + b } };
    },
  );
  server.registerTool(
    'list_items',
    { description: 'Structured content that is no object', outputSchema: z.array(z.string()) },
    () => {
      ran('list_items');
      return { content: [], structuredContent: ['one', 'two'] };
    },
  );
  server.registerTool(
    'locate',
    {
      description: 'Has arguments that are repeated in headers',
      inputSchema: z.object({
        region: z.string().optional().meta({ 'x-mcp-header': 'Region' }),
        depth: z.int().optional().meta({ 'x-mcp-header': 'Depth' }),
      }),
    },
    ({ region, depth }) => {
      ran('locate');
      return text(`${region ?? 'nowhere'} ${depth ?? 0}`);
    },
  );
  server.registerTool('fail', { description: 'Fails as a tool' }, () => {
    ran('fail');
    return { ...text('it did not work'), isError: true };
  });
  server.registerTool('whoami', { description: 'Names the upstream session' }, () => text(session));
  server.registerTool('ask', { description: 'Asks the client for input' }, () => {
    ran('ask');
    return inputRequired({ requestState: 'state-1' });
  });
  server.registerTool(
    'slow',
    {
      description: 'Reports progress; with hold it ends only when it is cancelled',
      inputSchema: z.object({ steps: z.int(), hold: z.boolean().optional() }),
    },
    async ({ steps, hold }, ctx) => {
      ran('slow');
      await reportProgress(ctx, steps);
      if (hold === true) await holdUntilCancelled(ctx, journal);
      return text(`${steps} steps`);
    },
  );
}

async function reportProgress(ctx: ServerContext, steps: number): Promise<void> {
  const progressToken = ctx.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return;
  for (let progress = 1; progress <= steps; progress++)
    await ctx.mcpReq.notify({
      method: 'notifications/progress',
      params: { progressToken, progress, total: steps, message: `step ${progress}` },
    });
}

async function holdUntilCancelled(ctx: ServerContext, journal: MockJournal): Promise<void> {
  journal.begin();
  await new Promise<void>((resolve) => ctx.mcpReq.signal.addEventListener('abort', () => resolve(), { once: true }));
  journal.cancelled += 1;
  journal.stop();
}
