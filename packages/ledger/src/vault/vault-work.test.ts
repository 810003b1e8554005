import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, expect, it } from 'vitest';
import { layoutOf } from '../files/layout.ts';
import { content, decision } from '../test-support/drafts.ts';
import { childPid, childPids, createLab, until } from '../test-support/ledger-lab.ts';

const lab = createLab();
afterEach(() => lab.dispose());

const LARGE = 'x'.repeat(6_000);

it.each([false, true])(
  '[erasure.vault-work] destroys keys and rows while the server runs: no bytes of them stay in database and log (compact: %s)',
  async (compact) => {
    const dir = lab.folder();
    const ledger = await lab.start(dir);
    const [gone, kept] = [ledger.handle('affected', 'case-1'), ledger.handle('affected', 'case-2')];
    const person = ledger.handle('person', 'ada@example.org');
    const erased = ledger.record({ ...decision(person), about: [gone, kept] }, content([gone, kept], LARGE));
    const other = ledger.record({ ...decision(person), about: [kept] }, content([kept], 'stays'));
    await other.durable;
    const reader = ledger.reader();
    const items = [...reader.sealed({ handles: [gone] })];
    expect(items.map(({ id, subjects }) => ({ id, subjects }))).toEqual([{ id: erased.id, subjects: [gone, kept] }]);
    expect([...reader.sealed()]).toHaveLength(2);
    expect([...reader.sealed({ record: other.id })]).toHaveLength(1);
    const { database } = layoutOf(dir);
    const parts = ((): Buffer[] => {
      const db = new Database(database, { readonly: true });
      const row = db.prepare('SELECT dek, disclosures FROM entry WHERE id = ?').get(erased.id) as Record<
        string,
        Buffer
      >;
      const sealed = db.prepare('SELECT sealed FROM payload WHERE record = ?').get(erased.id) as { sealed: Buffer };
      const reference = db.prepare('SELECT reference FROM subject WHERE handle = ?').get(gone) as { reference: Buffer };
      db.close();
      return [...Object.values(row), sealed.sealed, reference.reference].map((part) => part.subarray(0, 60));
    })();
    const found = () => parts.filter((p) => ['', '-wal'].some((suffix) => readFileSync(database + suffix).includes(p)));
    expect(found()).toHaveLength(parts.length);

    expect(ledger.handlesOf('case-1')).toEqual([{ handle: gone, kind: 'affected' }]);
    await ledger.erase({ records: [erased.id], subjects: [gone] }, { compact });
    expect(found()).toEqual([]);
    expect(ledger.handlesOf('case-1')).toEqual([]);
    expect(reader.payload(erased.id, 'args')).toBeUndefined();
    expect(reader.subject(gone)).toBeUndefined();
    expect(Buffer.from(reader.payload(other.id, 'args') ?? '').toString()).toBe('stays');
    expect(() => ledger.record(decision(person), content([gone], 'new'))).toThrow('handle is unknown');
    // Safe to repeat, and the log goes on.
    await ledger.erase({ records: [erased.id], subjects: [gone] }, { compact });
    await ledger.record(decision(person), content([kept], 'more')).durable;
    reader.close();
  },
  60_000,
);

it('[erasure.vault-work] an order outlives the sequencer: it is sent again to the next one', async () => {
  const dir = lab.folder();
  const ledger = await lab.start(dir);
  const gone = ledger.handle('affected', 'case-1');
  const made = ledger.record(decision(ledger.handle('person', 'ada')), content([gone], 'secret'));
  await made.durable;
  const pid = childPid(dir, 'sequencer');
  process.kill(pid, 'SIGKILL');
  const done = ledger.erase({ records: [made.id], subjects: [gone] }, { compact: false });
  await until(() => childPids(dir, 'sequencer').some((other) => other !== pid));
  await done;
  const reader = ledger.reader();
  expect([...reader.sealed()]).toEqual([]);
  reader.close();
}, 60_000);

it('[erasure.own-seal] bytes of another part are sealed under the key of one person, for one purpose', async () => {
  const ledger = await lab.start(lab.folder());
  const own = ledger.handle('affected', 'batch 1');
  await ledger.keepSubjects([own]);
  const sealed = ledger.sealFor(own, 'key of batch 1', Uint8Array.of(1, 2, 3));
  const reader = ledger.reader();
  expect(reader.openFor(own, 'key of batch 1', sealed)).toEqual(Uint8Array.of(1, 2, 3));
  expect(reader.openFor(own, 'another purpose', sealed)).toBeUndefined();
  expect(() => ledger.sealFor(`p_${'A'.repeat(22)}`, 'x', sealed)).toThrow('handle is unknown');
  await ledger.erase({ records: [], subjects: [own] }, { compact: false });
  expect(reader.openFor(own, 'key of batch 1', sealed)).toBeUndefined();
  reader.close();
}, 60_000);
