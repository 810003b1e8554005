/** Records made from the documented schema of `mcp_portal_logs`; none was captured. */
import { describe, expect, it } from 'vitest';
import { mapRecord, RECEIVED, rawRecord } from '../mapping/map-record.fixture.ts';
import { cloudflareMcpPortal } from './index.ts';
import { readPortalTool } from './tool-name.ts';

const call = {
  ClientCountry: 'DE',
  ClientIP: '192.0.2.7',
  ColoCode: 'FRA',
  Datetime: '2026-11-02T08:15:30Z',
  Error: '',
  Method: 'tools/call',
  PortalAUD: 'aud-portal',
  PortalID: 'hr-portal',
  PromptGetName: '',
  ResourceReadURI: '',
  ServerAUD: 'aud-server',
  ServerID: 'ats',
  ServerURL: 'https://ats.example/mcp?token=secret',
  ServerResponseDurationMs: 42,
  SessionID: 'session-1',
  Success: true,
  ToolCallName: 'ats_search_candidates',
  UserEmail: 'ada@example.com',
  UserID: 'user-1',
};

describe('cloudflare mcp_portal_logs', () => {
  it('[ingest-others.portal-fields] reads every field that the dataset has and names those that it never holds', () => {
    expect(Object.keys(call)).toHaveLength(19);
    expect(mapRecord(cloudflareMcpPortal, call)).toEqual({
      dataset: 'cloudflare.mcp_portal_logs',
      ts: '2026-11-02T08:15:30.000Z',
      tk: 'event',
      kind: 'tool-call',
      person: 'ada@example.com',
      act: {
        method: 'tools/call',
        srv: 'https://ats.example/mcp',
        tool: 'search_candidates',
        named: 'ats_search_candidates',
      },
      dec: { result: 'permit', basis: 'Success' },
      out: { status: 'executed', ms: 42 },
      ids: { portal: 'hr-portal', session: 'session-1', server: 'ats' },
      from: {
        ts: 'Datetime',
        'who.sub': 'UserEmail',
        'act.method': 'Method',
        'act.srv': 'ServerURL',
        'act.tool': 'ToolCallName',
        'act.named': 'ToolCallName',
        'dec.result': 'Success',
        'out.status': 'Success',
        'out.ms': 'ServerResponseDurationMs',
        'ids.portal': 'PortalID',
        'ids.session': 'SessionID',
        'ids.server': 'ServerID',
      },
      missing: {
        'c.args': 'not_in_source',
        'c.reason': 'not_in_record',
        'c.result': 'not_in_source',
        'dec.rules': 'not_in_source',
        'ids.request': 'not_in_source',
        'ids.trace': 'not_in_source',
        'model.req': 'not_in_source',
        'use.in': 'not_in_source',
        'who.agent': 'not_in_source',
        'who.client': 'not_in_source',
      },
      flags: ['url-shortened'],
    });
  });

  it('[ingest-others.portal-tool-split] splits the name at the first _, and shows an alias as an alias', () => {
    expect(readPortalTool('ats_search_candidates', 'ats')).toEqual({
      kind: 'tool',
      server: 'ats',
      tool: 'search_candidates',
    });
    expect(readPortalTool('find_people', 'ats')).toEqual({ kind: 'alias', tool: 'find_people' });
    expect(readPortalTool('find-people', 'ats')).toEqual({ kind: 'alias', tool: 'find-people' });
    const alias = mapRecord(cloudflareMcpPortal, { ...call, ToolCallName: 'find_people' });
    expect(alias.act).toMatchObject({ tool: 'find_people' });
    expect(alias.act?.named).toBeUndefined();
    expect(alias.flags).toContain('tool-alias');
    const { ServerID: _, ...withoutServer } = call;
    expect(mapRecord(cloudflareMcpPortal, withoutServer).flags).toContain('tool-alias-possible');
  });

  it('[ingest-others.portal-hidden] portal_execute hides the tools: the tool is missing, not the built-in', () => {
    for (const name of ['portal_execute', 'portal_codemode_execute']) {
      const event = mapRecord(cloudflareMcpPortal, { ...call, ToolCallName: name });
      expect(event.act).toEqual({ method: 'tools/call', srv: 'https://ats.example/mcp', named: name });
      expect(event.missing['act.tool']).toBe('hidden');
      expect(event.flags).toContain('tools-hidden');
    }
    expect(mapRecord(cloudflareMcpPortal, { ...call, ToolCallName: 'portal_list_servers' }).flags).toContain(
      'portal-built-in',
    );
  });

  it('[ingest-others.portal-success] Success shows a permit; a failure shows no denial', () => {
    const failed = mapRecord(cloudflareMcpPortal, { ...call, Success: false, Error: 'upstream said no' });
    expect(failed.dec).toBeUndefined();
    expect(failed.missing['dec.result']).toBe('not_in_record');
    expect(failed.out?.status).toBe('errored');
    expect(failed.content).toEqual({ reason: 'upstream said no' });
    const { Success: _, ...unknown } = call;
    expect(mapRecord(cloudflareMcpPortal, unknown).out).toEqual({ status: 'unknown', ms: 42 });
  });

  it('[ingest-others.logpush-optional] every field is optional; a declared dataset stands in for missing keys', () => {
    for (const name of Object.keys(call)) {
      const { [name as keyof typeof call]: _, ...rest } = call;
      mapRecord(cloudflareMcpPortal, rest, { dataset: 'cloudflare.mcp_portal_logs' });
    }
    const bare = mapRecord(cloudflareMcpPortal, {}, { dataset: 'cloudflare.mcp_portal_logs' });
    expect(bare).toMatchObject({ ts: RECEIVED, tk: 'ingest', kind: 'other' });
    expect(bare.missing['ts']).toBe('not_in_record');
    expect(cloudflareMcpPortal.detect(rawRecord({ Method: 'tools/call' }))).toBeUndefined();
  });

  it('reads a row of a table, where everything is text', () => {
    const row = Object.fromEntries(Object.entries(call).map(([name, value]) => [name, String(value)]));
    expect(mapRecord(cloudflareMcpPortal, row)).toEqual(mapRecord(cloudflareMcpPortal, call));
  });

  it('[ingest-others.template-trap] flags text that may have been rewritten from ${ to x{', () => {
    const event = mapRecord(cloudflareMcpPortal, { ...call, Success: false, Error: 'bad template x{name}' });
    expect(event.flags).toContain('template-rewrite-possible');
  });

  it('never lets user text past the limits of an event', () => {
    const event = mapRecord(cloudflareMcpPortal, {
      ...call,
      ToolCallName: `ats_${'x'.repeat(300)}`,
      SessionID: 'a\u0000b',
    });
    expect(event.missing['act.tool']).toBe('unreadable');
    expect(event.missing['ids.session']).toBe('unreadable');
  });
});
