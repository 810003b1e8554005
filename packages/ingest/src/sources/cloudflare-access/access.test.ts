/** Records made from the documented schema of `access_requests`; none was captured. */
import { describe, expect, it } from 'vitest';
import { mapRecord } from '../mapping/map-record.fixture.ts';
import { cloudflareAccess } from './index.ts';

const login = {
  Action: 'login',
  Allowed: true,
  AppDomain: 'portal.example.com',
  AppUUID: 'app-1',
  Connection: 'okta',
  Country: 'de',
  CreatedAt: '1793607330123456789',
  Email: 'ada@example.com',
  IPAddress: '192.0.2.7',
  PurposeJustificationPrompt: 'Why?',
  PurposeJustificationResponse: 'Shortlist for req 9',
  RayID: 'ray-1',
  TemporaryAccessApprovers: ['boss@example.com'],
  TemporaryAccessDuration: 3600,
  UserUID: 'user-1',
};

describe('cloudflare access_requests', () => {
  it('[ingest-others.access-login] a login with its justification as content, which covers the login and not the call', () => {
    const event = mapRecord(cloudflareAccess, login);
    expect(event).toMatchObject({
      ts: '2026-11-02T08:15:30.123Z',
      kind: 'login',
      person: 'ada@example.com',
      act: { srv: 'portal.example.com', method: 'login' },
      dec: { result: 'permit', by: 'okta', basis: 'Allowed' },
      content: { reason: 'Shortlist for req 9' },
      flags: ['covers-login-not-call', 'temporary-access'],
    });
    const { content, person, ...clear } = event;
    expect(JSON.stringify(clear)).not.toMatch(/Shortlist|boss@|192\.0\.2/);
    expect([content, person]).not.toContain(undefined);
    expect(event.missing['act.tool']).toBe('not_in_source');
  });

  it('reads a refused login, and a logout', () => {
    expect(mapRecord(cloudflareAccess, { ...login, Allowed: 'false' }).dec?.result).toBe('deny');
    expect(mapRecord(cloudflareAccess, { ...login, Action: 'logout' }).kind).toBe('session');
    const { Allowed: _, ...unknown } = login;
    const event = mapRecord(cloudflareAccess, unknown, { dataset: 'cloudflare.access_requests' });
    expect(event.missing['dec.result']).toBe('not_in_record');
    expect(event.from['dec.by']).toBeUndefined();
  });
});
