/** The wire with the real pipeline and scope engine behind it: what the records say about what the client saw. */
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixedClock, silentLogger } from '@remit/core';
import type { ApprovalDesk, Gateway } from '@remit/gateway';
import { createApprovalDesk, createGateway, restoreScopes, restoreTools } from '@remit/gateway';
import type { Caller } from '@remit/registry';
import { createScopeEngine } from '@remit/scope/engine';
import type { DecisionServer } from '@remit/testing';
import { createDecisionServer } from '@remit/testing';
import type { MemoryRecorder } from '@remit/testing/memory-recorder';
import { memoryRecorder } from '@remit/testing/memory-recorder';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectClient } from './testkit/clients.ts';
import type { RunningRemit } from './testkit/remit.ts';
import { startRemitWith } from './testkit/remit.ts';
import { until } from './testkit/until.ts';

const agent: Caller = { keyId: 'k1', sub: `p_${'a'.repeat(22)}`, agent: 'loan-triage-agent', roles: ['caller'] };
const officer: Caller = { keyId: 'k2', sub: `p_${'b'.repeat(22)}`, roles: ['approver'] };
const admin: Caller = { keyId: 'k3', sub: `p_${'c'.repeat(22)}`, roles: ['admin'] };
const filesystem = createRequire(import.meta.url).resolve('@modelcontextprotocol/server-filesystem/dist/index.js');

const scope = (root: string): string => `remit-scope: 1
id: loan-triage
system: { id: loan-triage-eu, name: Loan triage, purpose: Pre-sort consumer loan applications }
agent: loan-triage-agent
declared-by: Head of Lending Operations
approved-by: Compliance Office
valid: { from: 2026-01-01, to: 2027-12-31 }
servers:
  files:
    tools:
      read_text_file:
        rule: read-assigned-case
        when:
          path: { path-within: { roots: [${root}/case-1001], links: unchecked } }
        about: { argument: path, segment-after: ${root} }
  decisions:
    tools:
      propose_decision:
        rule: release-decision
        other-arguments: allow
        when: { case: { one-of: [case-1001] } }
        needs-approval: { role: approver, reason: a person releases each decision }
        about: { argument: case }
`;

let root: string;
let recorder: MemoryRecorder;
let approvals: ApprovalDesk;
let gateway: Gateway;
let decisions: DecisionServer;
let remit: RunningRemit<Gateway>;

beforeEach(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'remit-mcp-')));
  for (const name of ['case-1001', 'case-2002']) {
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, 'letter.txt'), `letter of ${name}`);
  }
  const clock = fixedClock(Date.parse('2026-11-22T09:00:00Z'));
  recorder = memoryRecorder(clock);
  approvals = createApprovalDesk({ clock, timeoutMs: 900_000 });
  const empty = { byType: () => [], blob: () => undefined };
  gateway = createGateway({
    registry: {
      authenticate: (token) => (token === 'good' ? { ok: true, value: agent } : { ok: false, error: 'unknown' }),
      isActive: () => true,
    },
    engine: createScopeEngine(),
    recorder,
    subjects: recorder,
    blobs: recorder,
    approvals,
    clock,
    logger: silentLogger,
    restored: { scopes: restoreScopes(empty), tools: restoreTools(empty) },
  });
  const declared = await gateway.declareScope(admin, scope(root));
  if (!declared.ok) throw new TypeError(JSON.stringify(declared.error));
  decisions = await createDecisionServer();
  const files = { kind: 'stdio', command: process.execPath, args: [filesystem, root] } as const;
  remit = await startRemitWith(gateway, {
    servers: [
      { name: 'files', transport: files },
      { name: 'decisions', transport: { kind: 'http', url: decisions.url } },
    ],
  });
});
afterEach(async () => {
  await remit.close();
  await decisions.close();
});

/** The trail without what is the same in every test: the scope and the definitions. */
const trail = (): string[] => recorder.trail().filter((name) => !/^(scope|policy|tool)\./.test(name));

describe.each(['legacy', 'modern'] as const)('a %s client', (era) => {
  const opened = era === 'legacy' ? ['session.open'] : [];

  it('[mcp.records] sees its scope, reads its case, and is denied another: each with its records', async () => {
    const client = await connectClient(`${remit.url}/mcp`, era, 'good');
    const { tools } = await client.listTools();
    expect(tools.map((tool) => tool.name)).toEqual(['files_read_text_file', 'decisions_propose_decision']);
    const read = (name: string) =>
      client.callTool({ name: 'files_read_text_file', arguments: { path: join(root, name, 'letter.txt') } });
    expect((await read('case-1001')).content).toEqual([{ type: 'text', text: 'letter of case-1001' }]);
    const denied = await read('case-2002');
    expect(denied.isError).toBe(true);
    expect(JSON.stringify(denied.content)).toContain('read-assigned-case');
    expect(JSON.stringify(denied.content)).not.toContain('case-2002');
    expect(trail()).toEqual([
      ...opened,
      'mcp.decision read_text_file permit',
      'mcp.outcome read_text_file executed',
      'mcp.decision read_text_file deny',
    ]);
    const [permit, outcome] = recorder.records.filter(({ t }) => t === 'mcp.decision' || t === 'mcp.outcome');
    expect(JSON.parse(recorder.committed(permit, 'args') ?? '')).toEqual({
      path: join(root, 'case-1001', 'letter.txt'),
    });
    expect(recorder.committed(outcome, 'result')).toContain('letter of case-1001');
    expect(permit).toMatchObject({ act: { srv: 'files', tool_sha: expect.stringMatching(/^[0-9a-f]{64}$/) } });
    expect(denied._meta?.['remit/denial']).toMatchObject({ rule: 'read-assigned-case#when.path', because: 'argument' });
    await client.close();
  });

  it('[mcp.records] a tool outside the scope does not exist, and the record says who asked for it', async () => {
    const client = await connectClient(`${remit.url}/mcp/files`, era, 'good');
    const write = client.callTool({ name: 'write_file', arguments: { path: 'x', content: 'y' } });
    await expect(write).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('Unknown tool: write_file'),
    });
    expect(trail()).toEqual([...opened, 'mcp.decision write_file deny']);
    await client.close();
  });

  it('[mcp.records] a call without a list before it: the definition is in the log before the decision that names it', async () => {
    const put = recorder.put.bind(recorder);
    let asked = 0;
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    recorder.put = async (bytes) => {
      asked += 1;
      await gate;
      return put(bytes);
    };
    const client = await connectClient(`${remit.url}/mcp/files`, era, 'good');
    const path = join(root, 'case-1001', 'letter.txt');
    const call = client.callTool({ name: 'read_text_file', arguments: { path } });
    await until(() => asked > 0 || undefined);
    expect(trail()).toEqual(opened);
    release();
    await call;
    const decision = recorder.records.find(({ t }) => t === 'mcp.decision');
    const sha = decision?.t === 'mcp.decision' ? decision.act.tool_sha : undefined;
    const defined = recorder.records.findIndex((record) => record.t === 'tool.define' && record.act.tool_sha === sha);
    expect(defined).toBeGreaterThanOrEqual(0);
    expect(defined).toBeLessThan(recorder.records.findIndex((record) => record === decision));
    await client.close();
  });

  it('[mcp.records] a decision waits for the officer, and only then reaches the decision system', async () => {
    const client = await connectClient(`${remit.url}/mcp/decisions`, era, 'good');
    const proposal = { case: 'case-1001', decision: 'refer', reasons: ['Income is not documented.'] };
    const heard: (string | undefined)[] = [];
    const call = client.callTool(
      { name: 'propose_decision', arguments: proposal },
      { onprogress: ({ message }) => heard.push(message) },
    );
    const pending = await until(() => approvals.pending(officer)[0]);
    expect(decisions.proposals).toEqual([]);
    expect((await approvals.approve(pending.id, officer, pending.action)).ok).toBe(true);
    expect((await call).structuredContent).toEqual({
      case: 'case-1001',
      decision: 'refer',
      status: 'recorded',
      reference: 'DEC-0001',
    });
    expect(decisions.proposals).toEqual([{ ...proposal, status: 'recorded', reference: 'DEC-0001' }]);
    expect(heard.length).toBeGreaterThan(0);
    expect(trail()).toEqual([
      ...opened,
      'mcp.decision propose_decision escalate',
      'approval approved',
      'mcp.decision propose_decision permit_with_conditions',
      'mcp.outcome propose_decision executed',
    ]);
    await client.close();
  });

  it('[mcp.records] a rejected decision reaches nobody', async () => {
    const client = await connectClient(`${remit.url}/mcp/decisions`, era, 'good');
    const call = client.callTool({
      name: 'propose_decision',
      arguments: { case: 'case-1001', decision: 'decline', reasons: ['x'] },
    });
    const pending = await until(() => approvals.pending(officer)[0]);
    await approvals.reject(pending.id, officer, 'not enough grounds');
    expect(await call).toMatchObject({ isError: true, _meta: { 'remit/denial': { because: 'approval-rejected' } } });
    expect(decisions.proposals).toEqual([]);
    expect(trail()).toEqual([
      ...opened,
      'mcp.decision propose_decision escalate',
      'approval rejected',
      'mcp.decision propose_decision deny',
    ]);
    await client.close();
  });
});

it('[mcp.records] the definitions are in the log before the first list, once each', async () => {
  const clients = await Promise.all([
    connectClient(`${remit.url}/mcp`, 'modern', 'good'),
    connectClient(`${remit.url}/mcp`, 'modern', 'good'),
  ]);
  await Promise.all(clients.map((client) => client.listTools()));
  const defined = recorder.records.filter((record) => record.t === 'tool.define');
  expect(defined.length).toBeGreaterThan(10);
  expect(new Set(defined.map((record) => JSON.stringify(record.act))).size).toBe(defined.length);
  await Promise.all(clients.map((client) => client.close()));
});
