import { bearerToken, hostAllowed, isJsonContentType, LOOPBACK_NAMES } from '@remit/gateway';
import { describe, expect, it } from 'vitest';
import { acceptedTypes } from './accepted-types.ts';
import { parseEndpoint } from './endpoint-path.ts';
import { sseEvent } from './exchange.ts';

describe('hostAllowed', () => {
  const good = [
    { host: 'localhost:3000' },
    { host: '127.0.0.1:1' },
    { host: '[::1]:8080' },
    { host: 'LOCALHOST' },
    { host: 'localhost', origin: 'http://localhost:5173' },
    { host: 'localhost', origin: '' },
  ];
  const bad = [
    {},
    { host: 'evil.example.com' },
    { host: 'localhost.evil.example.com' },
    { host: 'localhost@evil.example.com' },
    { host: 'evil.example.com/localhost' },
    { host: 'localhost', origin: 'http://evil.example.com' },
    { host: 'localhost', origin: 'null' },
    { host: 'localhost', origin: 'file://localhost' },
    { host: 'localhost', origin: 'http://localhost.evil.example.com' },
  ];
  it.each(good)('[mcp.dns-rebinding] takes %j', (headers) => expect(hostAllowed(headers, LOOPBACK_NAMES)).toBe(true));
  it.each(bad)('[mcp.dns-rebinding] refuses %j', (headers) => expect(hostAllowed(headers, LOOPBACK_NAMES)).toBe(false));
});

it.each([
  ['Bearer abc_D-1', 'abc_D-1'],
  ['bearer abc', 'abc'],
  ['Bearer', undefined],
  ['Basic abc', undefined],
  ['Bearer a b', undefined],
  ['Bearer a, Bearer b', undefined],
  [undefined, undefined],
])('bearer token of %j', (authorization, token) => {
  expect(bearerToken(authorization === undefined ? {} : { authorization })).toBe(token);
});

it.each([
  ['application/json', true],
  ['Application/JSON; charset=utf-8', true],
  ['text/plain', false],
  ['application/json-patch+json', false],
  [undefined, false],
])('content type %j', (value, json) => expect(isJsonContentType(value)).toBe(json));

it.each([
  [undefined, { json: true, sse: false }],
  ['application/json, text/event-stream', { json: true, sse: true }],
  ['*/*', { json: true, sse: false }],
  ['text/event-stream', { json: false, sse: true }],
  ['application/json;q=0, text/event-stream;q=0.5', { json: false, sse: true }],
  ['text/html', { json: false, sse: false }],
])('accept %j', (value, accepted) => expect(acceptedTypes(value)).toEqual(accepted));

it.each([
  ['/mcp', { server: undefined }],
  ['/mcp/', { server: undefined }],
  ['/mcp?x=1', { server: undefined }],
  ['/mcp/files', { server: 'files' }],
  ['/mcp/files/', { server: 'files' }],
  ['/mcp/files/more', undefined],
  ['/mcp/..%2fadmin', undefined],
  ['/mcpx', undefined],
  ['/', undefined],
  [undefined, undefined],
])('path %j', (url, endpoint) => expect(parseEndpoint(url)).toEqual(endpoint));

it('[mcp.sse] an event carries a message with line breaks in several data lines', () => {
  expect(sseEvent('{"a":1}')).toBe('event: message\ndata: {"a":1}\n\n');
  expect(sseEvent('{\r\n"a":\n1}')).toBe('event: message\ndata: {\ndata: "a":\ndata: 1}\n\n');
});
