/** Programs of other authors check our log, checkpoints and proofs: Go's sumdb, @sigstore/verify, openssl (ledger reference §15). */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toBase64 } from '@remit/core';
import {
  consistencyProof,
  hashReaderFromLeaves,
  inclusionProof,
  leafHash,
  parseCheckpoint,
  parseNote,
  treeRoot,
} from '@remit/tlog';
import type { TestPack } from '@remit/verify/testing';
import { honestPack } from '@remit/verify/testing';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { root } from '../lib/workspace.ts';

// Go compiles its program first.
vi.setConfig({ testTimeout: 180_000 });

const GOPATH = '/usr/share/gocode';
const goEnv = { ...process.env, GO111MODULE: 'off', GOPATH };
const here = fileURLToPath(new URL('.', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'remit-independent-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hasGo = spawnSync('go', ['list', 'golang.org/x/mod/sumdb/tlog'], { env: goEnv, cwd: tmpdir() }).status === 0;
const hasOpenssl = String(spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout).startsWith('OpenSSL 3');

/** Writes the log of a pack as it is served, and proofs for Go. */
function writeLog(name: string, pack: TestPack): string {
  const dir = join(folder, name);
  for (const [path, bytes] of pack.files) {
    if (!/^12_integrity\/(checkpoint$|tile\/)/.test(path)) continue;
    const to = join(dir, path.slice('12_integrity/'.length));
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, bytes);
  }
  const { entries } = pack.core;
  const read = hashReaderFromLeaves(entries.map(leafHash));
  const size = entries.length;
  const text = (hashes: readonly Uint8Array[]) => hashes.map(toBase64);
  const proofs = {
    vkey: pack.ledger.logKey.vkey,
    inclusion: entries.map((_, index) => ({
      index,
      size,
      root: toBase64(treeRoot(size, read)),
      hashes: text(inclusionProof(index, size, read)),
    })),
    consistency: Array.from({ length: size }, (_, i) => ({
      first: i + 1,
      second: size,
      firstRoot: toBase64(treeRoot(i + 1, read)),
      secondRoot: toBase64(treeRoot(size, read)),
      hashes: text(consistencyProof(i + 1, size, read)),
    })),
  };
  writeFileSync(join(dir, 'proofs.json'), JSON.stringify(proofs));
  return dir;
}

describe.skipIf(!hasGo)(
  'golang.org/x/mod/sumdb (skipped: golang-go and golang-golang-x-mod-dev are not installed)',
  () => {
    let program: string | undefined;
    const check = (dir: string) => {
      if (program === undefined) {
        program = join(folder, 'checklog');
        execFileSync('go', ['build', '-o', program, join(here, 'checklog.go')], { env: goEnv, cwd: folder });
      }
      return spawnSync(program, [dir], { encoding: 'utf8' });
    };

    it.each([12, 255, 256, 257, 600])(
      '[verifier.go] opens the checkpoint, rebuilds the tree of %i entries, reads the tiles, and accepts every proof (skipped: golang-go and golang-golang-x-mod-dev are not installed)',
      async (size) => {
        const run = check(writeLog(`log-${size}`, await honestPack(size)));
        expect(run.stderr).toBe('');
        expect(run.stdout).toBe(`${size} entries, ${size} inclusion proofs, ${size} consistency proofs\n`);
      },
    );

    it('[verifier.go] and refuses a log with one byte changed (skipped: golang-go and golang-golang-x-mod-dev are not installed)', async () => {
      const dir = writeLog('changed', await honestPack(300));
      for (const [file, says] of [
        ['tile/entries/001.p/44', 'the checkpoint says'],
        ['tile/0/000', 'invalid transparency proof'],
        ['checkpoint', 'signature'],
      ] as const) {
        const path = join(dir, file);
        const bytes = readFileSync(path);
        const changed = Uint8Array.from(bytes);
        changed[40] = (changed[40] ?? 0) ^ 1;
        writeFileSync(path, changed);
        const run = check(dir);
        expect(run.status, file).toBe(1);
        expect(run.stderr, file).toContain(says);
        writeFileSync(path, bytes);
      }
    });
  },
);

/** The Merkle check of @sigstore/verify, which the package does not export. */
type VerifyMerkle = (
  entry: { canonicalizedBody: Buffer; inclusionProof: { logIndex: string; hashes: Buffer[] } },
  checkpoint: { logSize: bigint; logHash: Buffer },
) => void;

describe('@sigstore/verify', () => {
  it('[verifier.sigstore] accepts our inclusion proofs and refuses them for another entry, index or root', async () => {
    const require = createRequire(import.meta.url);
    const file = join(dirname(require.resolve('@sigstore/verify/package.json')), 'dist/tlog/merkle.js');
    // Shape: dist/tlog/merkle.js of @sigstore/verify 3.1.1, pinned in package.json.
    const { verifyMerkleInclusion } = require(file) as { verifyMerkleInclusion: VerifyMerkle };
    const { entries } = (await honestPack(300)).core;
    for (const size of [2, 3, 7, 255, 256, 257, 300]) {
      const held = entries.slice(0, size);
      const read = hashReaderFromLeaves(held.map(leafHash));
      const head = { logSize: BigInt(size), logHash: Buffer.from(treeRoot(size, read)) };
      for (const index of new Set([0, 1, size >> 1, size - 1])) {
        const hashes = inclusionProof(index, size, read).map((hash) => Buffer.from(hash));
        const verify = (entry: Uint8Array | undefined, at: number, checkpoint = head) =>
          verifyMerkleInclusion(
            {
              canonicalizedBody: Buffer.from(entry ?? new Uint8Array()),
              inclusionProof: { logIndex: String(at), hashes },
            },
            checkpoint,
          );
        verify(held[index], index);
        expect(() => verify(held[(index + 1) % size], index)).toThrow('root');
        expect(() => verify(held[index], (index + 1) % size)).toThrow(/root|hash count/);
        expect(() => verify(held[index], index, { ...head, logHash: Buffer.alloc(32, 7) })).toThrow('root');
      }
    }
  });
});

describe.skipIf(!hasOpenssl)('openssl (skipped: OpenSSL 3 is not installed)', () => {
  const guide = readFileSync(join(root, 'docs/verify-with-openssl.md'), 'utf8');
  const script = /```bash\n(#!\/usr\/bin\/env bash\n[\s\S]*?)```/.exec(guide)?.[1] ?? '';

  it('[verifier.openssl] the script of the guide verifies log key and witnesses of a checkpoint, and nothing else (skipped: OpenSSL 3 is not installed)', async () => {
    const pack = await honestPack(30);
    const note = pack.core.checkpoint;
    const path = join(folder, 'check-note.sh');
    writeFileSync(path, script);
    const run = (text: string, vkey: string) => {
      writeFileSync(join(folder, 'note'), text);
      return spawnSync('bash', [path, join(folder, 'note'), vkey], { encoding: 'utf8' });
    };
    const keys = [pack.ledger.logKey.vkey, ...pack.trust.policy.witnesses.map(({ key }) => vkeyOf(key))];
    for (const vkey of keys) {
      expect(run(note, vkey)).toMatchObject({ status: 0, stderr: '' });
      expect(run(note.replace('\n30\n', '\n31\n'), vkey).status).toBe(1);
      expect(run(note.replace(/\n— [^\n]*$/, ''), `${vkey.slice(0, -4)}AAAA`).status).not.toBe(0);
    }
    const parsed = parseNote(note);
    const head = parsed.ok ? parseCheckpoint(parsed.value.text) : undefined;
    const printed = run(note, keys[0] ?? '').stdout;
    expect(printed).toContain(`origin ${pack.ledger.origin}`);
    expect(printed).toContain('size   30');
    expect(printed).toContain(`root   ${toBase64(head?.ok === true ? head.value.root : new Uint8Array())}`);
    expect(script.split('\n').length).toBeLessThan(45);
  });
});

function vkeyOf(key: { name: string; type: number; keyId: Uint8Array; publicKey: Uint8Array }): string {
  const type = Uint8Array.of(key.type);
  return `${key.name}+${Buffer.from(key.keyId).toString('hex')}+${Buffer.concat([type, key.publicKey]).toString('base64')}`;
}
