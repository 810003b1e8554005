/** A mirror of a real ledger: copies, cosigns, survives a kill, refuses what its log serves wrongly, and serves the copy. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fixedClock, silentLogger, systemClock } from '@remit/core';
import {
  consistencyProof,
  decodeEntryBundle,
  ed25519Signer,
  encodeEntryBundle,
  formatAddCheckpoint,
  formatCheckpoint,
  hashReaderFromLeaves,
  leafHash,
  openNote,
  parseCheckpoint,
  parseTlogProof,
  parseVkey,
  rootOfEntries,
  signNote,
  type TileRef,
  tilePath,
  tilesOfTree,
  verifyInclusion,
} from '@remit/tlog';
import { afterEach, describe, expect, it } from 'vitest';
import { checkAgainst } from '../../check/check-against.ts';
import { startLogServer } from '../../publish/serve-log.ts';
import { tileContent } from '../../publish/tile-content.ts';
import { decision } from '../../test-support/drafts.ts';
import { createLab, ORIGIN, until } from '../../test-support/ledger-lab.ts';
import type { Ledger } from '../../types.ts';
import type { Witness } from '../start-witness.ts';
import { copyFolder } from './copies.ts';
import { listCopyEvidence } from './copy-evidence.ts';
import { type MirrorDeps, startMirror } from './start-mirror.ts';

const lab = createLab();
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
  await lab.dispose();
});

async function mirrorOf(vkey: string, from: string, options: Partial<MirrorDeps> = {}): Promise<Witness> {
  const mirror = await startMirror({
    dir: lab.folder(),
    name: 'mirror.test/m1',
    logs: [{ origin: ORIGIN, vkey, from }],
    listen: { host: '127.0.0.1', port: 0 },
    clock: systemClock,
    logger: silentLogger,
    ...options,
  });
  closing.push(() => mirror.close());
  return mirror;
}

/** A mirror in a process of its own, to be killed. */
async function mirrorProcess(options: Pick<MirrorDeps, 'dir' | 'logs'> & { port?: number }) {
  const dist = (name: string) => JSON.stringify(new URL(`../../../../${name}/dist/index.js`, import.meta.url).href);
  const { port = 0, ...rest } = options;
  const deps = JSON.stringify({ ...rest, name: 'mirror.test/m1', listen: { host: '127.0.0.1', port } });
  const script = `import { startMirror } from ${dist('ledger')};
    import { silentLogger, systemClock } from ${dist('core')};
    const { url, vkey } = await startMirror({ ...${deps}, clock: systemClock, logger: silentLogger });
    console.log(JSON.stringify({ url, vkey }));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await new Promise<string>((resolve) =>
    child.stdout.once('data', (text: Buffer) => resolve(String(text))),
  );
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  };
  closing.push(kill);
  return { ...(JSON.parse(said) as { url: string; vkey: string }), kill };
}

const hash = (origin: string) => createHash('sha256').update(origin).digest('hex');

/** A log whose files are made here, so that it can lie. */
function madeLog(salt = '') {
  const origin = 'made.test/log';
  const key = ed25519Signer(origin, new Uint8Array(32).fill(5));
  const entryAt = (i: number) => Buffer.from(`record ${i}${salt}`);
  const entries = (size: number) => Array.from({ length: size }, (_, i) => entryAt(i));
  const readEntries = (first: number, end: number) =>
    Array.from({ length: end - first }, (_, i) => ({ entry: entryAt(first + i) }));
  const note = (size: number) =>
    signNote(formatCheckpoint({ origin, size, root: rootOfEntries(entries(size)) }), [key]);
  const filesOf = (size: number) =>
    new Map(tilesOfTree(size).map((tile) => [tilePath(tile), tileContent(tile, readEntries, () => undefined)]));
  return {
    origin,
    vkey: key.vkey,
    note,
    filesOf,
    async add(old: number, size: number) {
      const read = hashReaderFromLeaves(entries(size).map((entry) => leafHash(entry)));
      const proof = old === 0 || old === size ? [] : consistencyProof(old, size, read);
      return formatAddCheckpoint({ oldSize: old, proof, checkpoint: await note(size) });
    },
  };
}

/** Serves files that a test may change meanwhile; `asked` counts requests. */
async function serving(files: Map<string, Uint8Array>): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server: Server = createServer((req, res) => {
    const path = (req.url ?? '').slice(1);
    asked.push(path);
    const body = files.get(path);
    res.writeHead(body === undefined ? 404 : 200).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

async function post(mirror: Witness, body: string) {
  const answer = await fetch(`${mirror.url}/add-checkpoint`, { method: 'POST', body });
  return { status: answer.status, body: await answer.text() };
}

async function append(ledger: Ledger, records: number): Promise<void> {
  const sub = ledger.handle('person', 'a');
  await Promise.all(Array.from({ length: records }, () => ledger.record(decision(sub)).durable));
}

describe('a mirror of a running ledger', () => {
  it('[mirror.copies] cosigns a head when it holds every record of it, and serves the copy when the log is gone', async () => {
    const dir = lab.folder();
    const first = await lab.start(dir);
    await append(first, 4);
    await first.sealHead();
    const { vkey } = first;
    await first.close();
    const server = await startLogServer({ dir, listen: { host: '127.0.0.1', port: 0 }, logger: silentLogger });
    const mirrorDir = lab.folder();
    const mirror = await mirrorOf(vkey, server.url, { dir: mirrorDir });
    const ledger = await lab.start(dir, { witnesses: [{ name: 'm1', url: mirror.url, vkey: mirror.vkey }] });
    await append(ledger, 600);
    const head = await ledger.sealHead({ witnessed: true });
    expect(head).toMatchObject({ witnessedSize: head.signedSize, witnesses: [{ name: 'm1', state: 'ok' }] });
    await append(ledger, 3);
    const last = await ledger.sealHead({ witnessed: true });
    expect(last.witnessedSize).toBe(last.signedSize);
    const reader = ledger.reader();
    const entries = Array.from(reader.entries(0, last.signedSize), ({ entry }) => Buffer.from(entry));
    reader.close();
    await ledger.close();
    await server.close();
    // The operator removes the log.
    rmSync(dir, { recursive: true, force: true });

    const base = `${mirror.url}/${hash(ORIGIN)}`;
    const note = await (await fetch(`${base}/checkpoint`)).text();
    const keys = [vkey, mirror.vkey].flatMap((key) => parseVkey(key) ?? []);
    const opened = await openNote(note, keys);
    expect(opened.ok && opened.value.verified.map(({ name }) => name)).toEqual([ORIGIN, 'mirror.test/m1']);
    expect(readFileSync(join(copyFolder(mirrorDir, ORIGIN), 'checkpoint'), 'utf8')).toBe(note);
    const checkpoint = parseCheckpoint(note.slice(0, note.lastIndexOf('\n\n') + 1));
    if (!checkpoint.ok) throw new Error(checkpoint.error);
    expect(checkpoint.value.size).toBe(entries.length);
    const served: Uint8Array[] = [];
    for (const tile of tilesOfTree(entries.length).filter(({ level }) => level === 'entries')) {
      const answer = await fetch(`${base}/${tilePath(tile)}`);
      served.push(...(decodeEntryBundle(new Uint8Array(await answer.arrayBuffer())) ?? []));
    }
    expect(served.map((entry) => Buffer.from(entry))).toEqual(entries);
    for (const index of [0, 255, 256, entries.length - 1]) {
      const proof = parseTlogProof(await (await fetch(`${base}/proof/${index}`)).text());
      if (!proof.ok) throw new Error(proof.error);
      const { size, root } = checkpoint.value;
      const leaf = leafHash(entries[index] ?? Buffer.from(''));
      const claim = { index: BigInt(index), size: BigInt(size), leafHash: leaf, root, proof: proof.value.hashes };
      expect(verifyInclusion(claim)).toBe(true);
    }
    expect((await fetch(`${base}/proof/${entries.length}`)).status).toBe(404);
  });
});

describe('a mirror that is killed under a running ledger', () => {
  it('[mirror.killed] blocks no append, and cosigns again when it is back', async () => {
    const dir = lab.folder();
    const first = await lab.start(dir);
    await append(first, 4);
    await first.sealHead();
    const { vkey } = first;
    await first.close();
    const server = await startLogServer({ dir, listen: { host: '127.0.0.1', port: 0 }, logger: silentLogger });
    closing.push(() => server.close());
    const mirrorDir = lab.folder();
    const logs = [{ origin: ORIGIN, vkey, from: server.url }];
    const mirror = await mirrorProcess({ dir: mirrorDir, logs });
    const ledger = await lab.start(dir, { witnesses: [{ name: 'm1', url: mirror.url, vkey: mirror.vkey }] });
    await append(ledger, 300);
    await ledger.sealHead({ witnessed: true });
    const more = append(ledger, 900);
    await mirror.kill();
    await more;
    const unseen = await ledger.sealHead();
    expect(unseen.witnessedSize).toBeLessThan(unseen.signedSize);
    const port = Number(new URL(mirror.url).port);
    const back = await mirrorProcess({ dir: mirrorDir, logs, port });
    expect(back.vkey).toBe(mirror.vkey);
    await append(ledger, 300);
    await until(async () => {
      const { witnessedSize, signedSize } = await ledger.sealHead({ witnessed: true }).catch(() => ledger.head());
      return witnessedSize === signedSize;
    });
    const found = await checkAgainst({ dir, against: mirrorDir, keys: [vkey].flatMap((key) => parseVkey(key) ?? []) });
    expect(found).toMatchObject({ ok: true, finding: 'same' });
  });
});

describe('a log that lies', () => {
  const cases: readonly [
    string,
    'altered' | 'missing',
    TileRef,
    (bytes: Uint8Array) => Uint8Array | undefined,
    number,
  ][] = [
    [
      'an altered record',
      'altered',
      { level: 'entries', n: 1, width: 256 },
      (bytes) => {
        const entries = decodeEntryBundle(bytes) ?? [];
        return encodeEntryBundle(entries.map((entry, i) => (i === 7 ? Buffer.from('another') : entry)));
      },
      263,
    ],
    [
      'a bundle that ends early',
      'altered',
      { level: 'entries', n: 2, width: 88 },
      (bytes) => encodeEntryBundle((decodeEntryBundle(bytes) ?? []).slice(0, 80)),
      592,
    ],
    ['a missing bundle', 'missing', { level: 'entries', n: 0, width: 256 }, () => undefined, 0],
    ['a missing hash tile', 'missing', { level: 0, n: 1, width: 256 }, () => undefined, 256],
    ['an altered hash tile', 'altered', { level: 0, n: 1, width: 256 }, (b) => Uint8Array.from(b, (x) => x ^ 1), 256],
    ['an altered edge', 'altered', { level: 1, n: 0, width: 2 }, (b) => Uint8Array.from(b, (x) => x ^ 1), 512],
  ];
  it.each(cases)(
    '[mirror.refuses] %s is refused and kept, and copied once it is right',
    async (_, kind, tile, lie, record) => {
      const log = madeLog();
      const files = log.filesOf(600);
      const truth = files.get(tilePath(tile)) ?? new Uint8Array();
      const lied = lie(truth);
      if (lied === undefined) files.delete(tilePath(tile));
      else files.set(tilePath(tile), lied);
      const { url } = await serving(files);
      const dir = lab.folder();
      const mirror = await mirrorOf(log.vkey, url, { dir, logs: [{ origin: log.origin, vkey: log.vkey, from: url }] });
      const refused = await post(mirror, await log.add(0, 600));
      expect(refused.status).toBe(503);
      expect(await fetch(`${mirror.url}/${hash(log.origin)}/checkpoint`)).toHaveProperty('status', 404);
      const kept = listCopyEvidence(join(dir, 'evidence')).map(({ evidence }) => evidence);
      expect(kept).toMatchObject([
        { kind, record, origin: log.origin, by: 'mirror.test/m1', head: await log.note(600) },
      ]);
      expect(refused.body).toBe(`${kept[0]?.says}\n`);
      files.set(tilePath(tile), truth);
      // The head is recorded already: the log is told the size that it must prove from.
      expect(await post(mirror, await log.add(0, 600))).toEqual({ status: 409, body: '600\n' });
      expect((await post(mirror, await log.add(600, 600))).status).toBe(200);
    },
  );

  it('[mirror.no-second-past] a fork or a rollback is refused as by a witness, also before the copy is complete', async () => {
    const log = madeLog();
    const fork = madeLog(' forked');
    const files = log.filesOf(300);
    files.delete('tile/entries/000');
    const { url } = await serving(files);
    const dir = lab.folder();
    const mirror = await mirrorOf(log.vkey, url, { dir, logs: [{ origin: log.origin, vkey: log.vkey, from: url }] });
    expect((await post(mirror, await log.add(0, 300))).status).toBe(503);
    expect((await post(mirror, await fork.add(300, 300))).status).toBe(422);
    expect((await post(mirror, await log.add(0, 200))).status).toBe(409);
    expect(
      readdirSync(join(dir, 'evidence'))
        .filter((name) => !name.startsWith('copy-'))
        .map((name) => name.split('-')[0])
        .sort(),
    ).toEqual(['fork', 'rollback']);
  });
});

describe('a mirror that ends and starts again', () => {
  it('[mirror.resumes] fetches only what it does not hold, and cosigns what it copied on its own', async () => {
    const log = madeLog();
    const files = log.filesOf(700);
    const { url, asked } = await serving(files);
    const dir = lab.folder();
    const options = { dir, logs: [{ origin: log.origin, vkey: log.vkey, from: url }] };
    const first = await mirrorOf(log.vkey, url, options);
    expect((await post(first, await log.add(0, 700))).status).toBe(200);
    const bigger = log.filesOf(1400);
    const gone = bigger.get('tile/entries/004') ?? new Uint8Array();
    bigger.delete('tile/entries/004');
    for (const [path, bytes] of bigger) files.set(path, bytes);
    expect((await post(first, await log.add(700, 1400))).status).toBe(503);
    await first.close();
    closing.splice(1);
    files.set('tile/entries/004', gone);
    asked.length = 0;
    const second = await mirrorOf(log.vkey, url, options);
    await until(
      async () =>
        (await (await fetch(`${second.url}/${hash(log.origin)}/checkpoint`)).text()).split('\n')[1] === '1400',
    );
    expect(asked).not.toContain('tile/entries/000');
    expect(asked).toContain('tile/entries/004');
  });

  it('[mirror.killed] killed at any moment while it copies, it never shows a cosigned head without its records', async () => {
    const log = madeLog();
    const files = log.filesOf(6_000);
    const { url } = await serving(files);
    const dir = lab.folder();
    const logs = [{ origin: log.origin, vkey: log.vkey, from: url }];
    const body = await log.add(0, 6_000);
    mkdirSync(dir, { recursive: true });
    const stored = (folder: string): unknown[] =>
      readdirSync(join(dir, folder)).map((name) => JSON.parse(readFileSync(join(dir, folder, name), 'utf8')));
    for (const after of [5, 40, 120, 200]) {
      const child = await mirrorProcess({ dir, logs });
      void fetch(`${child.url}/add-checkpoint`, { method: 'POST', body }).catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, after));
      await child.kill();
      for (const state of stored('state') as { cosigned: string }[])
        if (state.cosigned !== '') expect(stored('progress')).toMatchObject([{ size: 6_000 }]);
    }
    const mirror = await mirrorOf(log.vkey, url, {
      dir,
      clock: fixedClock(Date.UTC(2026, 5, 1)),
      logs: [{ origin: log.origin, vkey: log.vkey, from: url }],
    });
    const cosigned = async () => {
      const answer = await fetch(`${mirror.url}/${hash(log.origin)}/checkpoint`);
      return answer.status === 200;
    };
    if (!(await cosigned())) await post(mirror, await log.add(0, 6_000));
    await until(cosigned);
    for (const [path, bytes] of log.filesOf(6_000)) {
      const answer = await fetch(`${mirror.url}/${hash(log.origin)}/${path}`);
      expect([path, answer.status]).toEqual([path, 200]);
      expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    }
  });
});
