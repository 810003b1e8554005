/** Records made from the documented schemas of `gateway_network` and `gateway_dns`; none was captured. */
import { describe, expect, it } from 'vitest';
import { mapRecord, rawRecord } from '../mapping/map-record.fixture.ts';
import { cloudflareGatewayNetwork } from './index.ts';

const connection = {
  Datetime: '2026-11-02T08:15:30Z',
  Email: 'ada@example.com',
  UserID: 'user-1',
  DeviceID: 'device-1',
  SourceIP: '192.0.2.7',
  DestinationIP: '198.51.100.4',
  DestinationPort: 443,
  SNI: 'mcp.ats.example',
  DetectedProtocol: 'tls',
  TransportProtocol: 'tcp',
  Action: 'allow',
  PolicyID: 'policy-1',
  SessionID: 'net-1',
};
const query = {
  Datetime: 1793607330,
  Email: 'ada@example.com',
  UserID: 'user-1',
  SrcIP: '192.0.2.7',
  QueryName: 'mcp.ats.example',
  QueryTypeName: 'AAAA',
  QueryID: 'query-1',
  ResolverDecision: 'blockedByCategory',
  PolicyID: 'policy-2',
};

describe('cloudflare gateway_network and gateway_dns', () => {
  it('[ingest-others.gateway-network] read who reached for which server, and what the policy did', () => {
    const event = mapRecord(cloudflareGatewayNetwork, connection);
    expect(event).toMatchObject({
      ts: '2026-11-02T08:15:30.000Z',
      kind: 'other',
      person: 'ada@example.com',
      act: { srv: 'mcp.ats.example', method: 'tls' },
      dec: { result: 'permit', rules: ['policy-1'], basis: 'Action' },
      ids: { network: 'net-1' },
    });
    expect(event.out).toBeUndefined();
    expect(JSON.stringify(event)).not.toContain('192.0.2.7');
    const unnamed = mapRecord(cloudflareGatewayNetwork, { ...connection, SNI: '', Action: 'block' });
    expect(unnamed).toMatchObject({
      act: { srv: '198.51.100.4' },
      dec: { result: 'deny' },
      out: { status: 'refused' },
    });
    expect(mapRecord(cloudflareGatewayNetwork, query)).toMatchObject({
      id: 'query-1',
      act: { srv: 'mcp.ats.example', method: 'AAAA' },
      dec: { result: 'deny', rules: ['policy-2'], basis: 'ResolverDecision' },
      out: { status: 'refused' },
      ids: { query: 'query-1' },
    });
    expect(
      mapRecord(cloudflareGatewayNetwork, { ...query, ResolverDecision: 'allowedOnNoPolicyMatch' }).dec?.result,
    ).toBe('permit');
  });

  it('[ingest-others.gateway-network] a word or number that says neither is no decision, and every column may be missing', () => {
    for (const ResolverDecision of [9, 'overrideForSafeSearch']) {
      const event = mapRecord(cloudflareGatewayNetwork, { ...query, ResolverDecision });
      expect(event.dec?.result).toBeUndefined();
      expect(event.missing['dec.result']).toBe('unreadable');
      expect(event.flags).toContain('action-without-decision');
    }
    for (const [record, dataset] of [
      [connection, 'cloudflare.gateway_network'],
      [query, 'cloudflare.gateway_dns'],
    ] as const)
      for (const name of Object.keys(record)) {
        const rest = Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
        mapRecord(cloudflareGatewayNetwork, rest, { dataset });
      }
    const { TransportProtocol: _, ...older } = connection;
    expect(cloudflareGatewayNetwork.detect(rawRecord({ ...older, Transport: 'tcp' }))).toBe(
      'cloudflare.gateway_network',
    );
    expect(cloudflareGatewayNetwork.detect(rawRecord(older))).toBeUndefined();
  });
});
