import { expect, it } from 'vitest';
import { byArea } from './render-areas.ts';

const row = (name: string, where: string, self: number) => ({ name, where, self, share: self / 100 });

it('[bench.profile-areas] adds functions up by package, part of Node and native work, the largest first', () => {
  const areas = byArea([
    row('record', 'ledger/dist/writer/recorder.js:25', 10),
    row('add', 'ledger/dist/writer/outbox.js:72', 5),
    row('writev', '', 30),
    row('writeUtf8String', '', 5),
    row('(garbage collector)', '', 8),
    row('fdatasync', '', 4),
    row('initiv', '', 3),
    row('run', '', 2),
    row('parse', '', 1),
    row('_addHeaderLine', 'node:_http_incoming:382', 7),
    row('emit', 'node:events:471', 6),
    row('dispatch', 'undici/lib/dispatcher/pool.js:1', 9),
    row('walk', '@scope/name/index.js:1', 0.5),
    row('wasm-function[20]', 'wasm://wasm/00034eea:1', 2.5),
  ]);
  expect(areas.map(({ area, self }) => `${area} ${self}`)).toEqual([
    'writes to sockets and pipes 35',
    'ledger 15',
    'undici 9',
    'garbage collection 8',
    'node: http 7',
    'node: other 6',
    'files 4',
    'hashes and ciphers 3',
    'policy engine (WebAssembly) 2.5',
    'SQLite 2',
    'V8 and other native code 1',
    '@scope/name 0.5',
  ]);
});
