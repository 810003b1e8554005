/** Records made from the documented schemas of Audit Logs version 2, Logpush and REST; none was captured. */
import { describe, expect, it } from 'vitest';
import { mapRecord } from '../mapping/map-record.fixture.ts';
import { cloudflareAudit } from './index.ts';

const flat = {
  AccountID: 'acct-1',
  AccountName: 'Example',
  ActionDescription: 'Update MCP portal',
  ActionResult: 'success',
  ActionTimestamp: '2026-11-02T08:15:30Z',
  ActionType: 'update',
  ActorContext: 'dash',
  ActorEmail: 'ada@example.com',
  ActorID: 'user-1',
  ActorIPAddress: '192.0.2.7',
  ActorTokenDetails: {},
  ActorType: 'user',
  AuditLogID: 'audit-1',
  Raw: { cf_ray_id: 'ray-1', method: 'PUT', uri: '/accounts/acct-1/access/ai-controls/mcp/portals/hr' },
  ResourceID: 'hr',
  ResourceProduct: 'access',
  ResourceRequest: { servers: ['ats'] },
  ResourceResponse: {},
  ResourceScope: 'accounts',
  ResourceType: 'portal',
};
const nested = {
  id: 'audit-1',
  account: { id: 'acct-1', name: 'Example' },
  action: { description: 'Update MCP portal', result: 'success', time: '2026-11-02T08:15:30Z', type: 'update' },
  actor: { id: 'user-1', context: 'dash', email: 'ada@example.com', ip_address: '192.0.2.7', type: 'user' },
  raw: {
    cf_ray_id: 'ray-1',
    method: 'PUT',
    status_code: 200,
    uri: '/accounts/acct-1/access/ai-controls/mcp/portals/hr',
  },
  resource: { id: 'hr', product: 'access', request: { servers: ['ats'] }, response: {}, type: 'portal' },
  zone: {},
};

describe('cloudflare audit_logs_v2', () => {
  it('[ingest-others.audit-two-shapes] reads the flat and the nested form to the same event', () => {
    const { from: _, dec: flatDec, ...one } = mapRecord(cloudflareAudit, flat);
    const { from: __, dec: nestedDec, ...other } = mapRecord(cloudflareAudit, nested);
    expect(other).toEqual(one);
    expect([flatDec?.basis, nestedDec?.basis]).toEqual(['ActionResult', 'action.result']);
    expect(one).toMatchObject({
      id: 'audit-1',
      ts: '2026-11-02T08:15:30.000Z',
      kind: 'change',
      person: 'ada@example.com',
      client: 'dash',
      act: { srv: 'access', method: 'update', res: 'hr' },
      out: { status: 'executed', code: 'success' },
      content: { args: { servers: ['ats'] } },
      flags: ['ai-configuration'],
    });
  });

  it('names a person only when a user acted', () => {
    const token = mapRecord(cloudflareAudit, { ...flat, ActorType: 'account', ActorTokenDetails: { id: 'token-1' } });
    expect(token.person).toBeUndefined();
    expect(token.agent).toBe('token-1');
    const service = mapRecord(cloudflareAudit, { ...flat, ActorType: 'cloudflare_admin', ActorID: 'cf-9' });
    expect(service).toMatchObject({ agent: 'cf-9', flags: ['ai-configuration', 'by-cloudflare'] });
  });

  it('[ingest-others.audit-failure] a failed change shows no denial', () => {
    const failed = mapRecord(cloudflareAudit, { ...flat, ActionResult: 'failure' });
    expect(failed.dec).toBeUndefined();
    expect(failed.out).toEqual({ status: 'errored', code: 'failure' });
    expect(
      mapRecord(cloudflareAudit, { ...nested, resource: { ...nested.resource, request: 'REDACTED' } }).missing[
        'c.args'
      ],
    ).toBe('redacted');
  });
});
