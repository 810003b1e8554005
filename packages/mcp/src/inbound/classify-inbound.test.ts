import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyInbound } from './classify-inbound.ts';
import type { InboundHeaders } from './inbound.ts';

const VERSION = 'io.modelcontextprotocol/protocolVersion';
const CAPABILITIES = 'io.modelcontextprotocol/clientCapabilities';
const INFO = 'io.modelcontextprotocol/clientInfo';
const meta = { [VERSION]: '2026-07-28', [CAPABILITIES]: {} };
const modernHeaders = { protocolVersion: '2026-07-28', method: 'tools/call', name: 'echo' };
const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'echo', _meta: meta } };
const none: InboundHeaders = { protocolVersion: undefined, method: undefined, name: undefined };

const headers = (given: Partial<InboundHeaders>): InboundHeaders => ({ ...none, ...given });
const withMeta = (changed: object) => ({ ...call, params: { name: 'echo', _meta: changed } });

// Rows: what, body, headers, expected kind or [reason, code].
const ladder: readonly (readonly [string, unknown, InboundHeaders, string | readonly [string, number]])[] = [
  ['a legacy request', { jsonrpc: '2.0', id: 1, method: 'tools/list' }, none, 'legacy'],
  ['a legacy request with its header', { ...call, params: {} }, headers({ protocolVersion: '2025-06-18' }), 'legacy'],
  ['initialize', { jsonrpc: '2.0', id: 0, method: 'initialize', params: {} }, none, 'legacy'],
  ['a legacy notification', { jsonrpc: '2.0', method: 'notifications/initialized' }, none, 'legacy'],
  ['a legacy progress token alone', withMeta({ progressToken: 1 }), none, 'legacy'],
  ['a modern call', call, modernHeaders, 'modern'],
  [
    'a modern call with client info',
    withMeta({ ...meta, [INFO]: { name: 'c', version: '1' } }),
    modernHeaders,
    'modern',
  ],
  [
    'a modern notification by header',
    { jsonrpc: '2.0', method: 'notifications/x' },
    headers({ protocolVersion: '2026-07-28' }),
    'modern',
  ],
  [
    'a modern notification by envelope',
    { jsonrpc: '2.0', method: 'notifications/x', params: { _meta: { [VERSION]: '2026-07-28' } } },
    none,
    'modern',
  ],
  [
    'a method without Mcp-Name',
    { ...call, method: 'tools/list' },
    headers({ protocolVersion: '2026-07-28', method: 'tools/list' }),
    'modern',
  ],
  [
    'a wrapped Mcp-Name',
    { ...call, params: { name: 'Hello, 世界', _meta: meta } },
    { ...modernHeaders, name: '=?base64?SGVsbG8sIOS4lueVjA==?=' },
    'modern',
  ],
  [
    'initialize inside a modern envelope',
    { ...call, method: 'initialize' },
    { ...modernHeaders, method: 'initialize' },
    'modern',
  ],

  ['a batch', [call], modernHeaders, ['batch', -32600]],
  ['an empty batch', [], none, ['batch', -32600]],
  ['no object', 'ping', none, ['not-a-message', -32600]],
  ['null', null, none, ['not-a-message', -32600]],
  ['JSON-RPC 1.0', { id: 1, method: 'ping' }, none, ['not-a-message', -32600]],
  ['a response', { jsonrpc: '2.0', id: 1, result: {} }, none, ['response', -32600]],
  ['an error response', { jsonrpc: '2.0', id: 1, error: {} }, none, ['response', -32600]],
  ['a method that is no text', { jsonrpc: '2.0', id: 1, method: 7 }, none, ['not-a-message', -32600]],
  ['a null id', { jsonrpc: '2.0', id: null, method: 'ping' }, none, ['bad-id', -32600]],
  ['a fractional id', { jsonrpc: '2.0', id: 1.5, method: 'ping' }, none, ['bad-id', -32600]],
  ['params as an array', { jsonrpc: '2.0', id: 1, method: 'ping', params: [] }, none, ['bad-params', -32600]],
  [
    'initialize with a modern header',
    { jsonrpc: '2.0', id: 1, method: 'initialize' },
    headers({ protocolVersion: '2026-07-28' }),
    ['initialize-with-modern-header', -32020],
  ],
  ['no client capabilities', withMeta({ [VERSION]: '2026-07-28' }), modernHeaders, ['envelope-invalid', -32602]],
  [
    'capabilities that are no object',
    withMeta({ ...meta, [CAPABILITIES]: [] }),
    modernHeaders,
    ['envelope-invalid', -32602],
  ],
  ['a version that is no text', withMeta({ ...meta, [VERSION]: 2026 }), modernHeaders, ['envelope-invalid', -32602]],
  [
    'client info without a version',
    withMeta({ ...meta, [INFO]: { name: 'c' } }),
    modernHeaders,
    ['envelope-invalid', -32602],
  ],
  [
    'no _meta under a modern header',
    { ...call, params: { name: 'echo' } },
    modernHeaders,
    ['envelope-missing', -32602],
  ],
  ['no version under a modern header', withMeta({ [CAPABILITIES]: {} }), modernHeaders, ['envelope-missing', -32602]],
  [
    'another version header',
    call,
    { ...modernHeaders, protocolVersion: '2025-11-25' },
    ['version-header-differs', -32020],
  ],
  ['another method header', call, { ...modernHeaders, method: 'tools/list' }, ['method-header-differs', -32020]],
  [
    'a method header in another case',
    call,
    { ...modernHeaders, method: 'Tools/Call' },
    ['method-header-differs', -32020],
  ],
  [
    'an unknown modern version',
    withMeta({ ...meta, [VERSION]: '2027-01-01' }),
    { ...modernHeaders, protocolVersion: '2027-01-01' },
    ['version-unsupported', -32022],
  ],
  [
    'a legacy version in the envelope',
    withMeta({ ...meta, [VERSION]: '2025-11-25' }),
    { ...modernHeaders, protocolVersion: '2025-11-25' },
    ['version-unsupported', -32022],
  ],
  ['no version header', call, { ...modernHeaders, protocolVersion: undefined }, ['version-header-missing', -32020]],
  ['no method header', call, { ...modernHeaders, method: undefined }, ['method-header-missing', -32020]],
  ['no name header', call, { ...modernHeaders, name: undefined }, ['name-header-missing', -32020]],
  ['another name header', call, { ...modernHeaders, name: 'fetch' }, ['name-header-differs', -32020]],
  [
    'a name header that is not base64',
    call,
    { ...modernHeaders, name: '=?base64?ZWNobw=?=' },
    ['name-header-undecodable', -32020],
  ],
  ['a repeated name header', call, { ...modernHeaders, name: 'echo, echo' }, ['name-header-differs', -32020]],
  [
    'another method header on a notification',
    { jsonrpc: '2.0', method: 'notifications/x' },
    { ...modernHeaders, method: 'notifications/y' },
    ['method-header-differs', -32020],
  ],
  [
    'an invented legacy version header',
    { jsonrpc: '2.0', id: 1, method: 'ping' },
    headers({ protocolVersion: '1999-01-01' }),
    ['legacy-version-unsupported', -32600],
  ],
];

describe('classifyInbound', () => {
  it.each(ladder)('[mcp.classifier] %s', (_what, body, given, expected) => {
    const inbound = classifyInbound(body, given);
    const got = inbound.kind === 'reject' ? [inbound.because, inbound.code] : inbound.kind;
    expect(got).toEqual(expected);
  });

  it('[mcp.error-codes] -32022 names what is served and what was asked for', () => {
    const body = withMeta({ ...meta, [VERSION]: '2027-01-01' });
    expect(classifyInbound(body, { ...modernHeaders, protocolVersion: '2027-01-01' })).toMatchObject({
      data: { supported: ['2026-07-28'], requested: '2027-01-01' },
    });
  });

  it('never throws, and decides the same twice', () => {
    const text = fc.option(fc.constantFrom('2026-07-28', '2025-11-25', 'tools/call', '=?base64?x?=', ''), {
      nil: undefined,
    });
    const someHeaders = fc.record({ protocolVersion: text, method: text, name: text });
    const message = fc.record({
      jsonrpc: fc.constantFrom('2.0', '1.0'),
      id: fc.oneof(fc.integer(), fc.string(), fc.constant(null)),
      method: fc.oneof(fc.constantFrom('initialize', 'tools/call', '__proto__', 'constructor'), fc.integer()),
      params: fc.oneof(
        fc.jsonValue(),
        fc.record({ name: fc.string(), _meta: fc.oneof(fc.jsonValue(), fc.constant(meta)) }),
      ),
    });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), message), someHeaders, (body, given) => {
        expect(classifyInbound(body, given)).toEqual(classifyInbound(body, given));
      }),
    );
  });
});
