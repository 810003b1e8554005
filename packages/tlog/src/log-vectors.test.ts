import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toBase64, toHex } from '@remit/core';
import { sharedFolder } from '@remit/testing/shared-data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCheckpoint, parseCheckpoint } from './checkpoint.ts';
import { decodeEntryBundle, encodeEntryBundle } from './entry-bundle.ts';
import { leafHash } from './hash.ts';
import { ed25519Signer, parseVkey } from './keys.ts';
import { openNote, signNote } from './note.ts';
import { parsePolicy, policyMet } from './policy.ts';
import { verifyConsistency } from './proof.ts';
import { consistencyProof, hashReaderFromLeaves, inclusionProof, treeRoot } from './prove.ts';
import type { TileRef } from './tiles.ts';
import { encodeHashTile, hashReaderFromTiles, parseTilePath, tilePath, tilesForGrowth, tilesOfTree } from './tiles.ts';
import { formatTlogProof, parseTlogProof } from './tlog-proof.ts';
import type { WitnessState } from './witness.ts';
import { witnessDecide } from './witness.ts';

const shared = sharedFolder('vectors');
const vectors = shared === undefined ? it.skip : it;
const why = shared === undefined ? ' (skipped: ../shared/vectors is not here)' : '';
const load = (...parts: string[]) => JSON.parse(readFileSync(join(shared ?? '', ...parts), 'utf8')) as never;
const ENTRIES = 'one two three four five six seven eit nain ten ileven twelf threeten fourten fivten'
  .split(' ')
  .map((e) => Buffer.from(e));

describe('whole logs of other implementations', () => {
  vectors(
    `[tlog.tessera] Tessera log: 16/16 checkpoints verify and are reproduced byte for byte, tiles too${why}`,
    async () => {
      const log = join(shared ?? '', 'transparency-dev-tessera', 'log');
      const vkey = parseVkey('example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx');
      // Published test key (transparency-dev/tessera testdata/build_log.sh).
      const signer = ed25519Signer(
        'example.com/log/testdata',
        Buffer.from('AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg', 'base64').subarray(1),
      );
      if (vkey === undefined) throw new Error('vkey');
      const leaves = ENTRIES.map((e) => leafHash(e));
      const full = hashReaderFromLeaves(leaves);
      let checkpoints = 0;
      let tiles = 0;
      for (let size = 0; size <= 15; size++) {
        const note = readFileSync(join(log, `checkpoint.${size}`), 'utf8');
        const opened = await openNote(note, [vkey]);
        const root = treeRoot(size, hashReaderFromLeaves(leaves.slice(0, size)));
        expect(opened.ok && parseCheckpoint(opened.value.text)).toMatchObject({
          ok: true,
          value: { size, origin: 'example.com/log/testdata', root },
        });
        expect(await signNote(formatCheckpoint({ origin: 'example.com/log/testdata', size, root }), [signer])).toBe(
          note,
        );
        checkpoints += 1;
        for (const tile of tilesOfTree(size)) {
          const bytes =
            tile.level === 'entries'
              ? encodeEntryBundle(ENTRIES.slice(0, size))
              : encodeHashTile({ ...tile, level: tile.level }, full);
          expect(toHex(readFileSync(join(log, tilePath(tile))))).toBe(toHex(bytes));
          tiles += 1;
        }
        if (size > 0) {
          const proof = consistencyProof(size, 15, full);
          expect(
            verifyConsistency({ size1: BigInt(size), size2: 15n, root1: root, root2: treeRoot(15, full), proof }),
          ).toBe(true);
        }
      }
      console.log(`Tessera checkpoints ${checkpoints}/16, tiles and bundles ${tiles}/30`);
      expect([checkpoints, tiles]).toEqual([16, 30]);
    },
  );

  vectors(`[tlog.tiles] a mirrored log of 300 entries: partial tiles and level 1 identical${why}`, () => {
    const base = join(
      shared ?? '',
      'sunlight/witness/mirror/000de184301123b9278c086a7d9f68c9577e83872224c197058fd90784ea9706',
    );
    const leaves = Array.from({ length: 300 }, (_, i) => leafHash(Buffer.from(`record ${i}`)));
    const read = hashReaderFromLeaves(leaves);
    expect(toBase64(treeRoot(300, read))).toBe('gw31yQrqZZCcEOPrzX+bpy3nJ6QgngTKn8G1m0i62uU=');
    const hashTiles = tilesOfTree(300).flatMap((t) => (t.level === 'entries' ? [] : [{ ...t, level: t.level }]));
    expect(hashTiles.map(tilePath)).toEqual(['tile/0/000', 'tile/0/001.p/44', 'tile/1/000.p/1']);
    for (const tile of hashTiles)
      expect(toHex(readFileSync(join(base, tilePath(tile))))).toBe(toHex(encodeHashTile(tile, read)));
    const fromTiles = hashReaderFromTiles(
      (t) => (existsSync(join(base, tilePath(t))) ? readFileSync(join(base, tilePath(t))) : undefined),
      300,
    );
    expect(toHex(treeRoot(300, fromTiles))).toBe(toHex(treeRoot(300, read)));
    for (const index of [0, 255, 256, 299])
      expect(inclusionProof(index, 300, fromTiles).map(toHex)).toEqual(inclusionProof(index, 300, read).map(toHex));
  });

  vectors(`[tlog.tiles] C2SP tile paths and partial widths${why}`, () => {
    const c2sp = load('c2sp', 'examples.json') as {
      tilePaths: { level: number; index: string; path: string }[];
      partialWidths: { size: string; level: number; full: number; partial: number }[];
    };
    for (const t of c2sp.tilePaths) expect(tilePath({ level: t.level, n: Number(t.index), width: 256 })).toBe(t.path);
    for (const w of c2sp.partialWidths) {
      const at = tilesOfTree(Number(w.size)).filter((t) => t.level === w.level);
      expect([at.filter((t) => t.width === 256).length, at.find((t) => t.width < 256)?.width ?? 0]).toEqual([
        w.full,
        w.partial,
      ]);
    }
  });

  it('[tlog.tiles] paths round trip, growth covers the tree, bundles round trip', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 5_000_000 }),
        fc.integer({ min: 1, max: 256 }),
        fc.integer({ min: 0, max: 63 }),
        (n, width, level) => {
          const tile: TileRef = { level, n, width };
          expect(parseTilePath(tilePath(tile))).toEqual(tile);
        },
      ),
    );
    for (const bad of [
      'tile/0/0',
      'tile/00/000',
      'tile/0/000.p/256',
      'tile/0/000.p/0',
      'tile/0/x000/001',
      'tile/64/000',
      '../tile/0/000',
      'tile/0/000/',
    ])
      expect(parseTilePath(bad), bad).toBeUndefined();
    fc.assert(
      fc.property(fc.nat({ max: 70_000 }), fc.nat({ max: 70_000 }), (a, b) => {
        const [small, large] = [Math.min(a, b), Math.max(a, b)];
        const had = new Set(tilesOfTree(small).map(tilePath));
        const grown = new Set(tilesForGrowth(small, large).map(tilePath));
        for (const tile of tilesOfTree(large)) expect(had.has(tilePath(tile)) || grown.has(tilePath(tile))).toBe(true);
      }),
      { numRuns: 30 },
    );
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 20 }), (entries) => {
        expect(decodeEntryBundle(encodeEntryBundle(entries))?.map(toHex)).toEqual(entries.map(toHex));
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
        const entries = decodeEntryBundle(bytes);
        if (entries !== undefined) expect(toHex(encodeEntryBundle(entries))).toBe(toHex(bytes));
      }),
    );
  });
});

describe('witness, proof and policy formats', () => {
  vectors(`[tlog.witness-transcript] torchwood witness transcript 9/9${why}`, async () => {
    const t = load('torchwood', 'add-checkpoint.json') as {
      log: { origin: string; vkey: string };
      requests: { body: string; specStatus: number; upstreamBody: { equals?: string } }[];
    };
    const key = parseVkey(t.log.vkey);
    if (key === undefined) throw new Error('vkey');
    let state: WitnessState | undefined;
    let right = 0;
    for (const request of t.requests) {
      const answer = await witnessDecide({
        body: request.body,
        logs: [{ origin: t.log.origin, key }],
        state: () => state,
      });
      expect(answer.status).toBe(request.specStatus);
      if (answer.status === 200) state = answer.next;
      else if (request.upstreamBody.equals !== undefined)
        expect(answer).toMatchObject({ body: request.upstreamBody.equals, contentType: 'text/x.tlog.size' });
      right += 1;
    }
    console.log(`torchwood witness transcript ${right}/9`);
    expect([right, state?.size]).toEqual([9, 5]);
  });

  vectors(`[tlog.proof-format] tlog-proof: marshal, round trip and rejections of other implementations${why}`, () => {
    interface Case {
      name: string;
      index: string;
      hashes: string[];
      checkpoint: string;
      extra: string | null;
      text?: string;
      generate?: string;
    }
    const v = load('transparency-dev-formats', 'tlog-proof.json') as {
      marshal: (Case & { hashes: unknown })[];
      roundTrip: Case[];
      reject: Case[];
    };
    const bytes = (b64: string) => new Uint8Array(Buffer.from(b64, 'base64'));
    for (const c of [...v.marshal, ...v.roundTrip]) {
      if (!Array.isArray(c.hashes)) continue;
      const text = formatTlogProof({
        index: Number(c.index),
        hashes: (c.hashes as string[]).map(bytes),
        checkpoint: c.checkpoint,
        ...(c.extra === null ? {} : { extra: bytes(c.extra) }),
      });
      if (c.text !== undefined) expect(text).toBe(c.text);
      expect(parseTlogProof(text)).toMatchObject({
        ok: true,
        value: { index: Number(c.index), checkpoint: c.checkpoint },
      });
    }
    for (const c of v.reject)
      expect(parseTlogProof(c.text ?? `c2sp.org/tlog-proof@v1\nindex 0\n${'a'.repeat(65 * 1024)}\n`).ok, c.name).toBe(
        false,
      );
  });

  vectors(`[tlog.policy] tlog-policy: what the specification accepts and refuses${why}`, () => {
    const v = load('transparency-dev-formats', 'tlog-policy.json') as {
      accept: { name: string; text: string }[];
      reject: { name: string; text: string }[];
    };
    // Upstream takes trailing comments and one key under several names; the specification does neither.
    const specRefuses = new Set(['whitespace and comments', 'group numerical', 'group all', 'group any']);
    for (const c of v.accept) expect(parsePolicy(c.text).ok, c.name).toBe(!specRefuses.has(c.name));
    for (const c of v.reject) expect(parsePolicy(c.text).ok, c.name).toBe(false);
  });

  vectors(`[tlog.checkpoint-format] checkpoint bodies of other implementations${why}`, () => {
    const v = load('transparency-dev-formats', 'checkpoint-body.json') as {
      cases: { name: string; text: string; wantErr: boolean }[];
    };
    // A root of other than 32 bytes and an empty extension line pass upstream and are refused here.
    const stricter = new Set([
      'valid one',
      'valid with different origin',
      'valid with trailing data',
      'valid with multiple trailing data lines',
      'valid with trailing newlines',
    ]);
    for (const c of v.cases) expect(parseCheckpoint(c.text).ok, c.name).toBe(false);
    for (const c of v.cases) if (!c.wantErr) expect(stricter.has(c.name), c.name).toBe(true);
    const root = 'A'.repeat(43) + '=';
    for (const good of [`Log\n123\n${root}\n`, `Log\n0\n${root}\nan extension\n`])
      expect(parseCheckpoint(good).ok).toBe(true);
    for (const bad of [
      `Log\n0123\n${root}\n`,
      `Log\n-1\n${root}\n`,
      `Log\n123\n${root}`,
      `\n123\n${root}\n`,
      `Log\n99999999999999999999\n${root}\n`,
      `Log\n1\n${root.replace('A', '-')}\n`,
    ])
      expect(parseCheckpoint(bad).ok, bad).toBe(false);
  });

  it('[tlog.policy] quorums count each key once, groups refer backwards, bad lines are named', async () => {
    const { cosigner } = await import('./keys.ts');
    const clock = { now: () => 1_700_000_000_000 };
    const [w1, w2, w3] = [1, 2, 3].map((n) => cosigner(`w${n}.example`, new Uint8Array(32).fill(n), clock));
    const log = ed25519Signer('log.example', new Uint8Array(32).fill(9));
    if (!w1 || !w2 || !w3) throw new Error('witnesses');
    const head = `log ${log.vkey}\nwitness a ${w1.vkey}\nwitness b ${w2.vkey} https://b.example/\n`;
    const policy = parsePolicy(`${head}# a comment\n\ngroup g 2 a b\nquorum g\n`);
    if (!policy.ok) throw new Error(policy.error);
    const note = await signNote('log.example\n5\nAAAA\n', [log, w1]);
    const opened = async (n: string) => {
      const o = await openNote(
        n,
        [log.vkey, w1.vkey, w2.vkey, w3.vkey].flatMap((k) => parseVkey(k) ?? []),
      );
      if (!o.ok) throw new Error(o.error);
      return o.value;
    };
    expect(policyMet(policy.value, await opened(note))).toMatchObject({ met: false, counted: ['a'] });
    expect(
      policyMet(policy.value, await opened(await signNote('log.example\n5\nAAAA\n', [log, w1, w2]))),
    ).toMatchObject({ met: true, counted: ['a', 'b'] });
    expect(
      policyMet(policy.value, await opened(await signNote('log.example\n5\nAAAA\n', [log, w1, w3]))),
    ).toMatchObject({ met: false });
    for (const [bad, message] of [
      [`${head}quorum a\nquorum b\n`, 'line 5: a second quorum line'],
      [`${head}witness c ${w1.vkey}\nquorum a\n`, 'line 4: this witness key stands on an earlier line'],
      [`${head}group g any a z\nquorum g\n`, 'line 4: "z" is not a witness or group of an earlier line'],
      [`${head}group g any a\ngroup h any a b\nquorum g\n`, 'line 5: "a" is a member twice'],
      [`${head}group none any a\nquorum a\n`, 'line 4: the name "none" is taken'],
      [`${head}`, 'there is no quorum line'],
    ] as const)
      expect(parsePolicy(bad)).toEqual({ ok: false, error: message });
  });

  it('[tlog.witness-transcript] a rollback, a fork and a future size are never cosigned', async () => {
    const log = ed25519Signer('log.example', new Uint8Array(32).fill(9));
    const key = parseVkey(log.vkey);
    if (key === undefined) throw new Error('vkey');
    const leaves = Array.from({ length: 9 }, (_, i) => leafHash(Uint8Array.of(i)));
    const root = (size: number) => treeRoot(size, hashReaderFromLeaves(leaves.slice(0, size)));
    const note = (size: number, r = root(size)) =>
      signNote(formatCheckpoint({ origin: 'log.example', size, root: r }), [log]);
    const state: WitnessState = { size: 5, root: root(5), note: '' };
    const ask = async (body: string) =>
      await witnessDecide({ body, logs: [{ origin: 'log.example', key }], state: () => state });
    expect((await ask(`old 5\n\n${await note(5)}`)).status).toBe(200);
    expect((await ask(`old 5\n\n${await note(5, leafHash(root(5)))}`)).status).toBe(422);
    expect((await ask(`old 5\n\n${await note(4)}`)).status).toBe(400);
    expect((await ask(`old 4\n\n${await note(9)}`)).status).toBe(409);
    const proof = consistencyProof(5, 9, hashReaderFromLeaves(leaves))
      .map((h) => `${toBase64(h)}\n`)
      .join('');
    expect((await ask(`old 5\n${proof}\n${await note(9)}`)).status).toBe(200);
    const forked = await ask(`old 5\n${proof}\n${await note(9, leafHash(root(9)))}`);
    expect(forked).toMatchObject({ status: 422 });
    expect('evidence' in forked && forked.evidence).toContain('log.example');
  });
});
