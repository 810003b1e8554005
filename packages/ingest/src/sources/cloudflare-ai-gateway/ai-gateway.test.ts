/** Records made from the documented schemas of AI Gateway; none was captured. Keys have 2,048 bits to be made quickly. */
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { mapRecord, RECEIVED } from '../mapping/map-record.fixture.ts';
import { createFieldOpener } from './encrypted-field.ts';
import { cloudflareAiGateway } from './index.ts';
import { sealField } from './sealed-field.fixture.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = (key: typeof privateKey) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const withKey = cloudflareAiGateway({ privateKeyPem: pem(privateKey) });
const open = createFieldOpener(pem(privateKey));
const decrypt = (value: unknown) => {
  const opened = open(value);
  return opened.kind === 'opened' ? opened.text : undefined;
};

const log = {
  id: 'log-1',
  created_at: '2026-11-02T08:15:30.123Z',
  provider: 'anthropic',
  model: 'claude-sonnet-5',
  model_type: 'chat',
  path: 'v1/messages',
  success: true,
  cached: false,
  status_code: 200,
  duration: 812,
  tokens_in: 120,
  tokens_out: null,
  request_type: 'chat',
  metadata: '{"cf.user_id":"sub-1","team":"hr","user":"eve@example.com"}',
  request_head: '{"messages":[]}',
  request_head_complete: true,
  response_head: '{"content":',
  response_head_complete: false,
  event_id: 'event-1',
  user_agent: 'sdk/1',
};
const event = {
  Gateway: 'hr-gateway',
  Provider: 'anthropic',
  Model: 'claude-sonnet-5',
  Endpoint: 'v1/messages',
  StatusCode: 200,
  Cached: 'false',
  RateLimited: false,
  Metadata: sealField(publicKey, '{"cf.user_id":"sub-1"}'),
  RequestBody: sealField(publicKey, '{"messages":[{"role":"user","content":"Hällo ${name}"}]}'),
  ResponseBody: sealField(publicKey, '{"content":[]}'),
};
const blocked = (code: number) => JSON.stringify({ success: false, error: [{ code, message: 'blocked' }] });

describe('cloudflare ai gateway, REST', () => {
  it('[ingest-others.ai-gateway-rest] reads user, model, tokens and content; metadata is JSON text and only cf.* names a user', () => {
    const mapped = mapRecord(cloudflareAiGateway(), log);
    expect(mapped).toMatchObject({
      dataset: 'cloudflare.ai_gateway_logs',
      id: 'log-1',
      ts: '2026-11-02T08:15:30.123Z',
      kind: 'model-call',
      person: 'sub-1',
      client: 'sdk/1',
      model: { prov: 'anthropic', req: 'claude-sonnet-5' },
      dec: { result: 'permit', basis: 'success' },
      out: { status: 'executed', code: '200', ms: 812 },
      use: { in: 120 },
      ids: { request: 'log-1', event: 'event-1' },
      content: { prompt: '{"messages":[]}' },
      flags: ['truncated'],
    });
    expect(mapped.from['who.sub']).toBe('metadata|json["cf.user_id"]');
    // A number of tokens that is null is missing, not zero.
    expect(mapped.missing).toMatchObject({ 'use.out': 'not_in_record', 'c.completion': 'not_in_record' });
    const service = mapRecord(cloudflareAiGateway(), { ...log, metadata: '{"user":"eve@example.com"}' });
    expect(service.person).toBeUndefined();
    expect(mapRecord(cloudflareAiGateway(), { ...log, metadata: '{broken' }).missing['who.sub']).toBe('unreadable');
  });

  it('[ingest-others.ai-gateway-cached] a cache hit shows no decision, whatever else it says', () => {
    const mapped = mapRecord(cloudflareAiGateway(), { ...log, cached: true, dlp_action: 'BLOCK' });
    expect(mapped.dec).toBeUndefined();
    expect(mapped.missing['dec.result']).toBe('not_in_record');
    expect(mapped.flags).toContain('cached');
    expect(mapped.out?.status).toBe('executed');
  });

  it('[ingest-others.ai-gateway-codes] the error code decides, not the HTTP status', () => {
    const answer = (code: number, status: number) =>
      mapRecord(cloudflareAiGateway(), {
        ...log,
        success: false,
        status_code: status,
        response_head: blocked(code),
        response_head_complete: true,
      });
    const pins: [number, number, object | undefined, string][] = [
      [2029, 424, { result: 'deny', by: 'dlp' }, 'refused'],
      [2030, 424, { result: 'deny', by: 'dlp' }, 'executed'],
      [2016, 200, { result: 'deny', by: 'guardrails' }, 'refused'],
      [2017, 424, { result: 'deny', by: 'guardrails' }, 'executed'],
      [2021, 402, undefined, 'refused'],
      [7013, 503, undefined, 'refused'],
      [9999, 403, undefined, 'errored'],
    ];
    for (const [code, status, dec, outcome] of pins) {
      const mapped = answer(code, status);
      if (dec === undefined) expect(mapped.dec, String(code)).toBeUndefined();
      else expect(mapped.dec, String(code)).toMatchObject(dec);
      expect(mapped.out).toMatchObject({ status: outcome, code: String(code) });
    }
    // 403 and 429 without a code may come from the provider.
    for (const status of [403, 429]) {
      const mapped = mapRecord(cloudflareAiGateway(), { ...log, success: false, status_code: status });
      expect(mapped.dec).toBeUndefined();
      expect(mapped.flags).toContain('status-without-code');
    }
    expect(mapRecord(cloudflareAiGateway(), { ...log, dlp_action: 'BLOCK' }).dec).toEqual({
      result: 'deny',
      basis: 'dlp_action',
    });
    expect(mapRecord(cloudflareAiGateway(), { ...log, dlp_action: 'FLAG' }).flags).toContain('dlp-flagged');
  });
});

describe('cloudflare ai gateway, Logpush', () => {
  it('[ingest-others.ai-gateway-decrypt] opens encrypted fields with the private key, tag behind the data', () => {
    const mapped = mapRecord(withKey, event, { decrypt });
    expect(mapped).toMatchObject({
      dataset: 'cloudflare.ai_gateway_events',
      person: 'sub-1',
      act: { srv: 'hr-gateway', method: 'v1/messages' },
      model: { prov: 'anthropic', req: 'claude-sonnet-5' },
      dec: { result: 'permit', basis: 'StatusCode' },
      content: { prompt: '{"messages":[{"role":"user","content":"Hällo ${name}"}]}', completion: '{"content":[]}' },
    });
    expect(mapped.from['who.sub']).toBe('Metadata|decrypt|json["cf.user_id"]');
    const denied = mapRecord(
      withKey,
      { ...event, StatusCode: 424, ResponseBody: sealField(publicKey, blocked(2016)) },
      { decrypt },
    );
    expect(denied.dec).toMatchObject({ result: 'deny', by: 'guardrails' });
  });

  it('[ingest-others.ai-gateway-no-time] no timestamp: the time of receipt, and said so', () => {
    const mapped = mapRecord(withKey, event, { decrypt });
    expect(mapped).toMatchObject({ ts: RECEIVED, tk: 'ingest' });
    expect(mapped.missing['ts']).toBe('not_in_source');
    expect(mapped.from['ts']).toBeUndefined();
  });

  it('[ingest-others.ai-gateway-wrong-key] no key, a wrong key and changed data each have their own reason', () => {
    const none = mapRecord(cloudflareAiGateway(), event);
    expect(none.missing).toMatchObject({
      'c.prompt': 'encrypted',
      'c.completion': 'encrypted',
      'who.sub': 'encrypted',
    });
    expect(none.content).toBeUndefined();
    const wrong = mapRecord(cloudflareAiGateway({ privateKeyPem: pem(other.privateKey) }), event);
    expect(wrong.missing['c.prompt']).toBe('encrypted');
    expect(wrong.flags).toEqual(['key-does-not-fit']);
    const data = Buffer.from(event.RequestBody.data, 'base64');
    data[0] = (data[0] ?? 0) ^ 1;
    const changed = mapRecord(
      withKey,
      { ...event, RequestBody: { ...event.RequestBody, data: data.toString('base64') } },
      { decrypt },
    );
    expect(changed.missing['c.prompt']).toBe('unreadable');
    expect(changed.flags).toEqual(['damaged']);
    const short = mapRecord(withKey, { ...event, RequestBody: { ...event.RequestBody, data: 'AAAA' } }, { decrypt });
    expect(short.missing['c.prompt']).toBe('unreadable');
    expect(() => cloudflareAiGateway({ privateKeyPem: 'no key' })).toThrow(/not a private RSA key/);
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(() => cloudflareAiGateway({ privateKeyPem: pem(ec.privateKey) })).toThrow(/not a private RSA key/);
  });

  it('reads plain fields, with and without the envelope, and an unknown cache state shows no permit', () => {
    const plain = mapRecord(cloudflareAiGateway(), {
      ...event,
      Metadata: { 'cf.user_id': 'sub-1' },
      RequestBody: { type: 'encrypted', data: 'hello' },
      ResponseBody: 'x{name}',
      Cached: undefined,
    });
    expect(plain.content).toEqual({ prompt: 'hello', completion: 'x{name}' });
    expect(plain.person).toBe('sub-1');
    expect(plain.dec).toBeUndefined();
    expect(plain.flags).toEqual(['cache-unknown', 'template-rewrite-possible']);
    expect(mapRecord(cloudflareAiGateway(), { ...event, Cached: 'True' }).flags).toContain('cached');
  });
});
