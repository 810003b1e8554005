/** Logs of other systems by the built command line: who is who, their traces, reconciliation and questions. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Installation } from './testing/installation.ts';
import { makeInstallation } from './testing/installation.ts';

const ROLE = 'arn:aws:iam::123456789012:role/cost-review-agent';

/** Made from the documented schema of `AwsMcpEvent`. */
const call = (n: number) => ({
  eventVersion: '1.08',
  userIdentity: {
    type: 'AssumedRole',
    arn: `${ROLE}/x`,
    sessionContext: { sessionIssuer: { type: 'Role', arn: ROLE } },
  },
  eventTime: `2026-11-0${n}T10:00:00Z`,
  eventSource: 'aws-mcp.us-east-1.api.aws',
  eventName: 'CallTool',
  requestParameters: { method: 'search', params: { q: `=${n}` } },
  responseElements: { isError: false },
  eventID: `00000000-0000-4000-8000-00000000000${n}`,
  eventType: 'AwsMcpEvent',
  eventCategory: 'Data',
});

describe('logs of other systems', () => {
  let house: Installation;
  let batch = '';
  beforeAll(async () => {
    house = makeInstallation();
    house.key = String((await house.json('init', '--person', 'ada@example.org'))['token']);
    // Without a server each command opens the whole house.
    await house.start('up');
    writeFileSync(join(house.dir, 'trail.json'), JSON.stringify({ Records: [1, 2].map(call) }));
    const { objects } = (await house.json('ingest', 'trail.json')) as { objects?: { batch: string }[] };
    batch = objects?.[0]?.batch ?? '';
  });
  afterAll(async () => await house.remove());

  it('[imported.commands] declares agents from a list that is checked', async () => {
    const list = join(house.dir, 'agents.yaml');
    writeFileSync(list, `remit-agents: 1\nagents:\n  - agent: cost\n    identities: ["${ROLE}", "${ROLE}"]\n`);
    const twice = await house.remit('agents', 'check', list);
    expect([twice.code, twice.err]).toEqual([1, expect.stringContaining('An identity belongs to one agent.')]);
    expect((await house.remit('agents', 'declare', list)).err).toContain('admin.agents-invalid');
    expect((await house.remit('agents', 'show')).err).toContain('remit agents declare FILE');
    writeFileSync(list, `remit-agents: 1\nagents:\n  - agent: cost\n    identities: ["${ROLE}"]\n`);
    expect(await house.json('agents', 'declare', list)).toMatchObject({ agents: [{ agent: 'cost', servers: {} }] });
    expect((await house.remit('agents', 'show')).out).toContain(`cost   ${ROLE}`);
  });

  it('[imported.people] declares which names are one person: the record holds handles, and who declared it', async () => {
    const list = join(house.dir, 'people.yaml');
    expect((await house.remit('people', 'show')).err).toContain('remit people alias FILE');
    writeFileSync(list, 'remit-people: 1\npeople:\n  - names: [ada@example.org, ada@example.org]\n');
    expect((await house.remit('people', 'alias', list)).err).toContain('admin.people-invalid');
    writeFileSync(list, `remit-people: 1\npeople:\n  - names: [ada@example.org, "${ROLE}/ada"]\n`);
    expect((await house.remit('people', 'check', list)).out).toContain('1 persons under 2 names');
    const declared = (await house.json('people', 'alias', list)) as { people?: string[][]; declaredBy?: string };
    expect(declared.people?.[0]).toHaveLength(2);
    const shown = await house.remit('people', 'show');
    expect(shown.out).toContain(`Asserted by ${declared.declaredBy ?? ''} in record`);
    expect(JSON.stringify(declared) + shown.out).not.toContain('ada@');
    const asked = (await house.json('ask', 'person', `${ROLE}/ada`)) as { limits?: string[] };
    expect(asked.limits?.join()).toContain('2 handles are one person is asserted by the operator');
  });

  it('[imported.commands] lists, shows and explains traces', async () => {
    const traces = (await house.json('trace', 'list', '--source', 'all')) as unknown as { id: string; agent: string }[];
    expect(traces.map(({ agent }) => agent)).toEqual(['cost', 'cost']);
    const id = traces[0]?.id ?? '';
    if (batch !== '') expect(id).toBe(`${batch}:0`);
    expect(await house.json('trace', 'show', id)).toMatchObject({ schema: 'remit.imported-trace/1', traceId: id });
    const explained = await house.remit('trace', 'explain', id);
    expect(explained.out).toMatch(/action\.tool +search +SHA-256 [0-9a-f]{64}, \S+: requestParameters\.method/);
    expect((await house.remit('trace', 'show', id.replace(/:0$/, ':9'))).code).toBe(1);
  });

  it('[imported.commands] reconciles with this log itself, as text and CSV', async () => {
    const period = ['--from', '2026-11-01', '--to', '2026-11-30'];
    const sources = ['--left', 'aws.cloudtrail', '--right', 'remit'];
    const reconciled = await house.remit('reconcile', ...sources, ...period);
    expect(reconciled.out).toContain('aws.cloudtrail: 2 events, 2 only here, 0 outside the period');
    expect(reconciled.out).toContain('Several names of a person count as one: asserted by the operator');
    expect(reconciled.code).toBe(2);
    const csv = await house.remit('reconcile', ...sources, ...period, '--csv');
    expect(csv.out.split('\r\n')[1]).toMatch(/^only in aws\.cloudtrail,/);
    const unknown = await house.remit('reconcile', '--left', 'aws.cloudtrail', '--right', 'nothing');
    expect(unknown.err).toContain('known: aws.cloudtrail, remit');
  });

  it('[imported.commands] answers questions as text, JSON and CSV', async () => {
    const period = ['--from', '2026-11-01', '--to', '2026-11-30'];
    expect(await house.json('ask', 'requirement', 'AIA-26-6', '--quarter', '2026-Q4')).toMatchObject({
      counts: { 'foreign events': 2 },
      query: { parameters: { requirement: 'AIA-26-6', to: '2027-01-01T00:00:00.000Z' } },
    });
    expect((await house.remit('ask', 'allowed', 'cost', '--at', '2026-11-20')).out).toContain('no scope was in force');
    expect((await house.remit('ask', 'personal-data', ...period, '--csv')).out.trim()).toMatch(/^ID,OF,TIME/);
    expect((await house.remit('ask', 'requirement', 'AIA-26-6')).code).toBe(64);
  });
});
