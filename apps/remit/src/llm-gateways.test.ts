/** Two gateways on one PostgreSQL with one list of budgets: what both together let through, also when one is killed. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MockLlm } from '@remit/testing/mock-llm';
import { startMockLlm } from '@remit/testing/mock-llm';
import { startPostgres } from '@remit/testing/postgres';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Installation } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';

const SLOW = 'mock:delay=4000';
const OTHER = 'mock:chunks=2';
const STORED = 'mock:usage=zero';
const SCOPE = `remit-scope: 1
id: letters
system: { id: letters-eu, name: Letters, purpose: Sort letters }
agent: clerk
declared-by: Head of Operations
approved-by: Compliance Office
valid: { from: 2026-01-01, to: 2099-12-31 }
models: { main: { gpt-4o-mini: {}, "${SLOW}": {}, "${OTHER}": {}, "${STORED}": {} } }
`;
const BUDGETS = `remit-budgets: 1
limits:
  calls: { scope: model, of: "*", requests: 50, per: lifetime }
`;

type Server = Awaited<ReturnType<Installation['start']>>;

const postgres = await startPostgres();
describe.skipIf(postgres.kind === 'absent')('two gateways, one list of budgets (skipped: no PostgreSQL)', () => {
  const houses: Installation[] = [];
  const servers: Server[] = [];
  const agent = new Agent({ connections: 100 });
  let mock: MockLlm;
  let clerk = '';
  let eve = '';

  beforeAll(async () => {
    if (postgres.kind === 'absent') return;
    mock = await startMockLlm();
    const shared = makeInstallation();
    const socket = join(shared.dir, 's.sock');
    const url = await postgres.newDatabase();
    const store = { postgres: { url, 'subject-keys': join(shared.dir, 'keys.bin') } };
    const log = { origin: 'log.test/budgets' };
    const llm = {
      providers: { main: { kind: 'openai', url: mock.url, key: 'provider-s3cret' } },
      models: { 'gpt-4o-mini': 'main', [SLOW]: 'main', [OTHER]: 'main', [STORED]: 'main' },
    };
    const configure = ({ dir }: Installation, config: object): void =>
      // JSON is YAML.
      writeFileSync(join(dir, 'remit.yaml'), JSON.stringify({ listen: { port: 0 }, store, ...config }));
    configure(shared, { log });
    await shared.start('sequencer', '--listen', socket);
    const [one, two] = [makeInstallation(), makeInstallation()];
    houses.push(one, two, shared);
    for (const house of [one, two]) configure(house, { llm, log: { ...log, sequencers: { at: [socket] } } });
    one.key = String((await one.json('init', '--person', 'ada@example.org'))['token']);
    two.key = one.key;
    clerk = String((await one.json('key', 'create', '--person', 'bo@example.org', '--agent', 'clerk'))['token']);
    eve = String((await one.json('key', 'create', '--person', 'eve@example.org', '--agent', 'clerk'))['token']);
    writeFileSync(join(one.dir, 'scope.yaml'), SCOPE);
    writeFileSync(join(one.dir, 'budgets.yaml'), BUDGETS);
    await one.json('scope', 'declare', 'scope.yaml');
    await one.json('budget', 'declare', 'budgets.yaml');
    // Gateways of one log hold one vault key; without a bucket the second one gets what was declared as a copy.
    mkdirSync(join(two.dir, 'remit-data'), { mode: 0o700 });
    for (const folder of ['secrets', 'blobs'])
      cpSync(join(one.dir, 'remit-data', folder), join(two.dir, 'remit-data', folder), { recursive: true });
    servers.push(await one.start('up'), await two.start('up'));
  }, 240_000);
  afterAll(async () => {
    for (const house of houses) await house.remove();
    await agent.destroy();
    await mock?.close();
    if (postgres.kind === 'ready') await postgres.stop();
  });

  /** One call over one of the gateways; its status. */
  const ask = async (at: number, model: string): Promise<number> => {
    const { statusCode, body } = await request(`${servers[at]?.said['url']}/v1/chat/completions`, {
      method: 'POST',
      dispatcher: agent,
      headers: { authorization: `Bearer ${clerk}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model, max_tokens: 10, messages: [{ role: 'user', content: 'hi' }] }),
    });
    await body.dump();
    return statusCode;
  };
  const sent = (model: string): number => mock.seen.filter(({ body }) => body.includes(`"${model}"`)).length;
  const shown = async (at: number, model: string): Promise<object | undefined> => {
    const printed = (await houses[at]?.json('budget', 'show')) ?? {};
    // Shape: what `remit budget show --json` prints.
    const budgets = printed['budgets'] as { account: string }[];
    return budgets.find(({ account }) => account === model);
  };

  it('[llm.gateways-race] 1,000 calls at once over both at a limit for 50: 50 reach the provider (skipped: no PostgreSQL)', async () => {
    const statuses = await Promise.all(Array.from({ length: 1_000 }, (_, n) => ask(n % 2, 'gpt-4o-mini')));
    const answered = statuses.filter((status) => status === 200).length;
    expect(statuses.filter((status) => status === 429)).toHaveLength(1_000 - answered);
    expect(sent('gpt-4o-mini')).toBe(answered);
    expect(answered).toBeLessThanOrEqual(50);
    expect(answered).toBeGreaterThanOrEqual(45);
    // What one of them held in reserve is given back, and whoever asks has it.
    await expect
      .poll(
        async () => {
          await Promise.all([ask(0, 'gpt-4o-mini'), ask(1, 'gpt-4o-mini')]);
          return sent('gpt-4o-mini');
        },
        { timeout: 20_000, interval: 200 },
      )
      .toBe(50);
    expect(await Promise.all([ask(0, 'gpt-4o-mini'), ask(1, 'gpt-4o-mini')])).toEqual([429, 429]);
    const same = { limit: 'calls', account: 'gpt-4o-mini', allowed: 50, settled: 50, held: 0, overrun: 0, left: 0 };
    await expect.poll(() => shown(0, 'gpt-4o-mini'), { timeout: 20_000 }).toMatchObject(same);
    await expect.poll(() => shown(1, 'gpt-4o-mini'), { timeout: 20_000 }).toMatchObject(same);
  }, 120_000);

  it('[llm.gateways-ids] an answer that came through one gateway is continued through the other, by whom it came to (skipped: no PostgreSQL)', async () => {
    const respond = async (at: number, key: string, more: object) => {
      const { statusCode, body } = await request(`${servers[at]?.said['url']}/v1/responses`, {
        method: 'POST',
        dispatcher: agent,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: STORED, max_output_tokens: 10, input: 'hi', ...more }),
      });
      return { statusCode, text: await body.text() };
    };
    const first = await respond(0, clerk, {});
    expect(first.statusCode, first.text).toBe(200);
    // Shape: an answer of the Responses API.
    const { id } = JSON.parse(first.text) as { id: string };
    const naming = { previous_response_id: id };
    await expect
      .poll(async () => (await respond(1, clerk, naming)).statusCode, { timeout: 5_000, interval: 250 })
      .toBe(200);
    const denied = await respond(1, eve, naming);
    expect(denied.statusCode).toBe(404);
    expect(denied.text).toContain('ask again in a second');
  }, 60_000);

  it('[llm.gateways-kill] kill -9 of one with calls under way: they count their bound, the rest is for the other one (skipped: no PostgreSQL)', async () => {
    const lost = Array.from({ length: 10 }, () => ask(0, SLOW).catch(() => 0));
    await expect.poll(() => sent(SLOW), { timeout: 20_000 }).toBe(10);
    servers[0]?.process.kill('SIGKILL');
    expect(await Promise.all(lost)).toEqual(Array.from({ length: 10 }, () => 0));
    const first = await Promise.all(Array.from({ length: 60 }, () => ask(1, SLOW)));
    const answered = first.filter((status) => status === 200).length;
    expect(answered).toBeGreaterThanOrEqual(30);
    expect(answered).toBeLessThanOrEqual(40);
    await expect
      .poll(
        async () => {
          await ask(1, SLOW);
          return sent(SLOW);
        },
        { timeout: 60_000, interval: 500 },
      )
      .toBe(50);
    expect(await ask(1, SLOW)).toBe(429);
    const same = { allowed: 50, settled: 50, held: 0, overrun: 0, left: 0 };
    await expect.poll(() => shown(1, SLOW), { timeout: 20_000 }).toMatchObject(same);
    const again = await houses[0]?.start('up');
    if (again !== undefined) servers[0] = again;
    expect(await shown(0, SLOW)).toMatchObject(same);
    expect(await ask(0, SLOW)).toBe(429);
  }, 180_000);

  it('[llm.gateways-paused] a gateway that is stopped for too long loses its slices, and sends nothing beyond the limit when it goes on (skipped: no PostgreSQL)', async () => {
    expect(await ask(0, OTHER)).toBe(200);
    servers[0]?.process.kill('SIGSTOP');
    await expect
      .poll(
        async () => {
          await Promise.all(Array.from({ length: 10 }, () => ask(1, OTHER)));
          return sent(OTHER);
        },
        { timeout: 60_000, interval: 500 },
      )
      .toBe(50);
    servers[0]?.process.kill('SIGCONT');
    expect(await Promise.all(Array.from({ length: 10 }, () => ask(0, OTHER)))).toEqual(
      Array.from({ length: 10 }, () => 429),
    );
    expect(sent(OTHER)).toBe(50);
    await expect.poll(() => shown(0, OTHER), { timeout: 20_000 }).toMatchObject({ settled: 50, held: 0, overrun: 0 });
  }, 120_000);
});
