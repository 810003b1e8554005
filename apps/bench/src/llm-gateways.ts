/** The ways from a caller to the provider that are measured against each other: direct, a raw proxy, Remit, Portkey. */
import { request } from 'undici';
import type { Path } from './compare.ts';
import type { Started } from './launch.ts';
import { inWorkspace, launch, program } from './launch.ts';
import type { AnswerKind } from './llm-calls.ts';
import { chat } from './llm-calls.ts';
import { freePort } from './peers.ts';
import type { RemitUnderTest } from './remit-under-test.ts';
import { startInstallation } from './remit-under-test.ts';

const PORTKEY = inWorkspace('node_modules/@portkey-ai/gateway/build/start-server.js');

/** Limits of four kinds of account, all of which hold for each call and none of which is ever reached. */
const BUDGETS = `remit-budgets: 1
teams: { desk: { agents: [bench-agent] } }
limits:
  org-month: { scope: org, usd: "1000000", per: month, zone: Europe/Berlin }
  team-day: { scope: team, of: desk, tokens: 100000000000, per: day, zone: Europe/Berlin }
  person-day: { scope: person, requests: 1000000000, per: day }
  agent-hour: { scope: agent, of: bench-agent, usd: "1000000", per: hour }
`;
const SCOPE = `models:
  main:
    gpt-4o-mini: { when: { max-output: { max: 4096 } } }
`;

/** All of them, running. */
export interface LlmGateways {
  readonly remit: RemitUnderTest;
  /** The ways, to be driven for one kind of answer. */
  paths(kind: AnswerKind): Path[];
  stop(): Promise<void>;
}

/** A Remit with the provider behind it. `environment` is for `remit up` alone. */
export function startRemitForModels(
  provider: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<RemitUnderTest> {
  const config = `llm:
  providers:
    main: { kind: openai, url: "${provider}", key: provider-key }
  models:
    gpt-4o-mini: main
`;
  return startInstallation({ config, scope: SCOPE, budgets: BUDGETS, environment });
}

/** Starts the provider and what stands before it. */
export async function startLlmGateways(): Promise<LlmGateways> {
  const upstream = await launch(program('llm-upstream'), []);
  const provider = `http://127.0.0.1:${String(upstream.said['port'])}`;
  const proxy = await launch(program('raw-proxy'), [provider]);
  const remit = await startRemitForModels(provider);
  const portkey = await startPortkey();
  const portkeyHeaders = {
    authorization: 'Bearer provider-key',
    'x-portkey-provider': 'openai',
    'x-portkey-custom-host': `${provider}/v1`,
  };
  return {
    remit,
    paths: (kind) => [
      { name: 'direct', target: chat(provider, kind) },
      { name: 'raw proxy', target: chat(`http://127.0.0.1:${String(proxy.said['port'])}`, kind), pid: proxy.pid },
      { name: 'remit', target: chat(remit.url, kind, { authorization: `Bearer ${remit.agentKey}` }), pid: remit.pid },
      { name: 'portkey', target: chat(portkey.origin, kind, portkeyHeaders), pid: portkey.pid },
    ],
    async stop() {
      await portkey.stop();
      await remit.stop();
      await proxy.stop();
      await upstream.stop();
    },
  };
}

/** `@portkey-ai/gateway` as its package starts it, without its console. */
async function startPortkey(): Promise<Started & { origin: string }> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const ready = () =>
    request(origin).then(
      async ({ body }) => {
        await body.dump();
        return true;
      },
      () => false,
    );
  const started = await launch(PORTKEY, ['--headless', `--port=${port}`], { env: { NODE_ENV: 'production' }, ready });
  return { ...started, origin };
}
