import { cpSync, existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@remit/core';
import { afterEach, describe, expect, it } from 'vitest';
import { backupDataFolder } from '../backup/backup-folder.ts';
import { restoreDataFolder } from '../backup/restore-folder.ts';
import { checkLedger } from '../check/check-ledger.ts';
import { writeDurably } from '../files/durable.ts';
import { openLedgerReader } from '../reader/open-reader.ts';
import { content, decision } from '../test-support/drafts.ts';
import { createLab, ORIGIN, parseEntry, recordsOf } from '../test-support/ledger-lab.ts';
import { startWitness } from '../witness/start-witness.ts';
import { listLogs } from './log-folders.ts';
import { pendingRoll, rollLedger } from './roll.ts';
import type { RollDeps } from './roll-types.ts';

const lab = createLab();
afterEach(() => lab.dispose());

const NEXT = 'ledger.test/2027q1';
const SHA = 'a'.repeat(64);

function depsOf(dir: string, change: Partial<RollDeps> = {}): RollDeps & { readonly origins: string[] } {
  const origins: string[] = [];
  return {
    dir,
    origin: ORIGIN,
    next: NEXT,
    why: 'period',
    software: 'remit-test 0',
    clock: systemClock,
    logger: silentLogger,
    witnesses: [],
    keepOrigin: (origin) => void origins.push(origin),
    origins,
    ...change,
  };
}

/** A log with state that must be carried, and sealed content. */
async function filled(dir: string) {
  const ledger = await lab.start(dir);
  const sub = ledger.handle('person', 'ada');
  const who = { sub };
  ledger.record({ t: 'registry.change', chg: { what: 'key.create', ref: 'k1', roles: ['admin'], of: sub } });
  ledger.record({
    t: 'scope.declare',
    who,
    scope: { id: 's', sha: SHA },
    dcl: { agent: 'a', system: 'x', from: '2026-01-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' },
  });
  const hold = (id: string, set: boolean) => ledger.record({ t: 'hold', who, hold: { id, set, basis: 'b' } });
  hold('kept', true);
  hold('gone', true);
  hold('gone', false);
  const call = ledger.record(decision(sub), content([sub], 'secret'));
  await call.durable;
  await ledger.close();
  return { sub, call: call.id };
}

const typesOf = (dir: string) => {
  const reader = openLedgerReader(dir);
  const types = recordsOf(reader).map((record) => record.t);
  reader.close();
  return types;
};

describe('after a compromise', () => {
  it('[ledger.compromise] the old log is frozen at its last witnessed head; the next names what is not trusted and has another key', async () => {
    const dir = lab.folder();
    await filled(dir);
    const first = await lab.start(dir);
    const { vkey } = first;
    const trusted = first.head().size;
    await first.close();
    const witness = await startWitness({
      dir: lab.folder(),
      name: 'w.test/w',
      logs: [{ origin: ORIGIN, vkey }],
      listen: { host: '127.0.0.1', port: 0 },
      clock: systemClock,
      logger: silentLogger,
    });
    const witnessed = await lab.start(dir, { witnesses: [{ name: 'w', ...witness }] });
    await witnessed.sealHead({ witnessed: true });
    await witnessed.close();
    await witness.close();
    // What the thief of the key wrote after the last witnessed head: a hold released, say.
    const thief = await lab.start(dir);
    await thief.record({ t: 'heartbeat', hb: { why: 'forged' } }).durable;
    await thief.close();
    const before = typesOf(dir);
    const rolled = await rollLedger(depsOf(dir, { why: 'compromise' }));
    if (!rolled.ok) throw new Error(rolled.error);
    expect(rolled.value.from).toMatchObject({ origin: ORIGIN, size: trusted });
    expect(rolled.value.to.vkey).not.toBe(vkey);
    expect(typesOf(rolled.value.from.dir)).toEqual(before);
    const reader = openLedgerReader(dir);
    const [from] = recordsOf(reader).flatMap((record) => (record.t === 'continues' ? [record.cnt] : []));
    reader.close();
    expect(from).toMatchObject({
      dir: 'from',
      why: 'compromise',
      org: ORIGIN,
      vkey,
      size: trusted,
      lost: { first: trusted, end: before.length },
    });
  });
});

describe('a log for each period', () => {
  it('[period.roll] ends a log and goes on in another that names its last head and says again what is in force', async () => {
    const dir = lab.folder();
    const { sub, call } = await filled(dir);
    const deps = depsOf(dir, { by: sub });
    const rolled = await rollLedger(deps);
    if (!rolled.ok) throw new Error(rolled.error);
    expect(rolled.value).toMatchObject({ from: { origin: ORIGIN, size: 8 }, to: { origin: NEXT, carried: 3 } });
    expect(deps.origins).toEqual([NEXT]);
    expect(existsSync(join(dir, 'roll.json'))).toBe(false);
    expect(readdirSync(join(dir, 'periods'))).toEqual(['ledger.test_2026q4']);

    const ended = rolled.value.from.dir;
    expect(typesOf(ended).slice(-2)).toEqual(['mcp.decision', 'continues']);
    expect(typesOf(dir)).toEqual(['genesis', 'continues', 'registry.change', 'scope.declare', 'hold']);
    const [old, now] = [openLedgerReader(ended), openLedgerReader(dir)];
    const head = old.latestCheckpoint();
    expect(head?.size).toBe(8);
    const [genesis, from] = recordsOf(now);
    expect(genesis).toMatchObject({ org: NEXT, gen: { vkey: rolled.value.to.vkey, after: { org: ORIGIN, size: 8 } } });
    expect(from).toMatchObject({
      who: { sub },
      cnt: { dir: 'from', why: 'period', org: ORIGIN, size: 8, carried: { first: 2, end: 5 } },
    });
    const note = from?.t === 'continues' ? now.blob(from.cnt.note ?? '') : undefined;
    expect(Buffer.from(note ?? '').toString()).toBe(head?.note);
    const last = [...old.entries(7, 8)].map(({ entry }) => parseEntry(entry))[0];
    expect(last).toMatchObject({ org: ORIGIN, cnt: { dir: 'to', org: NEXT, vkey: rolled.value.to.vkey } });
    // Content of the ended log opens with the keys of the folder; persons keep their handles.
    expect(Buffer.from(old.payload(call, 'args') ?? '').toString()).toBe('secret');
    expect(now.subject(sub)).toEqual({ kind: 'person', reference: 'ada' });
    expect(listLogs(dir, now)).toMatchObject([
      { origin: ORIGIN, dir: ended, current: false, size: 8, pruned: 0 },
      { origin: NEXT, dir, current: true, size: 5 },
    ]);
    old.close();
    now.close();
    for (const folder of [ended, dir]) expect(await checkLedger(folder)).toMatchObject({ ok: true });

    const out = join(lab.folder(), 'backup');
    const backup = await backupDataFolder({
      dir,
      out,
      databases: [],
      files: [],
      software: 'remit-test 0',
      clock: systemClock,
    });
    expect(backup).toMatchObject({ ok: true, value: { origin: NEXT } });
    const target = join(lab.folder(), 'data');
    expect(await restoreDataFolder(out, target)).toMatchObject({ ok: true });
    const restored = openLedgerReader(target);
    expect(listLogs(target, restored).map(({ origin }) => origin)).toEqual([ORIGIN, NEXT]);
    restored.close();

    const again = await lab.start(dir, { origin: NEXT });
    expect(again.handle('person', 'ada')).toBe(sub);
    await again.record(decision(sub), content([sub], 'more')).durable;
    await again.close();
    // The ended log takes an erasure and nothing needs the new one for it.
    const closed = await lab.start(ended);
    await closed.erase({ records: [call], subjects: [] }, { compact: false });
    await closed.record({ t: 'heartbeat', hb: { why: 'erasure' } }).durable;
    await closed.close();
    const reader = openLedgerReader(ended);
    expect(reader.payload(call, 'args')).toBeUndefined();
    reader.close();
  }, 60_000);

  it('[period.roll-crash] a roll that was cut off at any point is ended by the same call, with one result', async () => {
    const made = lab.folder();
    const { sub } = await filled(made);
    // One whole roll, to cut from.
    const whole = lab.folder();
    cpSync(made, whole, { recursive: true });
    expect(await rollLedger(depsOf(whole))).toMatchObject({ ok: true });

    const cuts: Readonly<Record<string, (dir: string) => Promise<void> | void>> = {
      'after the intent': () => {},
      'while the new log was started': (dir) =>
        void mkdirSync(join(dir, 'periods', 'next', 'ledger'), { recursive: true }),
      'between the two logs': async (dir) => {
        // The new log stands whole beside the old one; nothing was moved.
        await cut(dir, 0);
      },
      'after one part was moved': (dir) => cut(dir, 1),
      'after the old log was moved': (dir) => cut(dir, 4),
      'after one part of the new log was moved': (dir) => cut(dir, 5),
      'before the end': (dir) => cut(dir, 8),
    };
    for (const [name, run] of Object.entries(cuts)) {
      const dir = lab.folder();
      cpSync(made, dir, { recursive: true });
      writeIntent(dir);
      await run(dir);
      expect(pendingRoll(dir), name).toMatchObject({ from: ORIGIN, to: NEXT });
      const rolled = await rollLedger(depsOf(dir));
      expect(rolled, name).toMatchObject({ ok: true, value: { from: { size: 8 }, to: { carried: 3 } } });
      expect(pendingRoll(dir), name).toBeUndefined();
      const ended = join(dir, 'periods', 'ledger.test_2026q4');
      expect(
        typesOf(ended).filter((type) => type === 'continues'),
        name,
      ).toHaveLength(1);
      expect(typesOf(dir), name).toEqual(['genesis', 'continues', 'registry.change', 'scope.declare', 'hold']);
      for (const folder of [ended, dir]) expect((await checkLedger(folder)).ok, name).toBe(true);
      const ledger = await lab.start(dir, { origin: NEXT });
      expect(ledger.handle('person', 'ada'), name).toBe(sub);
      await ledger.close();
    }
  }, 600_000);

  it('[period.roll] refuses a name that cannot be one, and the name of the log itself', async () => {
    const dir = lab.folder();
    await filled(dir);
    expect(await rollLedger(depsOf(dir, { next: ORIGIN }))).toMatchObject({ ok: false });
    expect(await rollLedger(depsOf(dir, { next: 'a b' }))).toMatchObject({ ok: false });
    expect(existsSync(join(dir, 'roll.json'))).toBe(false);
  }, 60_000);
});

const PARTS = ['log', 'evidence', 'signer', 'ledger'];

function writeIntent(dir: string): void {
  mkdirSync(join(dir, 'periods'), { recursive: true });
  const intent = { from: ORIGIN, to: NEXT, why: 'period', folder: 'ledger.test_2026q4' };
  writeDurably(join(dir, 'roll.json'), Buffer.from(JSON.stringify(intent)));
}

/** Rolls a copy and takes the last of its eight moves back, as if the process had ended after the first `moves`. */
async function cut(dir: string, moves: number): Promise<void> {
  const rolled = await rollLedger(depsOf(dir));
  if (!rolled.ok) throw new Error(rolled.error);
  const [next, ended] = [join(dir, 'periods', 'next'), rolled.value.from.dir];
  mkdirSync(next, { recursive: true });
  const back = (from: string, to: string) => existsSync(from) && !existsSync(to) && renameSync(from, to);
  for (let n = 7; n >= Math.max(moves, 4); n--) back(join(dir, PARTS[n - 4] ?? ''), join(next, PARTS[n - 4] ?? ''));
  for (let n = 3; n >= moves; n--) back(join(ended, PARTS[n] ?? ''), join(dir, PARTS[n] ?? ''));
  writeIntent(dir);
}
