/** Records made from the documented schema of `dlp_forensic_copies`; none was captured. */
import { describe, expect, it } from 'vitest';
import { cloudflareGatewayHttp } from '../cloudflare-gateway-http/index.ts';
import { mapRecord } from '../mapping/map-record.fixture.ts';
import { cloudflareDlpForensic } from './index.ts';

const encoded = (text: string) => Buffer.from(text).toString('base64');
const request = {
  jsonrpc: '2.0',
  id: 7,
  method: 'tools/call',
  params: {
    name: 'search_candidates',
    arguments: { query: 'Ada Lovelace', limit: 5 },
    _meta: {
      'claudecode/toolUseId': 'toolu_1',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    },
  },
};
const copy = {
  AccountID: 'acct-1',
  Datetime: '2026-11-02T08:15:30Z',
  ForensicCopyID: 'copy-1',
  GatewayRequestID: 'request-1',
  Headers: { 'User-Agent': ['claude-code/2.0'], Host: 'ats.example', Authorization: 'Bearer secret' },
  Payload: encoded(JSON.stringify(request)),
  Phase: 'request',
  TriggeredRuleID: 'rule-1',
};

describe('cloudflare dlp_forensic_copies', () => {
  it('[ingest-others.forensic-arguments] recovers the arguments of JSON-RPC from the payload', () => {
    const event = mapRecord(cloudflareDlpForensic, copy);
    expect(event).toMatchObject({
      id: 'copy-1',
      kind: 'payload',
      client: 'claude-code/2.0',
      act: { srv: 'ats.example', method: 'tools/call', tool: 'search_candidates' },
      content: { args: { query: 'Ada Lovelace', limit: 5 } },
      ids: { forensic: 'request-1', rule: 'rule-1', toolUse: 'toolu_1', trace: '0af7651916cd43dd8448eb211c80319c' },
      flags: ['client-asserted-ids'],
    });
    expect(event.from['c.args']).toBe('Payload|base64|json.params.arguments');
    expect(JSON.stringify(event)).not.toContain('secret');
  });

  it('[ingest-others.forensic-join] carries the request id that gateway_http has under the same name', () => {
    const seen = mapRecord(cloudflareGatewayHttp, { HTTPHost: 'ats.example', PolicyID: 'p', RequestID: 'request-1' });
    expect(mapRecord(cloudflareDlpForensic, copy).ids?.['forensic']).toBe(seen.ids?.['forensic']);
  });

  it('recovers a result, an error and the one event of a stream', () => {
    const answer = { jsonrpc: '2.0', id: 7, result: { content: [{ type: 'text', text: 'x' }], isError: true } };
    const phase = { ...copy, Phase: 'response' };
    const event = mapRecord(cloudflareDlpForensic, { ...phase, Payload: encoded(JSON.stringify(answer)) });
    expect(event.content?.result).toEqual(answer.result);
    expect(event.out).toEqual({ status: 'errored' });
    const stream = mapRecord(cloudflareDlpForensic, {
      ...phase,
      Payload: encoded(`event: message\r\ndata: ${JSON.stringify(answer)}\r\n\r\n`),
    });
    expect(stream.content?.result).toEqual(answer.result);
    const failed = { jsonrpc: '2.0', id: 7, error: { code: -32001, message: 'no' } };
    expect(mapRecord(cloudflareDlpForensic, { ...phase, Payload: encoded(JSON.stringify(failed)) }).out).toEqual({
      status: 'errored',
      code: '-32001',
    });
  });

  it('[ingest-others.forensic-unreadable] says why a payload gave nothing, and guesses nothing', () => {
    const cases = { '%%%': 'payload-unreadable', [encoded('name=Ada')]: 'payload-not-json-rpc' };
    for (const [payload, flag] of Object.entries(cases)) {
      const event = mapRecord(cloudflareDlpForensic, { ...copy, Payload: payload });
      expect(event.missing['c.args']).toBe('unreadable');
      expect(event.flags).toContain(flag);
    }
    const batch = mapRecord(cloudflareDlpForensic, { ...copy, Payload: encoded(JSON.stringify([request, request])) });
    expect(batch.flags).toContain('payload-several-messages');
    const twice = '{"jsonrpc":"2.0","method":"tools/call","params":{"name":"a","name":"b"}}';
    expect(mapRecord(cloudflareDlpForensic, { ...copy, Payload: encoded(twice) }).act?.tool).toBeUndefined();
    const redacted = { ...request, params: { name: 't', arguments: 'REDACTED' } };
    const event = mapRecord(cloudflareDlpForensic, { ...copy, Payload: encoded(JSON.stringify(redacted)) });
    expect(event.missing['c.args']).toBe('redacted');
    expect(event.content).toBeUndefined();
  });
});
