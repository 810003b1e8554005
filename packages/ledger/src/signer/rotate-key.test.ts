/** A log changes its key: records, signatures of both, and what the signer then refuses. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@remit/core';
import { openNote, parseVkey } from '@remit/tlog';
import { afterEach, expect, it, vi } from 'vitest';
import { checkLedger } from '../check/check-ledger.ts';
import { layoutOf } from '../files/layout.ts';
import { withCosignature } from '../publish/cosigned-note.ts';
import { createLab, ORIGIN, recordsOf } from '../test-support/ledger-lab.ts';
import { beginKeyRotation, finishKeyRotation } from './rotate-key.ts';
import { readKeyPlaces } from './signer-keys.ts';

// Seven starts of a ledger with its processes.
vi.setConfig({ testTimeout: 240_000 });

const lab = createLab();
afterEach(() => lab.dispose());
const heartbeat = { t: 'heartbeat', hb: { why: 'test' } } as const;
const depsOf = (dir: string) => ({
  dir,
  origin: ORIGIN,
  software: 'remit-test 0',
  clock: systemClock,
  logger: silentLogger,
  witnesses: [],
});

async function signersOf(note: string, vkeys: readonly string[]): Promise<string[]> {
  const keys = vkeys.map(parseVkey).filter((key) => key !== undefined);
  const opened = await openNote(note, keys);
  if (!opened.ok) return [];
  return vkeys.filter((vkey) =>
    opened.value.verified.some(({ keyId }) => vkey.includes(`+${Buffer.from(keyId).toString('hex')}+`)),
  );
}

it('[ledger.key-rotation] both keys sign in the overlap, the new one alone after it; an early end is refused', async () => {
  const dir = lab.folder();
  const first = await lab.start(dir);
  const old = first.vkey;
  await first.record(heartbeat).durable;
  await first.close();
  const { next, prev } = await beginKeyRotation(depsOf(dir), { both: 1, why: 'yearly' });
  expect(prev).toBe(old);
  await expect(beginKeyRotation(depsOf(dir), { both: 1, why: 'again' })).rejects.toThrow(/under way/);
  const between = await lab.start(dir);
  await between.record(heartbeat).durable;
  const { checkpoint = '' } = await between.sealHead();
  expect(await signersOf(checkpoint, [old, next])).toEqual([old, next]);
  await between.close();
  await finishKeyRotation(depsOf(dir));
  await expect(finishKeyRotation(depsOf(dir))).rejects.toThrow(/begun no change/);
  const after = await lab.start(dir);
  expect(after.vkey).toBe(next);
  await after.record(heartbeat).durable;
  const last = (await after.sealHead()).checkpoint ?? '';
  expect(await signersOf(last, [old, next])).toEqual([next]);
  const reader = after.reader();
  const rotations = recordsOf(reader).flatMap((record) => (record.t === 'key.rotate' ? [record.rot.phase] : []));
  reader.close();
  expect(rotations).toEqual(['begin', 'end']);
  await after.close();
  expect(await checkLedger(dir)).toMatchObject({ ok: true });
  // The signer without the keys that the log knows refuses, as it does for a foreign key.
  rmSync(join(layoutOf(dir).signerFolder, 'keys.json'));
  const wrong = await lab.start(dir);
  expect(wrong.head().signer).toBe('refused');
});

it('[ledger.key-rotation] too few heads by both keys: not finished; interrupted after the record: begun once', async () => {
  const dir = lab.folder();
  const first = await lab.start(dir);
  await first.record(heartbeat).durable;
  await first.close();
  const begun = await beginKeyRotation(depsOf(dir), { both: 50, why: 'yearly' });
  await expect(finishKeyRotation(depsOf(dir))).rejects.toThrow(/of 50 heads carry both/);
  // As if the process had ended before it told the signer.
  const folder = layoutOf(dir).signerFolder;
  const places = readKeyPlaces(folder);
  if (!places.ok || places.value?.next === undefined) throw new Error('no next key');
  writeFileSync(join(folder, 'rotation.json'), JSON.stringify(places.value.next));
  rmSync(join(folder, 'keys.json'));
  const again = await beginKeyRotation(depsOf(dir), { both: 50, why: 'yearly' });
  expect(again).toEqual(begun);
  expect(existsSync(join(folder, 'rotation.json'))).toBe(false);
});

it('keeps both lines of the log when a witness cosigns', () => {
  const line = (name: string, id: string) => `— ${name} ${Buffer.from(`${id}signature`).toString('base64')}`;
  const note = `log\n1\nroot\n\n${line('log', 'aaaa')}\n${line('log', 'bbbb')}\n`;
  const added = withCosignature(note, line('w', 'cccc'));
  expect(added).toEqual({ note: `${note}${line('w', 'cccc')}\n`, cosigners: 1 });
  expect(withCosignature(added?.note ?? '', line('log', 'bbbb'))).toBe(undefined);
});
