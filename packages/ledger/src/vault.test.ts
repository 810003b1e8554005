/** Sealed content: nowhere in clear, openable with the keys, gone with any one of them. */
import { createHmac } from 'node:crypto';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { utf8 } from '@remit/core';
import { combineKeys, keyWrapper, seal } from '@remit/secrets';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { layoutOf } from './files/layout.ts';
import { openLedgerReader } from './reader/open-reader.ts';
import { filesBelow } from './test-support/check-log.ts';
import { content, decision } from './test-support/drafts.ts';
import { childPid, childPids, createLab, recordsOf, until } from './test-support/ledger-lab.ts';
import { aad } from './vault/associated-data.ts';
import { openContent, openDataKey, openPayload } from './vault/open-content.ts';
import { createRecordKeys, derive, padsOf } from './vault/record-keys.ts';
import { sealContent } from './vault/seal-content.ts';
import { openSubjectKeys, readSubjectKeys } from './vault/subject-key-file.ts';

const lab = createLab();
afterEach(() => lab.dispose());

const PERSON = 'mallory.quist@example.com';
const CASE = 'case-7731-quist';
const ARGUMENT = '{"path":"/srv/applicants/case-7731-quist/salary.txt"}';

/** Files that hold the text, as it is or in base64 at any alignment. */
function filesWith(dir: string, text: string): string[] {
  const forms = [text, ...[0, 1, 2].map((shift) => base64Core(text, shift))].map((form) => Buffer.from(form));
  return [...filesBelow(dir)].filter(([, bytes]) => forms.some((form) => bytes.includes(form))).map(([name]) => name);
}

/** The letters that base64 gives for `text` whatever stands around it, when it begins at `shift` modulo 3. */
function base64Core(text: string, shift: number): string {
  const letters = Buffer.from('\0'.repeat(shift) + text).toString('base64url');
  return letters.slice(shift === 0 ? 0 : shift + 1, -4);
}

describe('sealed content', () => {
  it('[ledger.no-plaintext] no file of the data folder holds a reference, an argument or a disclosed value in clear', async () => {
    const dir = lab.folder();
    const ledger = await lab.start(dir);
    const person = ledger.handle('person', PERSON);
    const affected = ledger.handle('affected', CASE);
    const made = ledger.record({ ...decision(person), about: [affected] }, content([affected], ARGUMENT));
    await made.durable;
    await ledger.sealHead();
    // Also in what the running database keeps beside itself. (lock files are not opened: see folder-lock.ts.)
    const { database } = layoutOf(dir);
    for (const suffix of ['', '-wal'])
      for (const text of [PERSON, CASE, ARGUMENT]) expect(readFileSync(database + suffix).includes(text)).toBe(false);
    await ledger.close();

    for (const text of [PERSON, CASE, ARGUMENT, '"approved":false']) expect(filesWith(dir, text)).toEqual([]);
    // Control: the search finds what is there in clear, and in base64.
    expect(filesWith(dir, 'read_text_file')).toContain('ledger/ledger.sqlite');
    writeFileSync(`${dir}/control`, Buffer.from(`xx${PERSON}yy`).toString('base64'));
    expect(filesWith(dir, PERSON)).toEqual(['control']);
    // Control: with the keys it can be read.
    const reader = (await lab.start(dir)).reader();
    expect(reader.subject(person)).toEqual({ kind: 'person', reference: PERSON });
    expect(Buffer.from(reader.payload(made.id, 'args') ?? '').toString()).toBe(ARGUMENT);
    reader.close();
  });

  it('[ledger.erasure] without the key of any one subject disclosures and contents are unreadable, all else stays', async () => {
    const dir = lab.folder();
    const ledger = await lab.start(dir);
    const [a, b] = [ledger.handle('affected', 'case-1'), ledger.handle('affected', 'case-2')];
    const person = ledger.handle('person', PERSON);
    const both = ledger.record({ ...decision(person), about: [a, b] }, content([a, b], ARGUMENT));
    const onlyB = ledger.record({ ...decision(person), about: [b] }, content([b], ARGUMENT));
    await onlyB.durable;
    const head = await ledger.sealHead();
    await ledger.close();

    const keys = openSubjectKeys(layoutOf(dir).subjectKeys);
    expect(keys.destroy([a])).toBe(1);
    expect(keys.destroy([a])).toBe(0);
    keys.close();
    const again = await lab.start(dir);
    const reader = again.reader();
    expect(reader.subject(a)).toBeUndefined();
    expect(reader.disclosures(both.id)).toBeUndefined();
    expect(reader.payload(both.id, 'args')).toBeUndefined();
    expect(reader.disclosures(onlyB.id)?.size).toBe(2);
    expect(reader.payload(onlyB.id, 'args')).toBeDefined();
    // The log itself is untouched: the same head, and the person gets another handle from now on.
    expect(again.head().checkpoint ?? reader.latestCheckpoint()?.note).toBe(head.checkpoint);
    expect(again.handle('affected', 'case-1')).not.toBe(a);
    expect(again.handle('affected', 'case-2')).toBe(b);
    reader.close();
  });

  // The tables as the earlier versions had them, made from those of today.
  const OLD_ENTRY = `ALTER TABLE entry DROP COLUMN dek; ALTER TABLE entry DROP COLUMN subjects;
    ALTER TABLE entry DROP COLUMN disclosures; DROP INDEX entry_by_rare_type;
    CREATE INDEX entry_by_type ON entry (t, idx); CREATE UNIQUE INDEX of_writer ON entry (writer, n);`;
  const VAULT = `CREATE TABLE vault (record TEXT PRIMARY KEY, dek BLOB NOT NULL, subjects TEXT NOT NULL,
    disclosures BLOB NOT NULL) STRICT, WITHOUT ROWID;`;
  const SEALED = `CREATE TABLE sealed (idx INTEGER PRIMARY KEY, dek BLOB NOT NULL, subjects TEXT NOT NULL,
    disclosures BLOB NOT NULL) STRICT;`;
  it.each([
    [
      1,
      `${VAULT} INSERT INTO vault SELECT id, dek, subjects, disclosures FROM entry WHERE dek IS NOT NULL; ${OLD_ENTRY}`,
    ],
    [
      2,
      `${VAULT} ${SEALED} INSERT INTO sealed SELECT idx, dek, subjects, disclosures FROM entry WHERE dek IS NOT NULL; ${OLD_ENTRY}`,
    ],
    [3, ''],
  ])(
    '[ledger.old-vault-rows] a database of version %i is read as it is, and written on as version 4',
    async (version, move) => {
      const dir = lab.folder();
      const ledger = await lab.start(dir);
      const person = ledger.handle('person', PERSON);
      const old = ledger.record(decision(person), content([person], ARGUMENT));
      await old.durable;
      await ledger.close();
      const db = new Database(layoutOf(dir).database);
      db.exec(`${move} PRAGMA user_version = ${version};`);
      const keys = readSubjectKeys(layoutOf(dir).subjectKeys);
      const wrapped = keys.get(person);
      keys.close();
      db.prepare('UPDATE subject SET key = ? WHERE handle = ?').run(wrapped, person);
      db.close();
      rmSync(layoutOf(dir).subjectKeys);

      const offline = openLedgerReader(dir);
      expect(offline.disclosures(old.id)?.size).toBe(2);
      expect(Buffer.from(offline.payload(old.id, 'args') ?? '').toString()).toBe(ARGUMENT);
      expect([...offline.byType(['genesis'])]).toHaveLength(1);
      offline.close();

      const later = await lab.start(dir);
      // The keys left the database, its free pages and its log.
      expect(readSubjectKeys(layoutOf(dir).subjectKeys).state(person)).toBe('live');
      for (const suffix of ['', '-wal'])
        expect(readFileSync(layoutOf(dir).database + suffix).includes(Buffer.from(wrapped ?? ''))).toBe(false);
      const fresh = later.record(decision(person), content([person], ARGUMENT));
      await fresh.durable;
      const reader = later.reader();
      for (const { id: record } of [old, fresh]) {
        expect(reader.disclosures(record)?.size).toBe(2);
        expect(Buffer.from(reader.payload(record, 'args') ?? '').toString()).toBe(ARGUMENT);
      }
      expect([...reader.byType(['mcp.decision'])]).toHaveLength(2);
      reader.close();
    },
  );

  it('[ledger.subjects-stored] a person is stored with the first record that names the handle, and not before', async () => {
    const dir = lab.folder();
    const ledger = await lab.start(dir);
    const named = ledger.handle('affected', 'named');
    const unnamed = ledger.handle('affected', 'unnamed');
    const person = ledger.handle('person', PERSON);
    await ledger.record({ ...decision(person), about: [named] }).durable;
    // After a crash of the sequencer nothing is stored twice.
    const pid = childPid(dir, 'sequencer');
    process.kill(pid, 'SIGKILL');
    await until(() => childPids(dir, 'sequencer').some((other) => other !== pid) && ledger.ready());
    await ledger.record({ ...decision(person), about: [named] }).durable;
    await ledger.close();

    const again = await lab.start(dir);
    expect(again.handle('affected', 'named')).toBe(named);
    expect(again.handle('person', PERSON)).toBe(person);
    expect(again.handle('affected', 'unnamed')).not.toBe(unnamed);
    const reader = again.reader();
    expect(recordsOf(reader).filter((record) => record.t === 'mcp.decision')).toHaveLength(2);
    reader.close();
  });

  it('[ledger.vault-key] a lost or wrong vault key is an error by name, never a new key over old content', async () => {
    const dir = lab.folder();
    const ledger = await lab.start(dir);
    await ledger.record(decision(ledger.handle('person', PERSON))).durable;
    await ledger.close();
    const { vaultKey } = layoutOf(dir);
    const key = readFileSync(vaultKey);
    rmSync(vaultKey);
    await expect(lab.start(dir)).rejects.toThrow(`${vaultKey} is missing`);
    writeFileSync(vaultKey, Buffer.alloc(32, 1), { mode: 0o600 });
    await expect(lab.start(dir)).rejects.toMatchObject({ code: 'ledger.vault-key' });
    writeFileSync(vaultKey, key);
    chmodSync(vaultKey, 0o644);
    await expect(lab.start(dir)).rejects.toMatchObject({ code: 'secrets.key-file-mode' });
    chmodSync(vaultKey, 0o600);
    expect((await lab.start(dir)).startup.found).toBe(2);
  });

  it('needs a known subject for sealed content', async () => {
    const ledger = await lab.start(lab.folder());
    const person = ledger.handle('person', PERSON);
    expect(() => ledger.record(decision(person), content([], ARGUMENT))).toThrow('content without a subject');
    expect(() => ledger.record(decision(person), content([`p_${'A'.repeat(22)}`], ARGUMENT))).toThrow(
      'handle is unknown',
    );
    await expect(ledger.record(decision(person)).durable).resolves.toEqual({ index: 1 });
  });
});

describe('sealing, by itself', () => {
  const wrapper = keyWrapper(new Uint8Array(32).fill(1));
  const keys = [new Uint8Array(32).fill(2), new Uint8Array(32).fill(3)];
  const id = '01M888NAJ3VNKBT830WVQF1RN2';
  const sealed = sealContent({
    id,
    committed: content(['p_1', 'p_2', 'p_1'], ARGUMENT),
    subjectsKey: combineKeys(keys),
    recordKeys: createRecordKeys(wrapper),
  });

  const LARGE = `${ARGUMENT}${' '.repeat(5_000)}`;
  const large = sealContent({
    id,
    committed: content(['p_1', 'p_2'], LARGE),
    subjectsKey: combineKeys(keys),
    recordKeys: createRecordKeys(wrapper),
  });

  it('[ledger.erasure] opens with all keys, in any order, and with nothing less', () => {
    const { dek, disclosures, payloads, subjects } = sealed.vault;
    expect(subjects).toEqual(['p_1', 'p_2']);
    expect(payloads).toEqual([]);
    const key = openDataKey(id, dek, keys, wrapper);
    expect(openDataKey(id, dek, keys.toReversed(), wrapper)).toEqual(key);
    if (key === undefined) throw new Error('not opened');
    const opened = openContent(id, key, disclosures);
    expect([...(opened?.disclosures.keys() ?? [])]).toEqual(['args', 'ctx']);
    expect(Buffer.from(opened?.payloads.get('args') ?? '').toString()).toBe(ARGUMENT);

    expect(openDataKey(id, dek, [keys[0]], wrapper)).toBeUndefined();
    expect(openDataKey(id, dek, [keys[0], undefined], wrapper)).toBeUndefined();
    expect(openDataKey(id, dek, [], wrapper)).toBeUndefined();
    expect(openDataKey(id, dek, keys, keyWrapper(new Uint8Array(32)))).toBeUndefined();
  });

  it('seals a large content by itself', () => {
    const { dek, disclosures, payloads } = large.vault;
    const key = openDataKey(id, dek, keys, wrapper);
    if (key === undefined) throw new Error('not opened');
    expect([...(openContent(id, key, disclosures)?.disclosures.keys() ?? [])]).toEqual(['args', 'ctx']);
    const opened = openPayload(id, 'args', key, payloads[0]?.sealed ?? new Uint8Array());
    expect(Buffer.from(opened ?? '').toString()).toBe(LARGE);
  });

  it('[ledger.sealed-in-place] rows cannot stand in for one another: record and field are bound in', () => {
    const other = id.replace('0', '1');
    for (const { vault } of [sealed, large]) {
      const key = openDataKey(id, vault.dek, keys, wrapper);
      if (key === undefined) throw new Error('not opened');
      expect(openDataKey(other, vault.dek, keys, wrapper)).toBeUndefined();
      expect(openContent(other, key, vault.disclosures)).toBeUndefined();
      const payload = vault.payloads[0]?.sealed ?? new Uint8Array();
      expect(openPayload(id, 'result', key, payload)).toBeUndefined();
      expect(openPayload(other, 'args', key, payload)).toBeUndefined();
    }
  });

  it('[ledger.sealed-in-place] keys of one group are told apart, and a changed byte opens nothing', () => {
    const recordKeys = createRecordKeys(wrapper);
    const subjectsKey = combineKeys(keys);
    const one = recordKeys.fresh(id, subjectsKey);
    const two = recordKeys.fresh(id, subjectsKey);
    expect(one.stored.subarray(49)).toEqual(two.stored.subarray(49));
    expect(one.key).not.toEqual(two.key);
    // The random bytes of one row with the rest of another: the key of a row cannot be found from another row.
    const mixed = Buffer.from(two.stored);
    mixed.set(one.stored.subarray(1, 33), 1);
    expect(openDataKey(id, mixed, keys, wrapper)).toBeUndefined();
    for (let at = 0; at < one.stored.length; at++) {
      const changed = Buffer.from(one.stored);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(openDataKey(id, changed, keys, wrapper)).toBeUndefined();
    }
    expect(openDataKey(id, one.stored, keys, wrapper)).toEqual({ key: one.key, joined: true });
  });

  it('derives by HMAC-SHA-512 (RFC 2104)', () => {
    const group = new Uint8Array(32).map((_, i) => i * 7);
    const salt = new Uint8Array(32).fill(5);
    const whole = createHmac('sha512', group).update(aad.recordKey(id)).update(salt).digest();
    const { key, check } = derive(padsOf(group), id, salt);
    expect(Buffer.concat([key, check])).toEqual(whole.subarray(0, 48));
  });

  it('draws a new group key after 1,024 records', () => {
    const recordKeys = createRecordKeys(wrapper);
    const subjectsKey = combineKeys(keys);
    const groups = new Set<string>();
    for (let n = 0; n < 2_049; n++)
      groups.add(Buffer.from(recordKeys.fresh(id, subjectsKey).stored.subarray(49)).toString('hex'));
    expect(groups.size).toBe(3);
  });

  it('[ledger.old-vault-rows] opens what the first releases sealed: a data key of its own, each content by itself', () => {
    const dek = new Uint8Array(32).fill(9);
    const wrapped = wrapper.wrap(seal(combineKeys(keys), dek, aad.dek(id)), aad.dek(id));
    const disclosures = seal(dek, utf8('{"args":"WyJzIl0"}'), aad.disclosures(id));
    const payload = seal(dek, utf8(ARGUMENT), aad.payload(id, 'args'));
    const key = openDataKey(id, wrapped, keys, wrapper);
    if (key === undefined) throw new Error('not opened');
    expect(openContent(id, key, disclosures)).toEqual({
      disclosures: new Map([['args', 'WyJzIl0']]),
      payloads: new Map(),
    });
    expect(Buffer.from(openPayload(id, 'args', key, payload) ?? '').toString()).toBe(ARGUMENT);
  });

  it('[ledger.salts] the same content never gives the same commitment, ciphertext or data key twice', () => {
    const twice = sealContent({
      id,
      committed: content(['p_1', 'p_2'], ARGUMENT),
      subjectsKey: combineKeys(keys),
      recordKeys: createRecordKeys(wrapper),
    });
    expect(isDeepStrictEqual(twice.commitments, sealed.commitments)).toBe(false);
    expect(Object.values(twice.commitments).some((c) => Object.values(sealed.commitments).includes(c))).toBe(false);
    expect(twice.vault.dek).not.toEqual(sealed.vault.dek);
  });
});
