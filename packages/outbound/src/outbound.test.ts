import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { selfSigned } from '@remit/testing';
import { afterEach, describe, expect, it } from 'vitest';
import type { OutboundOptions } from './outbound.ts';
import { createOutbound } from './outbound.ts';
import { isPrivateAddress } from './private-address.ts';
import { isNoProxyEntry, usesProxy } from './proxy-choice.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return (server.address() as AddressInfo).port; // a TCP server's address
}

/** Status and text of an answer, or the code of the error. */
async function get(url: string, options: OutboundOptions = {}, addresses?: readonly string[]): Promise<string> {
  const outbound = createOutbound(options, (_hostname, done) =>
    done(
      null,
      (addresses ?? ['127.0.0.1']).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    ),
  );
  const dispatcher = outbound.dispatcherFor(url);
  closers.push(() => dispatcher.destroy());
  const { origin, pathname } = new URL(url);
  try {
    const answer = await dispatcher.request({ origin, path: pathname, method: 'GET' });
    return `${answer.statusCode} ${await answer.body.text()}`;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

describe('private addresses', () => {
  it('[ops.outbound.private] knows them in each form', () => {
    const inside =
      '127.0.0.1 10.1.2.3 172.31.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255';
    for (const address of [
      ...inside.split(' '),
      '::1',
      '::',
      'fe80::1',
      'fd00::1',
      '::ffff:10.0.0.1',
      '::ffff:7f00:1',
      'x',
    ])
      expect(isPrivateAddress(address), address).toBe(true);
    for (const address of ['203.0.113.9', '8.8.8.8', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])
      expect(isPrivateAddress(address), address).toBe(false);
  });

  it('[ops.outbound.private] refuses a name that has one, unless the name is listed; sends nothing', async () => {
    let asked = 0;
    const port = await listen(
      createServer((_, res) => {
        asked += 1;
        res.end('inside');
      }),
    );
    const url = `http://mcp.example:${port}/`;
    expect(await get(url)).toBe('ERR_OUTBOUND_PRIVATE_ADDRESS');
    expect(await get(url, {}, ['203.0.113.9', '169.254.169.254'])).toBe('ERR_OUTBOUND_PRIVATE_ADDRESS');
    expect(await get(url, {}, [])).toBe('ERR_OUTBOUND_PRIVATE_ADDRESS');
    expect(asked).toBe(0);
  });

  it('[ops.outbound.named] calls an address or localhost that the URL itself names, and follows no redirect', async () => {
    const port = await listen(
      createServer((_, res) => res.writeHead(302, { location: 'http://10.0.0.1/' }).end('moved')),
    );
    expect(await get(`http://127.0.0.1:${port}/`)).toBe('302 moved');
    expect(await get(`http://2130706433:${port}/`)).toBe('302 moved');
    // A listed name is resolved by the system.
    expect(await get(`http://localhost:${port}/`, { privateHosts: ['localhost'] })).toBe('302 moved');
  });
});

describe('certificate authorities', () => {
  it('[ops.outbound.ca] believes a server of an own authority only when its certificate is given', async () => {
    const { certificate, key } = selfSigned();
    const port = await listen(createSecureServer({ cert: certificate, key }, (_, res) => res.end('secret')));
    expect(await get(`https://localhost:${port}/`)).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(await get(`https://localhost:${port}/`, { ca: certificate })).toBe('200 secret');
    // The name is checked as well.
    expect(await get(`https://127.0.0.1:${port}/`, { ca: certificate })).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });
});

describe('proxies', () => {
  /** A proxy that reaches every host at one port of this machine, and says what it was asked for. */
  async function proxy(
    to: () => number,
  ): Promise<{ readonly url: string; readonly asked: string[]; readonly server: Server }> {
    const asked: string[] = [];
    const server = createServer((req, res) => {
      asked.push(`${req.method} ${req.url} ${req.headers['proxy-authorization'] ?? '-'}`);
      res.end('from the proxy');
    });
    server.on('connect', (req, socket: Socket) => {
      asked.push(`CONNECT ${req.url}`);
      const onward = connect(to(), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(onward).pipe(socket);
      });
      for (const end of [socket, onward]) end.on('error', () => onward.destroy());
    });
    return { url: `http://user:pass@127.0.0.1:${await listen(server)}`, asked, server };
  }

  it('[ops.outbound.proxy] tunnels https and passes http on, with the name resolved by the proxy', async () => {
    const { certificate, key } = selfSigned('mcp.example');
    const port = await listen(createSecureServer({ cert: certificate, key }, (_, res) => res.end('secret')));
    const { url, asked } = await proxy(() => port);
    const options = { proxy: { https: url, http: url }, ca: certificate };
    expect(await get('https://mcp.example/a', options)).toBe('200 secret');
    expect(await get('http://mcp.example/b', options)).toBe('200 from the proxy');
    const basic = `Basic ${Buffer.from('user:pass').toString('base64')}`;
    expect(asked).toEqual(['CONNECT mcp.example:443', `GET http://mcp.example/b ${basic}`]);
  });

  it('[ops.outbound.one-host] sends one Host header on every way, the own one of the caller when it has one', async () => {
    const { certificate, key } = selfSigned('mcp.example');
    const heads: string[][] = [];
    const note = (req: IncomingMessage) =>
      void heads.push(req.rawHeaders.filter((_, at, all) => all[at - 1]?.toLowerCase() === 'host'));
    const secure = createSecureServer({ cert: certificate, key }, (req, res) => {
      note(req);
      res.end();
    });
    const port = await listen(secure);
    const { url, server } = await proxy(() => port);
    server.on('request', note).on('connect', note);
    const plain = await listen(createServer((req, res) => void (note(req), res.end())));
    const outbound = createOutbound({ proxy: { https: url, http: url }, ca: certificate });
    for (const to of ['http://mcp.example:81', 'https://mcp.example', `http://127.0.0.1:${plain}`])
      for (const headers of [{}, { host: 'own.example' }]) {
        const dispatcher = outbound.dispatcherFor(to);
        await (await dispatcher.request({ origin: to, path: '/', method: 'GET', headers })).body.dump();
        await dispatcher.destroy();
      }
    const tunnel = [['mcp.example']];
    expect(heads).toEqual([
      ['mcp.example:81'],
      ['own.example'],
      ...tunnel,
      ['mcp.example'],
      ...tunnel,
      ['own.example'],
      [`127.0.0.1:${plain}`],
      ['own.example'],
    ]);
  });

  it('[ops.outbound.no-proxy] leaves out this machine and what is listed', async () => {
    const direct = await listen(createServer((_, res) => res.end('direct')));
    const { url, asked } = await proxy(() => 0);
    expect(await get(`http://127.0.0.1:${direct}/`, { proxy: { http: url } })).toBe('200 direct');
    expect(asked).toEqual([]);
    const uses = (text: string, ...noProxy: string[]) => usesProxy(new URL(text), noProxy);
    expect(uses('https://a.corp.example/', 'corp.example')).toBe(false);
    expect(uses('https://corp.example/', '.corp.example')).toBe(false);
    expect(uses('https://notcorp.example/', 'corp.example')).toBe(true);
    expect(uses('https://corp.example:8443/', 'corp.example:443')).toBe(true);
    expect(uses('https://10.1.2.3/', '10.0.0.0/8')).toBe(false);
    expect(uses('https://11.1.2.3/', '10.0.0.0/8', '11.1.2.4')).toBe(true);
    expect(uses('https://[2001:db8::1]/', '2001:db8::/32')).toBe(false);
    expect(uses('https://x/', '*')).toBe(false);
    expect(uses('http://localhost:1/')).toBe(false);
    for (const good of ['*', '.a', 'a.b:1', '10.0.0.0/8', '::1', '2001:db8::/32'])
      expect(isNoProxyEntry(good), good).toBe(true);
    for (const bad of ['', 'http://a', 'a b', '10.0.0.0/99', 'a/8']) expect(isNoProxyEntry(bad), bad).toBe(false);
  });
});
