import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { silentLogger } from '@remit/core';
import type { CallRequest } from '@remit/gateway';
import { LOOPBACK_NAMES } from '@remit/gateway';
import type { LlmCall, ObservedAnswer, ObservedAttempt } from '@remit/llm';
import { describe, expect, it } from 'vitest';
import { createClientOf } from '../client-of.ts';
import { isLocalRequest } from './access.ts';
import { createCallTallies } from './call-tallies.ts';
import { createMetricsPage } from './exposition.ts';
import { metricsHandler } from './handler.ts';
import { createModelTallies } from './model-tallies.ts';
import { metricsReference } from './reference.ts';
import { METRICS, STEP_BUCKETS } from './table.ts';

const HOSTILE = 'x"} 1\nremit_injected 1';
// The tallies read the server's name only.
const to = (server: string) => ({ server, tool: HOSTILE }) as unknown as CallRequest;

// The tallies read these members only.
const HOSTILE_CALL = { request: { model: HOSTILE } } as unknown as LlmCall;
const ATTEMPT = {
  target: { account: { name: 'openai-eu' }, model: HOSTILE },
  verdict: { scope: { id: 'loans' } },
} as unknown as ObservedAttempt;
const ANSWER = {
  out: { status: 'executed' },
  use: { models: [{ usage: { input: 100, cacheRead: 40, output: 7 } }], spent: { nanousd: 500 } },
} as unknown as ObservedAnswer;

function filled() {
  const tallies = createCallTallies({ bounds: STEP_BUCKETS, configured: (name) => name === 'files' });
  for (const ms of [0.05, 0.3, 0.3, 700_000]) tallies.step('decide', 100, 100 + ms, undefined, to('files'));
  tallies.step('decide', 0, 1, 'policy.denied', to('files'));
  tallies.call('permit', 'executed', to('files'));
  tallies.call('permit', 'executed', to('files'));
  tallies.call('deny', 'not_forwarded', to(HOSTILE));
  for (let i = 0; i < 1000; i++) tallies.call('deny', 'not_forwarded', to(`invented-${i}`));
  tallies.rejected('unknown');
  const models = createModelTallies(STEP_BUCKETS);
  const watch = models.begin(HOSTILE_CALL);
  watch.forwarding(ATTEMPT);
  watch.firstByte();
  watch.answered(ANSWER);
  watch.forwarding(ATTEMPT);
  watch.answered({ ...ANSWER, out: { status: 'unknown' } });
  models.begin(HOSTILE_CALL).refused('budget_exceeded', 'loans');
  models.begin(HOSTILE_CALL).refused('model_not_found', undefined);
  return createMetricsPage({
    tallies,
    models,
    ledger: {
      head: () => ({
        size: 12,
        signedSize: 9,
        witnessedSize: 4,
        signer: 'down',
        witnesses: [{ name: 'city', size: 4, state: 'behind' }],
      }),
      outstanding: () => 3,
      ready: () => false,
    },
    witnessWatch: { lag: () => ({ quorumSize: 4, records: 8, ageMs: 2_500, late: false }) },
    anchors: { heads: () => [{ name: 'tsa', size: 3, at: 1_780_000_000_000, state: 'failing' }] },
    reports: () => [{ name: 'monthly', made: 2, failed: 1, skipped: 0, overdue: 61 }],
    spans: () => ({ ended: 9, sent: 5, failed: 3 }),
    upstreams: {
      status: () => [
        {
          name: 'files',
          transport: 'stdio',
          era: undefined,
          connections: { idle: 0, connected: 1, connecting: 0, paused: 2 },
          tools: 7,
          leftOut: 0,
        },
      ],
    },
  });
}

describe('the metrics page', () => {
  it('[ops.metrics.values] says what was counted, the state of the ledger, the signer, the witnesses and the upstreams', async () => {
    const page = filled();
    const lines = (await page.text()).split('\n');
    // A histogram's buckets hold all that is not above their bound (Prometheus text format 0.0.4).
    for (const line of [
      'remit_step_duration_seconds_bucket{step="decide",le="0.0001"} 1',
      'remit_step_duration_seconds_bucket{step="decide",le="0.0005"} 3',
      'remit_step_duration_seconds_bucket{step="decide",le="300"} 4',
      'remit_step_duration_seconds_bucket{step="decide",le="+Inf"} 5',
      'remit_step_duration_seconds_count{step="decide"} 5',
      'remit_step_stops_total{step="decide",code="policy.denied"} 1',
      'remit_calls_total{server="files",decision="permit",outcome="executed"} 2',
      'remit_calls_total{server="other",decision="deny",outcome="not_forwarded"} 1001',
      'remit_auth_rejects_total{reason="unknown"} 1',
      'remit_model_requests_total{scope="loans",provider="openai-eu",outcome="executed"} 1',
      'remit_model_requests_total{scope="loans",provider="openai-eu",outcome="unknown"} 1',
      'remit_model_tokens_total{scope="loans",provider="openai-eu",kind="input"} 200',
      'remit_model_tokens_total{scope="loans",provider="openai-eu",kind="cached"} 80',
      'remit_model_tokens_total{scope="loans",provider="openai-eu",kind="output"} 14',
      'remit_model_settled_nanousd_total{scope="loans",provider="openai-eu"} 1000',
      'remit_model_refusals_total{scope="loans",code="budget_exceeded"} 1',
      'remit_model_refusals_total{scope="none",code="model_not_found"} 1',
      'remit_model_first_byte_seconds_bucket{scope="loans",provider="openai-eu",le="+Inf"} 1',
      'remit_model_first_byte_seconds_count{scope="loans",provider="openai-eu"} 1',
      'remit_ledger_records 12',
      'remit_ledger_lag_records 3',
      'remit_ledger_outstanding_records 3',
      'remit_ledger_ready 0',
      'remit_signer_state{state="down"} 1',
      'remit_signer_state{state="ok"} 0',
      'remit_witness_lag_records{witness="city"} 5',
      'remit_witness_state{witness="city",state="behind"} 1',
      'remit_upstream_connections{server="files",state="paused"} 2',
      'remit_upstream_tools{server="files"} 7',
    ])
      expect(lines).toContain(line);
    expect(lines.some((line) => line.startsWith('process_cpu_seconds_total '))).toBe(true);
    for (const name of Object.keys(METRICS))
      expect(lines).toContain(`# TYPE ${name} ${METRICS[name as 'remit_build_info'].type}`);
    // Read again: nothing is counted twice.
    expect((await page.text()).split('\n')).toContain('remit_auth_rejects_total{reason="unknown"} 1');
  });

  it('[ops.metrics.labels] holds nothing that a caller invented', async () => {
    const text = await filled().text();
    expect(text).not.toMatch(/injected|invented/);
    expect(text.match(/^remit_calls_total\{/gm)).toHaveLength(2);
  });

  it('[ops.metrics.reference] docs/reference/metrics.md is what the table says (npm run gen)', () => {
    const page = readFileSync(new URL('../../../../../docs/reference/metrics.md', import.meta.url), 'utf8');
    expect(page).toBe(metricsReference());
  });
});

describe('who may read the metrics', () => {
  const from = (remoteAddress: string, headers: Record<string, string> = {}, localAddress = '192.0.2.10') => {
    const req: unknown = { headers, socket: { remoteAddress, localAddress } };
    return isLocalRequest(req as IncomingMessage); // the check reads these members only
  };

  it('[ops.metrics.access] a peer on this machine, unless it speaks for another', () => {
    for (const address of ['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1', '192.0.2.10'])
      expect(from(address), address).toBe(true);
    for (const address of ['192.0.2.11', '10.0.0.1', '::ffff:10.0.0.1', '127.0.0.1.example', 'fe80::1'])
      expect(from(address), address).toBe(false);
    for (const header of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip', 'x-forwarded-host'])
      expect(from('127.0.0.1', { [header]: '127.0.0.1' }), header).toBe(false);
  });

  it('[ops.metrics.access] over HTTP: the peer, the Host header and metrics.public decide', async () => {
    const asked = async (open: boolean, headers: Record<string, string>) => {
      const page = { contentType: 'text/plain; version=0.0.4', text: () => Promise.resolve('numbers') };
      const handler = metricsHandler({
        page,
        allowedHosts: LOOPBACK_NAMES,
        clientOf: createClientOf([]),
        open,
        logger: silentLogger,
      });
      const server = createServer((req: IncomingMessage, res: ServerResponse) => handler(req, res));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo; // a TCP server's address
      const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { headers });
      server.close();
      return [answer.status, await answer.text()] as const;
    };
    expect(await asked(false, {})).toEqual([200, 'numbers']);
    const forwarded = await asked(false, { 'x-forwarded-for': '203.0.113.9' });
    expect(forwarded[0]).toBe(403);
    expect(forwarded[1]).toContain('metrics.public: true');
    expect(await asked(true, { 'x-forwarded-for': '203.0.113.9' })).toEqual([200, 'numbers']);
  });

  it('[ops.metrics.access] a Host name that is not ours is refused, also on a public page', () => {
    const answered: number[] = [];
    const handler = metricsHandler({
      page: { contentType: 'text/plain', text: () => Promise.resolve('numbers') },
      allowedHosts: LOOPBACK_NAMES,
      clientOf: createClientOf([]),
      open: true,
      logger: silentLogger,
    });
    const req: unknown = { method: 'GET', headers: { host: 'evil.example' }, socket: { remoteAddress: '127.0.0.1' } };
    const res: unknown = { writeHead: (status: number) => void answered.push(status), end() {} };
    handler(req as IncomingMessage, res as ServerResponse); // both are used for these members only
    expect(answered).toEqual([403]);
  });
});
