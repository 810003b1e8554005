import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forgetLatest, publishLatest } from './publish-latest.ts';
import { makeRunFolder } from './run-folder.ts';

describe('latest', () => {
  let out = '';
  beforeEach(() => {
    out = mkdtempSync(join(tmpdir(), 'remit-demo-test-'));
  });
  afterEach(() => rmSync(out, { recursive: true, force: true }));

  const run = (text: string) => {
    const folder = makeRunFolder(out, Date.UTC(2026, 10, 25));
    for (const path of [folder.pack, folder.summary, folder.trust, folder.verifier]) writeFileSync(path, text);
    return folder;
  };

  it('holds copies of the results and nothing else, and replaces those of an earlier run', () => {
    publishLatest(out, run('first'));
    const latest = publishLatest(out, run('second'));
    expect(readdirSync(latest, { recursive: true }).sort()).toEqual([
      'auditor',
      'auditor/trust',
      'auditor/verify.mjs',
      'pack.zip',
      'summary.json',
    ]);
    expect(readFileSync(join(latest, 'pack.zip'), 'utf8')).toBe('second');
    expect(readdirSync(out).sort()).toEqual(['2026-11-25T00-00-00Z', '2026-11-25T00-00-00Z-2', 'latest']);
  });

  it('is taken away when a run starts; a link is not followed', () => {
    const elsewhere = join(out, 'elsewhere');
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, 'kept'), '');
    symlinkSync(elsewhere, join(out, 'latest'));
    forgetLatest(out);
    expect(readdirSync(out)).toEqual(['elsewhere']);
    expect(readdirSync(elsewhere)).toEqual(['kept']);
  });
});
