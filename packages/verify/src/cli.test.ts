/** The command line, and the one-file bundle of it. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rfc3339 } from '@remit/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from './cli.ts';
import { testTrust } from './testing/ledger.ts';
import type { TestPack } from './testing/pack.ts';
import { honestPack } from './testing/pack.ts';

const bundle = fileURLToPath(new URL('../dist/verify.mjs', import.meta.url));
let folder = '';
let pack: TestPack;
let args: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'verify-'));
  pack = await honestPack(20);
  for (const [path, bytes] of pack.files) {
    mkdirSync(dirname(join(folder, 'pack', path)), { recursive: true });
    writeFileSync(join(folder, 'pack', path), bytes);
  }
  writeFileSync(join(folder, 'trust.txt'), testTrust(pack.ledger.logKey, ['w-one', 'w-two']));
  args = [join(folder, 'pack'), '--trust', join(folder, 'trust.txt'), '--now', rfc3339(pack.now)];
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command line in this process and collects what it writes. */
async function run(given: readonly string[]) {
  const written = { out: '', err: '' };
  const stream = (name: 'out' | 'err') => ({ isTTY: false, write: (text: string) => (written[name] += text) });
  return { code: await main(given, stream('out'), stream('err')), ...written };
}

describe('the command line', () => {
  it('[verify.per-record] writes what was found of each record, and how long each step took', async () => {
    const file = join(folder, 'records.jsonl');
    const { code, out, err } = await run([...args, '--records', file, '--times']);
    expect(code).toBe(0);
    expect(out).toMatch(/^PASS/);
    expect(err.split('\n').filter((line) => /^ *\d+ ms {2}[a-z-]+$/.test(line)).length).toBe(
      (out.match(/does not prove:/g) ?? []).length,
    );
    const rows = readFileSync(file, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as { index: number; type: string; status: string; says: string[] });
    expect(rows.map(({ index }) => index)).toEqual([...Array(20).keys()]);
    const decisions = rows.filter(({ type }) => type === 'mcp.decision');
    for (const { status, says } of decisions)
      expect([status, ...says]).toEqual([
        'ok',
        'proof leads to the signed root',
        'context intact',
        'run again: the same result',
      ]);
    expect(rows.filter(({ type }) => type !== 'mcp.decision').every(({ status }) => status === '-')).toBe(true);
  });

  it('[verify.cli] answers 0 for PASS, 1 for FAIL, 2 for INCOMPLETE, 64 for usage', async () => {
    expect((await run(args)).code).toBe(0);
    expect((await run(args.slice(0, 1))).code).toBe(2);
    writeFileSync(join(folder, 'pack', 'extra'), '');
    expect((await run(args)).code).toBe(1);
    rmSync(join(folder, 'pack', 'extra'));
    const wrong: [string[], RegExp][] = [
      [[], /name one pack/],
      [['a', 'b'], /name one pack/],
      [['--what', 'a'], /--what/],
      [['nowhere'], /nowhere cannot be read/],
      [[args[0] ?? '', '--trust', 'nowhere'], /nowhere cannot be read/],
      [[args[0] ?? '', '--trust', join(folder, 'pack', 'VERIFY.md')], /the policy: line 3/],
      [[args[0] ?? '', '--now', 'yesterday'], /not an RFC 3339 time/],
      [[args[0] ?? '', '--now', '2026-10-01'], /not an RFC 3339 time/],
    ];
    for (const [given, message] of wrong) {
      const { code, err, out } = await run(given);
      expect([code, out]).toEqual([64, '']);
      expect(err).toMatch(message);
      expect(err).toContain('usage: node verify.mjs PACK');
    }
  });

  it('[verify.cli] --json prints the report', async () => {
    const { out } = await run([...args, '--json']);
    expect(JSON.parse(out)).toMatchObject({ result: 'PASS', counts: { records: 20 } });
  });
});

describe('the one-file verifier', () => {
  const imports = (source: string) =>
    [...source.matchAll(/^import .*? from "([^"]+)";$/gm)].map((match) => match[1] ?? '');

  it('[verify.bundle] imports nothing but Node', () => {
    expect(existsSync(bundle), 'run `npm run build` first').toBe(true);
    const source = readFileSync(bundle, 'utf8');
    expect(imports(source).length).toBeGreaterThan(3);
    for (const name of imports(source)) expect(name).toMatch(/^node:/);
    for (const name of imports(source)) expect(builtinModules).toContain(name.slice('node:'.length));
    expect(source).not.toMatch(/\brequire\(|\bimport\(/);
    expect(source).toContain('Licensed under the Apache License, Version 2.0');
    expect(source).toMatch(/Third-party notices[^]*MIT License[^]*Permission to use, copy, modify/);
    // Readable: lines as they were written.
    expect(source.split('\n').length).toBeGreaterThan(5000);
  });

  it('[verify.bundle] gives the same report as the sources, alone in an empty folder', () => {
    const alone = mkdtempSync(join(tmpdir(), 'alone-'));
    try {
      writeFileSync(join(alone, 'verify.mjs'), readFileSync(bundle));
      const passed = spawnSync(process.execPath, ['verify.mjs', ...args], { cwd: alone, encoding: 'utf8' });
      expect(passed.stdout, 'a bundle of older sources? run `npm run build`').toMatch(/^PASS/);
      expect(passed.status).toBe(0);
      const failed = spawnSync(process.execPath, ['verify.mjs', args[0] ?? ''], { cwd: alone, encoding: 'utf8' });
      expect(failed.status).toBe(2);
      expect(failed.stdout).toMatch(/^INCOMPLETE/);
    } finally {
      rmSync(alone, { recursive: true });
    }
  });
});
