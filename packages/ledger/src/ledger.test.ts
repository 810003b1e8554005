/** The running ledger: append, acknowledge, restart, read. Real child processes. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commitmentOf } from '@remit/record';
import { inclusionProof, leafHash, openNote, parseCheckpoint, parseVkey, verifyInclusion } from '@remit/tlog';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { openLedgerReader } from './reader/open-reader.ts';
import { checkLog } from './test-support/check-log.ts';
import { content, decision, outcome } from './test-support/drafts.ts';
import { childPid, childPids, createLab, parseEntry, recordsOf, storeOf, until } from './test-support/ledger-lab.ts';

const lab = createLab();
afterEach(() => lab.dispose());

const filesIn = (dir: string) => new Set(readdirSync(dir, { recursive: true, encoding: 'utf8' }));

describe('a new folder', () => {
  it('[ledger.genesis] starts with a genesis record that names the log key, and is first signed at size 2', async () => {
    const dir = lab.folder();
    const ledger = await lab.start(dir);
    expect(ledger.startup).toMatchObject({ created: true, found: 0, repairs: [], openCalls: 0 });
    expect(ledger.ready()).toBe(true);
    expect(await ledger.sealHead()).toMatchObject({ size: 1, signedSize: 0, signer: 'ok' });
    await ledger.record(decision(ledger.handle('person', 'a'))).durable;
    const head = await ledger.sealHead();
    expect(head).toMatchObject({ size: 2, signedSize: 2 });
    const reader = ledger.reader();
    expect(recordsOf(reader)[0]).toMatchObject({
      t: 'genesis',
      gen: { vkey: ledger.vkey, software: 'remit-test 0' },
      w: { n: 0 },
    });
    expect([...reader.checkpoints()].map(({ size }) => size)).toEqual([2]);
    reader.close();
  });
});

describe('append', () => {
  it('[ledger.ack-after-durable] gives id and leaf at once and the index when it is stored and journaled', async () => {
    const dir = lab.folder();
    const ledger = await lab.start(dir);
    const sub = ledger.handle('person', 'alice@example.com');
    const records = Array.from({ length: 600 }, () => ledger.record(decision(sub)));
    const indexes = (await Promise.all(records.map((record) => record.durable))).map(({ index }) => index);
    expect(indexes).toEqual(records.map((_, i) => i + 1));
    const reader = ledger.reader();
    for (const [i, record] of records.entries()) {
      const found = reader.find(record.id);
      expect(found?.index).toBe(i + 1);
      expect(Buffer.from(leafHash(found?.entry ?? new Uint8Array())).toString('base64url')).toBe(record.leaf);
    }
    reader.close();
  });

  it('[ledger.writer-sequence] numbers a writer densely, also across records that were not taken', async () => {
    const dir = lab.folder();
    const ledger = await lab.start(dir);
    const sub = ledger.handle('person', 'alice@example.com');
    await ledger.record(decision(sub)).durable;
    // A caller's mistake: the type system would not let it through.
    expect(() => ledger.record({ ...decision(sub), who: { sub: 'alice@example.com' } })).toThrow(
      'who.sub: invalid_format',
    );
    expect(() => ledger.record({ ...decision(sub), cause: Array.from({ length: 65 }, () => 'A'.repeat(43)) })).toThrow(
      'record does not follow its schema',
    );
    await ledger.record(decision(sub)).durable;
    await ledger.close();
    expect((await checkLog(dir)).size).toBe(3);
  });

  it('[ledger.no-personal-data-in-errors] names only the place of a mistake, never the value', async () => {
    const ledger = await lab.start(lab.folder());
    const act = () => ledger.record({ ...decision('alice@example.com') });
    expect(act).toThrow(/^(?!.*alice)/);
  });

  it('[ledger.entry-limit] refuses a record beyond 65,535 bytes by name', async () => {
    const ledger = await lab.start(lab.folder());
    const sub = ledger.handle('person', 'a');
    const absent = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`field-${i}`, 'x'.repeat(200)]));
    expect(() => ledger.record({ ...decision(sub), absent })).toThrow(
      /longer than 65,535 bytes.*mcp\.decision: \d+ bytes/,
    );
  });

  it('does not take a record once it is closed', async () => {
    const ledger = await lab.start(lab.folder());
    await ledger.close();
    expect(ledger.ready()).toBe(false);
    await expect(ledger.record(decision(`p_${'A'.repeat(22)}`)).durable).rejects.toMatchObject({
      code: 'ledger.closed',
    });
  });

  it('[ledger.overloaded] takes no record beyond the bound and goes on when there is room again', async () => {
    const ledger = await lab.start(lab.folder(), { maxOutstanding: 5 });
    const sub = ledger.handle('person', 'a');
    const records = Array.from({ length: 8 }, () => ledger.record(decision(sub)));
    expect(ledger.outstanding()).toBe(5);
    const settled = await Promise.allSettled(records.map((record) => record.durable));
    expect(ledger.outstanding()).toBe(0);
    expect(settled.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 5 }, () => 'fulfilled'),
      ...Array.from({ length: 3 }, () => 'rejected'),
    ]);
    expect(settled[7]).toMatchObject({ reason: { code: 'ledger.overloaded', row: { status: 503, rpc: 71503 } } });
    await expect(ledger.record(decision(sub)).durable).resolves.toEqual({ index: 6 });
  });
});

describe('durability', () => {
  it('[ledger.sync-full] keeps synchronous=FULL on a connection that has written, which the build default does not', async () => {
    const path = join(lab.folder(), 'x.sqlite');
    const { openForWriting } = await import('./db/open-database.ts');
    const opened = openForWriting(path, 'x');
    if (!opened.ok) throw new Error('not opened');
    opened.value.exec("INSERT INTO meta VALUES ('k', 'v')");
    expect(opened.value.pragma('synchronous', { simple: true })).toBe(2);
    expect(opened.value.pragma('journal_mode', { simple: true })).toBe('wal');
    opened.value.close();
    // The trap this guards against: without the pragma the same build commits at NORMAL (1).
    const careless = new Database(path);
    careless.exec("INSERT INTO meta VALUES ('k2', 'v')");
    expect(careless.pragma('synchronous', { simple: true })).toBe(1);
    careless.close();
  });

  it('[ledger.restart-continues] continues the dense index and the tree after a clean restart', async () => {
    const dir = lab.folder();
    const first = await lab.start(dir);
    for (let i = 0; i < 5; i++) await first.record(decision(first.handle('person', 'a'))).durable;
    const head = await first.sealHead();
    await first.close();
    expect(childPids(dir, 'signer')).toEqual([]);
    expect(childPids(dir, 'sequencer')).toEqual([]);

    const second = await lab.start(dir);
    expect(second.vkey).toBe(first.vkey);
    expect(second.startup).toMatchObject({
      created: false,
      found: 6,
      repairs: [],
      openCalls: 0,
      unacknowledged: undefined,
    });
    expect(second.head()).toMatchObject({ size: 6, signer: 'ok' });
    expect(await second.record(decision(second.handle('person', 'a'))).durable).toEqual({ index: 6 });
    const later = await second.sealHead();
    expect(later.signedSize).toBe(7);
    await second.close();
    expect((await checkLog(dir)).size).toBe(7);
    expect(head.signedSize).toBe(6);
  });

  it('[ledger.signals] children ignore Ctrl-C and a closed terminal, so that the parent can drain', async () => {
    const dir = lab.folder();
    const ledger = await lab.start(dir);
    const pids = [childPid(dir, 'sequencer'), childPid(dir, 'signer')];
    for (const pid of pids) {
      process.kill(pid, 'SIGINT');
      process.kill(pid, 'SIGHUP');
    }
    const sub = ledger.handle('person', 'a');
    await Promise.all(Array.from({ length: 20 }, () => ledger.record(decision(sub)).durable));
    expect([childPid(dir, 'sequencer'), childPid(dir, 'signer')]).toEqual(pids);
    // SIGTERM does end them, after the commit under way; while the parent runs they are started again.
    for (const pid of pids) process.kill(pid, 'SIGTERM');
    await Promise.all(Array.from({ length: 20 }, () => ledger.record(decision(sub)).durable));
    await until(() => childPids(dir, 'signer').some((pid) => !pids.includes(pid)));
    await ledger.close();
    expect((await checkLog(dir)).size).toBeGreaterThanOrEqual(41);
  });
});

describe('reading', () => {
  it('[ledger.disclosures-open] gives disclosures that open the commitments, contents and persons', async () => {
    const dir = lab.folder();
    const ledger = await lab.start(dir);
    const sub = ledger.handle('person', 'alice@example.com');
    const applicant = ledger.handle('affected', 'case-1001');
    expect(sub).toMatch(/^p_[A-Za-z0-9_-]{22}$/);
    expect(ledger.handle('person', 'alice@example.com')).toBe(sub);
    expect(ledger.handle('affected', 'alice@example.com')).not.toBe(sub);
    const made = ledger.record({ ...decision(sub), about: [applicant] }, content([applicant], '{"path":"/srv/a"}'));
    await made.durable;

    const reader = ledger.reader();
    const record = parseEntry(reader.find(made.id)?.entry ?? new Uint8Array());
    const disclosures = reader.disclosures(made.id);
    expect([...(disclosures?.keys() ?? [])].sort()).toEqual(['args', 'ctx']);
    for (const [field, disclosure] of disclosures ?? []) expect(record.c?.[field]).toBe(commitmentOf(disclosure));
    const [salt, name, value] = JSON.parse(
      Buffer.from(disclosures?.get('args') ?? '', 'base64url').toString(),
    ) as unknown[];
    expect(salt).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(name).toBe('args');
    expect(value).toEqual({
      rec: made.id,
      // By sha256sum.
      sha256: '333cd5ba75490cbfd8a1812441527da70ff5515b805f32d6d226db540aedfa2d',
      len_bucket: 64,
      ctype: 'application/json',
    });
    expect(Buffer.from(reader.payload(made.id, 'args') ?? '').toString()).toBe('{"path":"/srv/a"}');
    expect(reader.payload(made.id, 'ctx')).toBeUndefined();
    expect(reader.subject(applicant)).toEqual({ kind: 'affected', reference: 'case-1001' });
    expect(reader.subject(`p_${'A'.repeat(22)}`)).toBeUndefined();
    reader.close();
  });

  it('[ledger.reader-offline] reads a folder at rest and a folder in use, and never creates a file', async () => {
    const dir = lab.folder();
    expect(() => openLedgerReader(dir)).toThrow('no ledger in this folder');
    expect(readdirSync(dir)).toEqual([]);
    const ledger = await lab.start(dir);
    const sub = ledger.handle('person', 'a');
    await Promise.all(Array.from({ length: 300 }, () => ledger.record(decision(sub, 'deny')).durable));
    const live = openLedgerReader(dir, storeOf(dir));
    expect(live.size()).toBe(301);
    await ledger.record(outcome(sub, 'A'.repeat(43))).durable;
    expect(live.size()).toBe(302);
    expect([...live.byType(['mcp.outcome', 'genesis'])].map(({ index }) => index)).toEqual([0, 301]);
    expect([...live.entries(299, 1_000)].map(({ index }) => index)).toEqual([299, 300, 301]);
    live.close();
    await ledger.close();

    const before = filesIn(dir);
    const offline = openLedgerReader(dir, storeOf(dir));
    expect(offline.size()).toBe(302);
    expect(filesIn(dir)).toEqual(before);
    offline.close();
    expect(filesIn(dir)).toEqual(before);
    expect(existsSync(join(dir, 'ledger', 'ledger.sqlite-wal'))).toBe(false);
  });

  it('[ledger.proofs] proves every record of a signed head from the published tiles', async () => {
    const dir = lab.folder();
    const ledger = await lab.start(dir);
    const sub = ledger.handle('person', 'a');
    const records = Array.from({ length: 520 }, () => ledger.record(decision(sub)));
    await Promise.all(records.map((record) => record.durable));
    const head = await ledger.sealHead();
    const key = parseVkey(ledger.vkey);
    if (key === undefined || head.checkpoint === undefined) throw new Error('no head');
    const opened = await openNote(head.checkpoint, [key]);
    const checkpoint = opened.ok ? parseCheckpoint(opened.value.text) : opened;
    if (!checkpoint.ok) throw new Error(checkpoint.error);
    const reader = ledger.reader();
    const size = checkpoint.value.size;
    const read = reader.hashReader(size);
    for (const index of [0, 1, 255, 256, 257, 511, 512, size - 1]) {
      const entry = [...reader.entries(index, index + 1)][0]?.entry ?? new Uint8Array();
      const proof = inclusionProof(index, size, read);
      const claim = {
        index: BigInt(index),
        size: BigInt(size),
        leafHash: leafHash(entry),
        proof,
        root: checkpoint.value.root,
      };
      expect(verifyInclusion(claim)).toBe(true);
      expect(verifyInclusion({ ...claim, index: BigInt((index + 1) % size) })).toBe(false);
    }
    // A size that was never published is proved from the entries.
    expect(inclusionProof(3, 300, reader.hashReader(300))).toHaveLength(9);
    reader.close();
  });
});

describe('blobs', () => {
  it('[ledger.blobs] are named by their digest, and a damaged file is not the blob', async () => {
    const dir = lab.folder();
    const ledger = await lab.start(dir);
    const digest = await ledger.put(Buffer.from('remit-scope: 1\n'));
    expect(digest).toBe('2a07b2144ba818771cb87068d2222c5ff5d6bba4cca1d125aef873bd6f307a35');
    expect(Buffer.from((await ledger.get(digest)) ?? '').toString()).toBe('remit-scope: 1\n');
    expect(await ledger.get('0'.repeat(64))).toBeUndefined();
    expect(await ledger.get('../../signer/log.key')).toBeUndefined();
    const path = join(dir, 'blobs', digest.slice(0, 2), digest);
    writeFileSync(path, 'remit-scope: 2\n');
    expect(await ledger.get(digest)).toBeUndefined();
    expect(await ledger.put(Buffer.from('remit-scope: 1\n'))).toBe(digest);
    expect(readFileSync(path, 'utf8')).toBe('remit-scope: 1\n');
    expect(readdirSync(join(dir, 'blobs', digest.slice(0, 2)))).toEqual([digest]);
  });
});
