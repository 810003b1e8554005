/** The signer by itself: what it signs, what it refuses, whatever the sequencer says. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixedClock, fromBase64 } from '@remit/core';
import { leafHash, openNote, parseCheckpoint, parseVkey, rootOfEntries } from '@remit/tlog';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unacknowledgedGap } from '../sequencer/gap-record.ts';
import { createSigner, type Session, type Signer } from './signer.ts';

const ORIGIN = 'signer.test/log';
const clock = fixedClock(Date.UTC(2026, 0, 1));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'remit-signer-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const entry = (n: number) => Buffer.from(`entry ${n}`);
const entries = (first: number, end: number) => Array.from({ length: end - first }, (_, i) => entry(first + i));
const hashesOf = (list: readonly Uint8Array[]) => Buffer.concat(list.map(leafHash));
const none = new Uint8Array();

function open() {
  const signer: Signer = createSigner({ folder, origin: ORIGIN, clock });
  const session: { state: Session } = { state: { at: 'new' } };
  const ask = (request: Parameters<Signer['handle']>[1]) => signer.handle(session, request);
  return {
    signer,
    ask,
    hello: (checkpoint = '', epoch = 0) => ask({ op: 'hello', origin: ORIGIN, epoch, checkpoint }),
    compare: (list: readonly Uint8Array[], at = list.length) =>
      ask({ op: 'compare', size: list.length, root: rootOfEntries(list.slice(0, at)) }),
    journal: (first: number, end: number) =>
      ask({ op: 'journal', first, hashes: hashesOf(entries(first, end)), gap: none, epoch: 0 }),
    sign: () => ask({ op: 'sign', epoch: 0 }),
  };
}

async function openAt(size: number) {
  const lab = open();
  await lab.hello();
  await lab.compare(entries(0, size));
  return lab;
}

describe('fencing', () => {
  it('[ledger.fencing] refuses the sequencer that was replaced, also after a restart of the signer, and no other', async () => {
    const old = open();
    await old.hello('', 3);
    await old.compare([]);
    expect(
      await old.ask({ op: 'journal', first: 0, hashes: hashesOf(entries(0, 2)), gap: none, epoch: 3 }),
    ).toMatchObject({
      ok: true,
    });
    const session: { state: Session } = { state: { at: 'new' } };
    const next = (request: Parameters<Signer['handle']>[1]) => old.signer.handle(session, request);
    const fenced = { ok: false, refused: 'fenced' };
    expect(await next({ op: 'hello', origin: ORIGIN, epoch: 4, checkpoint: '' })).toMatchObject({ ok: true, size: 2 });
    // The old one still has its connection, and is let in nowhere.
    expect(
      await old.ask({ op: 'journal', first: 2, hashes: hashesOf(entries(2, 3)), gap: none, epoch: 3 }),
    ).toMatchObject(fenced);
    expect(await old.ask({ op: 'sign', epoch: 3 })).toMatchObject(fenced);
    expect(await old.hello('', 3)).toMatchObject(fenced);
    await next({ op: 'compare', size: 2, root: rootOfEntries(entries(0, 2)) });
    expect(await next({ op: 'sign', epoch: 4 })).toMatchObject({ ok: true, size: 2 });
    const restarted = open();
    expect(await restarted.hello('', 3)).toMatchObject(fenced);
    expect(await restarted.hello('', 4)).toMatchObject({ ok: true, size: 2 });
    // It is no evidence of tampering: the signer goes on.
    expect(restarted.signer.refusal()).toBeUndefined();
  });
});

describe('signing', () => {
  it('[ledger.sign-own-journal] signs the root of what it journaled, the same note for the same size', async () => {
    const lab = await openAt(0);
    await lab.journal(0, 1);
    await lab.journal(1, 7);
    const reply = await lab.sign();
    if (!reply.ok) throw new Error('not signed');
    const hello = await open().hello();
    const key = parseVkey((hello.ok && hello.vkey) || '');
    if (key === undefined) throw new Error('no key');
    const opened = await openNote(reply.note ?? '', [key]);
    expect(opened.ok && parseCheckpoint(opened.value.text)).toMatchObject({
      ok: true,
      value: { origin: ORIGIN, size: 7, root: rootOfEntries(entries(0, 7)), extensions: [] },
    });
    expect(await lab.sign()).toEqual(reply);
    // The state survives: after a restart the same size gives the same note.
    expect(await (await openAt(7)).sign()).toMatchObject({ note: reply.note });
  });

  it('[ledger.genesis] does not sign a log of fewer than two records', async () => {
    const lab = await openAt(0);
    expect(await lab.sign()).toMatchObject({ ok: false });
    await lab.journal(0, 1);
    expect(await lab.sign()).toMatchObject({ ok: false, error: expect.stringContaining('fewer than two') as unknown });
  });

  it('[ledger.signer-protocol] does nothing out of order', async () => {
    for (const request of [
      { op: 'compare', size: 0, root: rootOfEntries([]) },
      { op: 'journal', first: 0, hashes: hashesOf(entries(0, 1)), gap: none, epoch: 0 },
      { op: 'sign', epoch: 0 },
      { op: 'explain', first: 0, hashes: hashesOf(entries(0, 1)) },
    ] as const)
      expect(await open().ask(request)).toMatchObject({ ok: false });
    const skipping = await openAt(0);
    expect(await skipping.journal(1, 2)).toMatchObject({ ok: false, error: 'leaf 0 comes next, not 1' });
  });

  it('[ledger.signer-folder] a failed attempt changes nothing: the journal is continued where it was', async () => {
    const lab = await openAt(0);
    await lab.journal(0, 3);
    await lab.journal(7, 8);
    expect(await (await openAt(3)).journal(3, 4)).toEqual({ ok: true, size: 4 });
  });
});

describe('refusing', () => {
  it('[ledger.forged-hashes] a leaf offered again is refused for good, with evidence (threat T7)', async () => {
    const lab = await openAt(0);
    await lab.journal(0, 5);
    const forged = await lab.ask({
      op: 'journal',
      first: 3,
      hashes: hashesOf([Buffer.from('forged')]),
      gap: none,
      epoch: 0,
    });
    expect(forged).toMatchObject({ ok: false, refused: 'rollback' });
    expect(await lab.journal(5, 6)).toMatchObject({ ok: false, refused: 'rollback' });
    expect(await lab.sign()).toMatchObject({ ok: false, refused: 'rollback' });
    expect(await lab.hello()).toMatchObject({ ok: false, refused: 'rollback' });
    const [name = ''] = readdirSync(join(folder, 'evidence'));
    expect(JSON.parse(readFileSync(join(folder, 'evidence', name), 'utf8'))).toMatchObject({
      at: '2026-01-01T00:00:00.000Z',
      kind: 'rollback',
      origin: ORIGIN,
      journal: { size: 5 },
      offered: { first: 3 },
    });
    // Evidence shows which tree the signer holds.
    const held = (JSON.parse(readFileSync(join(folder, 'evidence', name), 'utf8')) as { journal: { root: string } })
      .journal;
    expect(fromBase64(held.root)).toEqual(new Uint8Array(rootOfEntries(entries(0, 5))));
  });

  it('[ledger.rollback-refused] [ledger.fork-refused] a shorter and a different database', async () => {
    const lab = await openAt(0);
    await lab.journal(0, 300);
    const shorter = open();
    await shorter.hello();
    expect(await shorter.ask({ op: 'compare', size: 299, root: none })).toMatchObject({ refused: 'rollback' });

    const changed = entries(0, 300).map((bytes, i) => (i === 256 ? Buffer.from('changed') : bytes));
    const forked = open();
    await forked.hello();
    expect(await forked.compare(changed)).toMatchObject({ refused: 'fork' });
    expect(await forked.ask({ op: 'explain', first: 0, hashes: hashesOf(changed.slice(0, 200)) })).toMatchObject({
      ok: true,
    });
    const named = await forked.ask({ op: 'explain', first: 200, hashes: hashesOf(changed.slice(200)) });
    expect(named).toMatchObject({ refused: 'fork', reason: expect.stringContaining('Record 256 of') as unknown });
  });

  it('another origin, in the question and in the folder', async () => {
    await openAt(0);
    expect(await open().ask({ op: 'hello', origin: 'other.test/log', epoch: 0, checkpoint: '' })).toMatchObject({
      refused: 'origin',
    });
    const other = createSigner({ folder, origin: 'other.test/log', clock });
    expect(other.refusal()).toContain(`belongs to the log ${ORIGIN}`);
  });

  it('[ledger.signer-not-older] a checkpoint that its key signed at a larger size, or did not sign', async () => {
    const lab = await openAt(0);
    await lab.journal(0, 4);
    const reply = await lab.sign();
    const note = (reply.ok && reply.note) || '';
    expect(await open().hello(note)).toMatchObject({ ok: true, size: 4 });
    expect(await open().hello(note.replace('\n4\n', '\n5\n'))).toMatchObject({ refused: 'fork' });
    expect(existsSync(join(folder, 'evidence'))).toBe(true);
  });
});

describe('rows beyond the journal', () => {
  /** Signer at 2, database at 5 (rows 2 to 4 unacknowledged); `gap` is what is offered as index 5. */
  async function beyond() {
    await (await openAt(0)).journal(0, 2);
    const lab = open();
    await lab.hello();
    expect(await lab.compare(entries(0, 5), 2)).toEqual({ ok: true, size: 2 });
    const admit = (gap: Uint8Array, rows = entries(2, 5)) =>
      lab.ask({ op: 'journal', first: 2, hashes: hashesOf([...rows, gap]), gap, epoch: 0 });
    return { ...lab, admit };
  }
  const gap = (first: number, end: number, origin = ORIGIN) => unacknowledgedGap({ origin, clock, first, end }).entry;

  it('[ledger.unacknowledged-gap] come in together with the gap record that names them, and then no other way', async () => {
    const lab = await beyond();
    expect(await lab.sign()).toMatchObject({ ok: false });
    expect(await lab.admit(gap(2, 5))).toEqual({ ok: true, size: 6 });
    expect(await lab.journal(6, 7)).toEqual({ ok: true, size: 7 });
    expect(
      await lab.ask({ op: 'journal', first: 7, hashes: hashesOf([gap(7, 7)]), gap: gap(7, 7), epoch: 0 }),
    ).toMatchObject({
      error: 'no rows are waiting for a gap record',
    });
  });

  it.each([
    ['without a gap record', (lab: Awaited<ReturnType<typeof beyond>>) => lab.journal(2, 5)],
    ['in part', (lab: Awaited<ReturnType<typeof beyond>>) => lab.admit(gap(2, 4), entries(2, 4))],
    ['with a gap that names fewer', (lab: Awaited<ReturnType<typeof beyond>>) => lab.admit(gap(3, 5))],
    ['with a gap that names more', (lab: Awaited<ReturnType<typeof beyond>>) => lab.admit(gap(2, 6))],
    ["with another log's gap", (lab: Awaited<ReturnType<typeof beyond>>) => lab.admit(gap(2, 5, 'other.test/log'))],
    ['with an entry that is no gap', (lab: Awaited<ReturnType<typeof beyond>>) => lab.admit(entry(5))],
    [
      'with a gap whose hash is not the last one',
      (lab: Awaited<ReturnType<typeof beyond>>) =>
        lab.ask({ op: 'journal', first: 2, hashes: hashesOf(entries(2, 6)), gap: gap(2, 5), epoch: 0 }),
    ],
  ])('[ledger.unacknowledged-gap] are not admitted %s', async (_how, offer) => {
    const lab = await beyond();
    expect(await offer(lab)).toMatchObject({ ok: false });
    expect(await lab.sign()).toMatchObject({ ok: false });
    // Nothing entered the journal.
    expect(await open().hello()).toMatchObject({ ok: true, size: 2 });
  });
});
