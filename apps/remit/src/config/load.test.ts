import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Environment } from './environment.ts';
import { readEnvironment } from './environment.ts';
import { loadConfig, parseConfig } from './load.ts';
import { redactedConfig } from './redacted.ts';
import { configurationReference } from './reference.ts';
import { STARTER_CONFIG } from './starter.ts';

const env: Environment = { config: undefined, data: undefined, key: undefined, path: '/bin', home: '/' };

describe('configuration file', () => {
  it('[cli.config-defaults] without a file, defaults in ./remit-data', () => {
    const cwd = mkdtempSync(join(tmpdir(), 'remit-config-'));
    const loaded = loadConfig(undefined, env, cwd);
    expect(loaded).toMatchObject({ ok: true, value: { dataDir: join(cwd, 'remit-data'), path: undefined } });
    expect(loaded.ok && loaded.value.file.listen).toEqual({ host: '127.0.0.1', port: 8420, 'allowed-hosts': [] });
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

  it('the file that init writes is valid', () => {
    expect(parseConfig(STARTER_CONFIG, 'remit.yaml').ok).toBe(true);
  });

  it('what is kept for good holds no header, variable, argument or query', () => {
    const parsed = parseConfig(
      'servers:\n  a: { command: npx, args: [--token=s3cret], env: { T: s3cret } }\n  b: { url: "https://u:s3cret@h/p?k=s3cret", headers: { A: s3cret } }\n',
      'f.yaml',
    );
    if (!parsed.ok) throw new Error(parsed.error.join());
    expect(JSON.stringify(redactedConfig(parsed.value))).not.toContain('s3cret');
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
