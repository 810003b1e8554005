import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { isAddressOrBlock } from '../config/addresses.ts';
import { createClientOf } from './client-of.ts';

const ask = (trusted: readonly string[], remoteAddress: string, headers: Record<string, string>) => {
  const req: unknown = { headers: { host: 'inside:8420', ...headers }, socket: { remoteAddress } };
  return createClientOf(trusted)(req as IncomingMessage); // these members only are read
};
const PROXIES = ['10.0.0.0/8', '2001:db8:1::/48', '192.0.2.7'];

describe('trusted proxies', () => {
  it('[ops.proxies.default] nobody is believed by default, and nobody outside the list', () => {
    const headers = {
      'x-forwarded-for': '203.0.113.9',
      'x-forwarded-host': 'evil.example',
    };
    const peer = { source: '127.0.0.1', host: 'inside:8420' };
    expect(ask([], '127.0.0.1', headers)).toEqual(peer);
    expect(ask([], '127.0.0.1', { forwarded: 'for=203.0.113.9;host=evil.example' })).toEqual(peer);
    expect(ask(PROXIES, '192.0.2.8', headers).source).toBe('192.0.2.8');
  });

  it.each([
    ['one hop', '10.1.1.1', { 'x-forwarded-for': '203.0.113.9' }, '203.0.113.9'],
    ['a dual-stack socket', '::ffff:10.1.1.1', { 'x-forwarded-for': '203.0.113.9' }, '203.0.113.9'],
    ['trusted hops are passed', '192.0.2.7', { 'x-forwarded-for': '203.0.113.9, 10.2.2.2' }, '203.0.113.9'],
    ['what a client wrote itself', '10.1.1.1', { 'x-forwarded-for': '198.51.100.1, 203.0.113.9' }, '203.0.113.9'],
    ['no address', '10.1.1.1', { 'x-forwarded-for': '203.0.113.9, unknown' }, '10.1.1.1'],
    ['a port', '10.1.1.1', { 'x-forwarded-for': '203.0.113.9:4711' }, '203.0.113.9'],
    ['all trusted', '10.1.1.1', { 'x-forwarded-for': '10.3.3.3, 10.2.2.2' }, '10.3.3.3'],
    ['RFC 7239', '10.1.1.1', { forwarded: 'for=198.51.100.1, For="[2001:db8::9]:99";proto=https' }, '2001:db8::9'],
    ['an obfuscated node', '10.1.1.1', { forwarded: 'for=_hidden' }, '10.1.1.1'],
    ['both forms', '10.1.1.1', { forwarded: 'for=203.0.113.9', 'x-forwarded-for': '203.0.113.9' }, '10.1.1.1'],
    ['no header', '2001:db8:1::5', {}, '2001:db8:1::5'],
  ])(
    '[ops.proxies.source] the nearest address that no trusted proxy stands behind: %s',
    (_what, peer, headers, source) => {
      expect(ask(PROXIES, peer, headers as Record<string, string>).source).toBe(source);
    },
  );

  it('[ops.proxies.host] a trusted proxy says which host was asked for, if it says one', () => {
    expect(ask(PROXIES, '10.1.1.1', { 'x-forwarded-host': 'mcp.example' }).host).toBe('mcp.example');
    expect(ask(PROXIES, '10.1.1.1', { forwarded: 'for=203.0.113.9;host="mcp.example:443"' }).host).toBe(
      'mcp.example:443',
    );
    expect(ask(PROXIES, '10.1.1.1', { 'x-forwarded-host': 'mcp.example, evil.example' }).host).toBe('');
    expect(ask(PROXIES, '10.1.1.1', {}).host).toBe('inside:8420');
    expect(ask(PROXIES, '192.0.2.8', { 'x-forwarded-host': 'mcp.example' }).host).toBe('inside:8420');
  });

  it('takes addresses and CIDR blocks, and nothing else', () => {
    for (const good of ['10.0.0.0/8', '::1', '2001:db8::/32', '192.0.2.1'])
      expect(isAddressOrBlock(good), good).toBe(true);
    for (const bad of ['', 'proxy', '10.0.0.0/33', '::1/129', '10.0.0.0/8/8', '10.0.0/8', '10.0.0.0/', '*'])
      expect(isAddressOrBlock(bad), bad).toBe(false);
  });
});
