/** Helper threads give what one thread gives. They start from the compiled package. */
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { rfc3339, sha256, toHex, utf8 } from '@remit/core';
import { leafHash } from '@remit/tlog';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashLeaves, leafHashesOf } from '../imported/leaf-hashes.ts';
import type { MadeEvent } from '../imported/made-logs.fixture.ts';
import { createMadeLogs, madeTime, verifyMade } from '../imported/made-logs.fixture.ts';
import { leavesOf } from '../imported/material.ts';
import { createBuffers } from '../imported/text-sink.ts';
import { crc32 } from '../pack/crc32.ts';
import type { FileContent } from '../pack/file-content.ts';
import { bytesOf, digestOf, keepDeflated, startOf } from '../pack/file-content.ts';
import { isBundlePath } from '../pack/hold-bundles.ts';
import type { MadeFile, WantedFile } from '../pack/keeping.ts';
import { keepBeside, keepNow } from '../pack/keeping.ts';
import { contentsOf, packFiles } from '../pack/pack-files.ts';
import { packFromFiles } from '../pack/pack-source.ts';
import { openPackZip } from '../pack/zip.ts';
import { assembleReport, projectStudyBeside } from '../projection/assemble.ts';
import { studyCore } from '../projection/study.ts';
import { packOf, trustOf } from '../testing/pack.ts';
import { honestStory } from '../testing/story.ts';
import { verifyPack } from '../verify-pack.ts';
import { deflatedBeside, digestBeside } from './beside.ts';
import type { Helper } from './helper.ts';
import { createHelper } from './helper.ts';
import { openPackZipBeside } from './open-zip.ts';

const LARGE = 300_000;
const text = (n: number) => utf8(`line ${n} of a file\n`.repeat(LARGE / 10));

let helper: Helper;
let folder = '';
beforeAll(() => {
  if (!existsSync(fileURLToPath(new URL('../../dist/helper/entry.js', import.meta.url))))
    throw new Error('build first');
  helper = createHelper();
  folder = mkdtempSync(join(tmpdir(), 'helper-'));
});
afterAll(async () => {
  await helper.close();
  rmSync(folder, { recursive: true });
});

/** A zip of deflated entries; `broken`: entries with a wrong checksum. */
function writeZip(
  name: string,
  contents: readonly Uint8Array[],
  broken: readonly number[] = [],
  paths: readonly string[] = [],
): string {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [i, content] of contents.entries()) {
    const data = deflateRawSync(content);
    const path = Buffer.from(paths[i] ?? `f${9 - i}`);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(broken.includes(i) ? 1 : crc32(content), 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(path.length, 22);
    const [local, central] = [Buffer.alloc(30), Buffer.alloc(46)];
    local.writeUInt32LE(0x04034b50, 0);
    central.writeUInt32LE(0x02014b50, 0);
    fields.copy(local, 4);
    fields.copy(central, 6);
    central.writeUInt32LE(at, 42);
    parts.push(local, path, data);
    directory.push(central, path);
    at += local.length + path.length + data.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(contents.length, 8);
  end.writeUInt16LE(contents.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(at, 16);
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat([...parts, ...directory, end]));
  return path;
}

/** A pack of a log of so many records whose report covers the last minute. */
async function shortReport(size: number) {
  const { ledger } = honestStory(size);
  return await packOf(ledger, { inputs: { from: rfc3339(ledger.now() - 60_000) } });
}

describe('helper threads', () => {
  it('[imported.helpers] open an archive as one thread does', async () => {
    const path = writeZip('honest.zip', [text(1), utf8('small'), text(2), text(3)]);
    const [beside, alone] = [await openPackZipBeside(path, () => helper, { worth: 0 }), openPackZip(path)];
    expect(beside.problems).toEqual([]);
    const digests = (files: ReadonlyMap<string, Uint8Array>) =>
      [...contentsOf(files)].map(([name, content]) => [name, digestOf(content), bytesOf(content).length]);
    expect(digests(beside.files)).toEqual(digests(alone.files));
    expect(beside.keep).toBeDefined();
    expect((await openPackZipBeside(path, () => helper)).keep, 'too small').toBeUndefined();
  });

  it('[imported.helpers] hash the leaves of a file as one thread does', async () => {
    const bytes = text(1).slice(0, -1);
    const job = { kind: 'held', sha256: '', leafHashes: hashLeaves(bytes) } as const;
    expect([...leafHashesOf(bytes)].map(toHex)).toEqual([...leavesOf([bytes])].map((leaf) => toHex(leafHash(leaf))));
    expect([...leafHashesOf({ ...job, size: 1, bytes: () => new Uint8Array() })].map(toHex)).toEqual(
      [...leafHashesOf(bytes)].map(toHex),
    );
  });

  it('[verify.read-beside] read the entry bundles of a log as one thread does', async () => {
    const { files, trust, now } = await shortReport(9000);
    const [paths, contents] = [[...files.keys()], [...files.values()]];
    const path = writeZip('log.zip', contents, [], paths);
    const [beside, alone] = [await openPackZipBeside(path, () => helper, { worth: 0 }), openPackZip(path)];
    expect([...contentsOf(beside.files)].filter(([, content]) => 'takeScan' in content)).toHaveLength(36);
    const report = await verifyPack(beside, trust, now);
    expect(report.result).toBe('PASS');
    expect(report).toEqual(await verifyPack(alone, trust, now));
    const bundle = paths.findIndex(isBundlePath);
    const broken = writeZip('log-broken.zip', contents, [bundle + 5, bundle + 3], paths);
    expect(await openPackZipBeside(broken, () => helper, { worth: 0 })).toEqual(openPackZip(broken));
  }, 60_000);

  it('[verify.read-beside] a thread that fails fails the reading', async () => {
    const { files } = await shortReport(300);
    const path = writeZip('log-gone.zip', [...files.values()], [], [...files.keys()]);
    const broken = { run: async () => await Promise.reject(new Error('gone')) };
    await expect(openPackZipBeside(path, () => broken, { worth: 0 })).rejects.toThrow('gone');
  });

  it('[imported.helpers] refuse an archive for the same reason as one thread does', async () => {
    for (const broken of [[2], [0], [3, 1], [1, 2]]) {
      const path = writeZip('broken.zip', [text(1), utf8('small'), text(2), text(3)], broken);
      const [beside, alone] = [await openPackZipBeside(path, () => helper, { worth: 0 }), openPackZip(path)];
      expect(beside).toEqual(alone);
      expect(alone.problems.join()).toMatch(/checksum/);
    }
    const notZip = join(folder, 'no.zip');
    writeFileSync(notZip, 'no');
    expect(await openPackZipBeside(notZip, () => helper)).toEqual(openPackZip(notZip));
  });

  it('[imported.helpers] read an archive that was changed meanwhile as that', async () => {
    const path = writeZip('changed.zip', [text(1)]);
    const alone = openPackZip(path);
    const beside = await openPackZipBeside(path, () => helper, { worth: 0 });
    utimesSync(path, new Date(0), new Date(0));
    for (const { files } of [alone, beside]) expect(() => files.get('f9')).toThrow('the archive changed while it was');
  });

  it('[imported.helpers] unpack a file while the one before it is read', async () => {
    const texts = [text(1), utf8('small'), text(2), text(3)];
    const path = writeZip('wanted.zip', texts, [], ['a', 'b', 'c', 'd']);
    const { files } = await openPackZipBeside(path, () => helper, { worth: 0 });
    const packed = [...contentsOf(files).values()];
    const deflated = await keepBeside(
      (function* (): Generator<MadeFile, FileContent[], FileContent> {
        const held: FileContent[] = [];
        for (const bytes of texts) held.push(yield { bytes, again: () => bytes, free: () => undefined });
        return held;
      })(),
      deflatedBeside(() => helper, 0),
    );
    function* reading(from: readonly FileContent[]): Generator<WantedFile, Uint8Array[], FileContent> {
      const read: Uint8Array[] = [];
      for (const [i, wanted] of from.entries()) read.push(bytesOf(yield { wanted, next: from[i + 1] }));
      return read;
    }
    for (const from of [packed, deflated]) {
      expect('fetch' in (from[0] ?? {})).toBe(true);
      const beside = await keepBeside(
        reading(from),
        deflatedBeside(() => helper),
      );
      expect(beside.map((bytes) => toHex(sha256(bytes)))).toEqual(texts.map((bytes) => toHex(sha256(bytes))));
      expect(keepNow(reading(from), keepDeflated).map((bytes) => bytes.length)).toEqual(
        texts.map((bytes) => bytes.length),
      );
    }
    utimesSync(path, new Date(0), new Date(0));
    await expect(
      keepBeside(
        reading(packed),
        deflatedBeside(() => helper),
      ),
    ).rejects.toThrow('the archive changed while');
  });

  it('[imported.helpers] hold files as one thread does, and give their memory back', async () => {
    const buffers = createBuffers(true);
    let freed = 0;
    function* work(): Generator<MadeFile, FileContent[], FileContent> {
      const held: FileContent[] = [];
      for (const n of [1, 2, 3, 4]) {
        const made = n === 3 ? utf8('small') : text(n);
        const memory = buffers.take(made.length);
        memory.set(made);
        const free = () => {
          memory.fill(0);
          freed += 1;
          buffers.give(memory);
        };
        held.push(yield { bytes: memory.subarray(0, made.length), again: () => made, free });
      }
      return held;
    }
    const told = (files: readonly FileContent[]) =>
      files.map((file) => {
        const { data = new Uint8Array(), crc } = 'deflated' in file ? (file.deflated ?? {}) : {};
        return [digestOf(file), toHex(sha256(bytesOf(file))), toHex(sha256(data)), crc];
      });
    const alone = keepNow(work(), keepDeflated);
    for (const worth of [0, LARGE * 100]) {
      const beside = await keepBeside(
        work(),
        deflatedBeside(() => helper, worth),
      );
      expect(told(beside)).toEqual(told(alone));
      expect(startOf(beside[0] ?? new Uint8Array(), 10).subarray(0, 6)).toEqual(utf8('line 1'));
    }
    const digests = await keepBeside(
      work(),
      digestBeside(() => helper, 0),
    );
    expect(digests.map(digestOf)).toEqual(alone.map(digestOf));
    expect(freed).toBe(16);
  });

  it('[imported.helpers] make and verify the pack that one thread makes and verifies', async () => {
    const logs = createMadeLogs();
    const events = Array.from(
      { length: 700 },
      (_, i): MadeEvent => ({
        dataset: 'made',
        ts: madeTime(i),
        act: { srv: 's.example', tool: 'read' },
        ids: { request: `r-${i}` },
        dec: { result: 'permit', basis: 'b' },
      }),
    );
    logs.batch({ source: 'made', vendor: 'V' }, events);
    const study = studyCore(await logs.core());
    if (!study.ok) throw new Error('the log');
    const alone = await assembleReport(study.value);
    const projected = await projectStudyBeside(
      study.value,
      deflatedBeside(() => helper, 0),
    );
    const beside = await assembleReport(study.value, projected);
    expect(beside.manifest).toEqual(alone.manifest);
    // The manifest names every file by its digest.
    expect([...beside.files.keys()]).toEqual([...alone.files.keys()]);

    const changed = new Map(alone.files);
    const path = '07_imported_traces-00000.jsonl';
    changed.set(path, (changed.get(path) ?? new Uint8Array()).slice(0, -1));
    for (const files of [alone.files, changed]) {
      const source = packFromFiles(packFiles(files));
      const keep = digestBeside(() => helper, 0);
      const [by, without] = [
        await verifyPack({ ...source, keep }, trustOf(logs.ledger), logs.ledger.now()),
        await verifyMade(logs, files),
      ];
      expect(by).toEqual(without);
    }
  });

  it('[imported.helpers] fail aloud when a thread cannot do its job', async () => {
    await expect(
      helper.run({
        kind: 'unpack',
        path: join(folder, 'nothing.zip'),
        mark: '',
        entry: { path: 'a', method: 'stored', crc: 0, packed: 0, size: 0, dataStart: 0 },
      }),
    ).rejects.toThrow(/ENOENT/);
    const failing = { run: () => Promise.reject(new Error('no thread')) };
    function* work(): Generator<MadeFile, number, FileContent> {
      for (let n = 0; n < 5; n++) yield { bytes: text(n), again: () => text(n), free: () => undefined };
      return 5;
    }
    await expect(
      keepBeside(
        work(),
        digestBeside(() => failing, 0),
      ),
    ).rejects.toThrow('no thread');
    const broken = createHelper(new URL('data:text/javascript,process.exit(3)'));
    await expect(broken.run({ kind: 'digest', bytes: new Uint8Array() })).rejects.toThrow('ended with code 3');
  });
});
