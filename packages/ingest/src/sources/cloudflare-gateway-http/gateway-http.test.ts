/** Records made from the documented schema of `gateway_http`; none was captured. */
import { describe, expect, it } from 'vitest';
import { cloudflareAccess } from '../cloudflare-access/index.ts';
import { mapRecord, rawRecord } from '../mapping/map-record.fixture.ts';
import { cloudflareGatewayHttp } from './index.ts';

const request = {
  AccountID: 'acct-1',
  Action: 'allow',
  Datetime: 1793607330,
  DestinationIP: '198.51.100.4',
  DeviceID: 'device-1',
  Email: 'ada@example.com',
  HTTPHost: 'ats.example',
  HTTPMethod: 'POST',
  HTTPStatusCode: 200,
  PolicyID: 'policy-1',
  PolicyName: 'MCP servers',
  RequestID: 'request-1',
  SessionID: 'net-1',
  SourceIP: '192.0.2.7',
  URL: 'https://ats.example/mcp%20v2?key=1',
  UploadMatchedDlpProfiles: ['profile-1'],
  UserAgent: 'claude-code/2.0',
  UserID: 'user-1',
};

describe('cloudflare gateway_http', () => {
  it('[ingest-others.gateway-http] reads identity, address, action and the join key of forensic copies', () => {
    const event = mapRecord(cloudflareGatewayHttp, request);
    expect(event).toMatchObject({
      id: 'request-1',
      ts: '2026-11-02T08:15:30.000Z',
      kind: 'http',
      person: 'ada@example.com',
      client: 'claude-code/2.0',
      acct: 'acct-1',
      act: { srv: 'ats.example', method: 'POST', res: 'https://ats.example/mcp%20v2' },
      dec: { result: 'permit', by: 'MCP servers', rules: ['policy-1'], basis: 'Action' },
      out: { status: 'executed', code: '200' },
      ids: { request: 'request-1', forensic: 'request-1', network: 'net-1' },
      flags: ['dlp-upload-match', 'url-shortened'],
    });
    expect(JSON.stringify(event)).not.toContain('192.0.2.7');
  });

  it('[ingest-others.gateway-http-older] reads older schemas that lack columns', () => {
    const old = mapRecord(cloudflareGatewayHttp, {
      HTTPHost: 'ats.example',
      PolicyID: '',
      Action: 'block',
      RequestID: '',
    });
    expect(old.dec).toEqual({ result: 'deny', basis: 'Action' });
    expect(old.out).toEqual({ status: 'refused' });
    expect(old.id).toBeUndefined();
    expect(old.missing).toMatchObject({
      'ids.forensic': 'not_in_record',
      'dec.rules': 'not_in_record',
      'who.sub': 'not_in_record',
    });
    for (const name of Object.keys(request)) {
      const { [name as keyof typeof request]: _, ...rest } = request;
      mapRecord(cloudflareGatewayHttp, rest, { dataset: 'cloudflare.gateway_http' });
    }
  });

  it('[ingest-others.gateway-http-unsure] a status of 0 and an action that is no decision stay unknown', () => {
    const event = mapRecord(cloudflareGatewayHttp, { ...request, HTTPStatusCode: 0, Action: 'bypass' });
    expect(event.dec).toBeUndefined();
    expect(event.missing['dec.result']).toBe('unreadable');
    expect(event.out).toEqual({ status: 'unknown', code: '0' });
    expect(event.flags).toContain('action-without-decision');
    expect(mapRecord(cloudflareGatewayHttp, { ...request, Action: 'isolate' }).dec?.result).toBe(
      'permit_with_conditions',
    );
  });

  it('[ingest-others.keys-over-names] keys decide, not the name of the job: logins and network records in the same feed', () => {
    const network = { SNI: 'ats.example', TransportProtocol: 'tcp', PolicyID: 'p', Action: 'allow' };
    const login = { AppUUID: 'app', Allowed: true, Action: 'login' };
    expect(cloudflareGatewayHttp.detect(rawRecord(network))).toBeUndefined();
    expect(cloudflareGatewayHttp.detect(rawRecord(login))).toBeUndefined();
    expect(cloudflareAccess.detect(rawRecord(login))).toBe('cloudflare.access_requests');
    expect(cloudflareAccess.detect(rawRecord(request))).toBeUndefined();
  });

  it('reads the target of CONNECT, which has no scheme', () => {
    const event = mapRecord(cloudflareGatewayHttp, { ...request, HTTPMethod: 'CONNECT', URL: 'ats.example:443' });
    expect(event.act).toMatchObject({ method: 'CONNECT', res: 'ats.example:443' });
  });
});
