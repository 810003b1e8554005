import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Environment } from './environment.ts';
import { readEnvironment } from './environment.ts';
import { loadConfig, parseConfig } from './load.ts';
import { outboundOptions } from './outbound.ts';
import { redactedConfig } from './redacted.ts';
import { configurationReference } from './reference.ts';
import { STARTER_CONFIG } from './starter.ts';

const env: Environment = { config: undefined, data: undefined, key: undefined, path: '/bin', home: '/' };

describe('configuration file', () => {
  it('[cli.config-defaults] without a file, defaults in ./remit-data', () => {
    const cwd = mkdtempSync(join(tmpdir(), 'remit-config-'));
    const loaded = loadConfig(undefined, env, cwd);
    expect(loaded).toMatchObject({ ok: true, value: { dataDir: join(cwd, 'remit-data'), path: undefined } });
    expect(loaded.ok && loaded.value.file.listen).toEqual({
      host: '127.0.0.1',
      port: 8420,
      'allowed-hosts': [],
      'trusted-proxies': [],
      'request-seconds': 60,
    });
  });

  it('a named file that is missing is an error, never defaults', () => {
    const loaded = loadConfig('nowhere.yaml', env, mkdtempSync(join(tmpdir(), 'remit-config-')));
    expect(loaded).toMatchObject({ ok: false });
  });

  it.each([
    ['listen:\n  hots: 1\n', 'f.yaml:1: listen: unknown key "hots".'],
    ['listen:\n  port: 99999\n', 'f.yaml:2: listen.port: Too big: expected number to be <=65535.'],
    ['servers:\n  files:\n    command: x\n    argz: []\n', 'f.yaml:2: servers.files: unknown key "argz".'],
    [
      'servers:\n  Files:\n    command: x\n',
      'f.yaml:2: servers.Files: expected 1 to 32 lower-case letters, digits and inner dashes.',
    ],
    ['data: a\ndata: b\n', 'f.yaml:2: Map keys must be unique at line 2, column 1:'],
    ['approvals:\n  timeout-seconds: soon\n', 'f.yaml:2: approvals.timeout-seconds: expected number, received string.'],
  ])('[cli.config-errors] %j names line, path and what was expected', (text, message) => {
    const parsed = parseConfig(text, 'f.yaml');
    expect(parsed).toEqual({ ok: false, error: [message] });
  });

  it.each([
    ['lists', '['.repeat(100_000)],
    ['question marks', '? '.repeat(100_000)],
    ['mappings', `servers: ${'{a: '.repeat(50_000)}1${'}'.repeat(50_000)}`],
    ['indentation', Array.from({ length: 600 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ])('[hostile.config] deep nesting of %s is refused before the parser recurses', (_what, text) => {
    const parsed = parseConfig(text, 'f.yaml');
    expect(!parsed.ok && parsed.error.map((line) => line.replace(/:\d+:/, ':'))).toEqual([
      'f.yaml: The file is nested too deeply here.',
    ]);
  });

  it.each([
    ['data: &x a\nlisten: *x\n', 'f.yaml:2: YAML aliases (*name) are refused. Repeat the value.'],
    [`data: ${'x'.repeat(262_144)}`, 'f.yaml:1: The file is larger than 262144 bytes.'],
    ['data: a\u202E\n', 'f.yaml:1: The character U+202E is invisible or changes the reading direction. Remove it.'],
  ])('[hostile.config] %j has one exact error', (text, message) => {
    expect(parseConfig(text, 'f.yaml')).toEqual({ ok: false, error: [message] });
  });

  it('[hostile.config] no text makes it throw; each problem names the file and a line', () => {
    const piece = fc.constantFrom(
      'servers',
      'listen',
      ':',
      ' ',
      '\n',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '&x ',
      '*x',
      '!a ',
      '"',
      '|',
      '? ',
      '%',
      '1',
      '<<',
      ',',
      '__proto__',
      '~',
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 40 }).map((parts) => parts.join('')),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(text, (body) => {
        const parsed = parseConfig(body, 'f.yaml');
        if (parsed.ok) return;
        expect(parsed.error.length).toBeGreaterThan(0);
        for (const line of parsed.error) expect(line).toMatch(/^f\.yaml:[1-9]\d*: /);
      }),
      { numRuns: 1000 },
    );
  });

  it('the file that init writes is valid', () => {
    expect(parseConfig(STARTER_CONFIG, 'remit.yaml').ok).toBe(true);
  });

  it('what is kept for good holds no header, variable, argument or query', () => {
    const parsed = parseConfig(
      'outbound: { proxy: "http://u:s3cret@proxy:3128" }\ntelemetry: { otlp: { endpoint: "https://u:s3cret@c/v1/traces?k=s3cret", headers: { A: s3cret } } }\nservers:\n  a: { command: npx, args: [--token=s3cret], env: { T: s3cret } }\n  b: { url: "https://u:s3cret@h/p?k=s3cret", headers: { A: s3cret } }\n',
      'f.yaml',
    );
    if (!parsed.ok) throw new Error(parsed.error.join());
    expect(JSON.stringify(redactedConfig(parsed.value))).not.toContain('s3cret');
  });

  it('[ops.outbound.config] the proxy of the file wins over the environment, which stands in where the file names none', () => {
    const cwd = mkdtempSync(join(tmpdir(), 'remit-config-'));
    const proxies = readEnvironment({
      https_proxy: 'http://p:1',
      HTTP_PROXY: 'http://p:2',
      NO_PROXY: 'a.example, 10.0.0.0/8',
    });
    const options = (text: string) => {
      writeFileSync(join(cwd, 'remit.yaml'), text);
      const loaded = loadConfig(undefined, { ...env, proxies: proxies.proxies }, cwd);
      return loaded.ok ? outboundOptions(loaded.value) : loaded.error;
    };
    expect(options('{}')).toEqual({
      proxy: { https: 'http://p:1', http: 'http://p:2' },
      noProxy: ['a.example', '10.0.0.0/8'],
      privateHosts: [],
    });
    writeFileSync(join(cwd, 'ca.pem'), '-----BEGIN CERTIFICATE-----');
    expect(
      options('outbound: { proxy: "http://q:3", no-proxy: [], ca-file: ca.pem, private-hosts: [mcp.internal] }'),
    ).toEqual({
      proxy: { https: 'http://q:3', http: 'http://q:3' },
      noProxy: [],
      privateHosts: ['mcp.internal'],
      ca: '-----BEGIN CERTIFICATE-----',
    });
    expect(() => options('outbound: { ca-file: remit.yaml }')).toThrow('holds no PEM certificate');
  });

  it('REMIT_KEY_FILE is read when REMIT_KEY is not set', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'remit-config-')), 'key');
    writeFileSync(file, 'remit_x_y\n');
    expect(readEnvironment({ REMIT_KEY_FILE: file }).key).toBe('remit_x_y');
    expect(readEnvironment({ REMIT_KEY_FILE: file, REMIT_KEY: 'other' }).key).toBe('other');
  });

  it('docs/configuration.md is what the schema says (npm run gen)', () => {
    const page = readFileSync(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8');
    expect(page).toBe(configurationReference());
  });
});
