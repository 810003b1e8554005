import { describe, expect, it } from 'vitest';
import { allSources } from './all.ts';
import { rawRecord } from './mapping/map-record.fixture.ts';
import { sourcesReference } from './reference.ts';

const sources = allSources();

describe('all sources', () => {
  it('[ingest-others.one-owner] have names, mappings and datasets of their own, and no record has two owners', () => {
    const datasets = sources.flatMap((source) => source.datasets.map(({ id }) => id));
    expect(new Set(datasets).size).toBe(datasets.length);
    expect(new Set(sources.map(({ id }) => id)).size).toBe(sources.length);
    const records = [
      { PortalID: 'p', Method: 'tools/call' },
      { HTTPHost: 'h', PolicyID: 'p' },
      { SNI: 'x', TransportProtocol: 'tcp' },
      { QueryName: 'x', ResolverDecision: 1 },
      { AppUUID: 'a', Allowed: true },
      { ForensicCopyID: 'f' },
      { AuditLogID: 'a', ActionType: 'update' },
      { action: { type: 'update' }, actor: { context: 'dash' }, id: 'x' },
      { Gateway: 'g', Provider: 'p', RequestBody: '' },
      { id: 'l', created_at: 't', provider: 'p', model: 'm', cached: false },
      { spanId: 's', traceId: 't', startTimeUnixNano: '1' },
      { eventSource: 's3.amazonaws.com', eventID: 'e', eventName: 'n', eventTime: 't', eventVersion: '1.11' },
    ];
    for (const record of records) {
      const owners = sources.filter((source) => source.detect(rawRecord(record)) !== undefined);
      expect(
        owners.map(({ id }) => id),
        JSON.stringify(record),
      ).toHaveLength(1);
    }
    for (const nobody of [{}, { Datetime: 1 }, { SNI: 'x' }, { QueryName: 'x' }])
      expect(sources.filter((source) => source.detect(rawRecord(nobody)) !== undefined)).toEqual([]);
  });

  it('[ingest-others.custody-said] every source says who vouches for it before ingest, and none ranks above its proof', () => {
    for (const source of sources) {
      expect(source.custody.length, source.id).toBeGreaterThan(40);
      // Only a vendor that signs its files can reach B.
      const best = source.datasets.map(({ ceiling }) => ceiling);
      if (!source.id.startsWith('aws.')) expect(best, source.id).not.toContain('B');
    }
    // Above D an event has a time, someone who acted, and a decision: a dataset that never has one of them ends at D.
    for (const { id, ceiling, absent } of sources.flatMap((source) => source.datasets)) {
      const nobody = absent.includes('who.sub') && absent.includes('who.agent');
      if (nobody || absent.includes('dec.result') || absent.includes('ts')) expect(ceiling, id).toBe('D');
    }
    for (const source of sources.filter(({ id }) => id.startsWith('cloudflare.')))
      expect(source.custody).toContain('asserted by Cloudflare; Logpush carries no vendor signature');
  });

  it('[ingest-others.coverage-page] the page of sources shows every dataset with its coverage, custody and ceiling', () => {
    const page = sourcesReference(sources);
    for (const source of sources) {
      expect(page).toContain(source.custody);
      for (const dataset of source.datasets) expect(page).toContain(`| \`${dataset.id}\` | ${dataset.ceiling} |`);
    }
    // The matrix of the reference, §7, as far as it is about these datasets.
    const row = (id: string) => page.split('\n').find((line) => line.startsWith(`| \`${id}\``));
    const columns = (id: string) =>
      row(id)
        ?.split(' | ')
        .slice(2)
        .map((text) => text.replace(' |', ''));
    expect(columns('cloudflare.mcp_portal_logs')).toEqual([
      'limited',
      'no',
      'limited',
      'no',
      'no',
      'no',
      'limited',
      'yes',
    ]);
    expect(columns('cloudflare.gateway_http')).toEqual(['yes', 'limited', 'no', 'no', 'no', 'no', 'limited', 'yes']);
    expect(columns('cloudflare.dlp_forensic_copies')).toEqual([
      'no',
      'limited',
      'limited',
      'limited',
      'limited',
      'no',
      'no',
      'yes',
    ]);
    expect(columns('cloudflare.ai_gateway_logs')).toEqual([
      'limited',
      'yes',
      'no',
      'limited',
      'limited',
      'yes',
      'limited',
      'yes',
    ]);
    expect(columns('otlp.agentcore_policy_call')).toEqual([
      'no',
      'no',
      'limited',
      'no',
      'no',
      'no',
      'limited',
      'limited',
    ]);
    expect(columns('otlp.agentcore_policy_list')?.[6]).toBe('no');
  });
});
