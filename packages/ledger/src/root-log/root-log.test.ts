/** A root log over two regions that are real ledgers: heads entered, proofs that hold, forks refused, crashes survived. */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@remit/core';
import {
  consistencyProof,
  decodeEntryBundle,
  ed25519Signer,
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
  verifyInclusion,
} from '@remit/tlog';
import { afterEach, describe, expect, it } from 'vitest';
import { checkLedger } from '../check/check-ledger.ts';
import { openLedgerReader } from '../reader/open-reader.ts';
import { decision } from '../test-support/drafts.ts';
import { childPid, createLab, until } from '../test-support/ledger-lab.ts';
import type { Ledger, WitnessTarget } from '../types.ts';
import { judgeEvidence } from '../witness/evidence-file.ts';
import { listEvidence } from '../witness/evidence-folder.ts';
import { startWitness } from '../witness/start-witness.ts';
import { REGION_HEAD } from './root-entries.ts';
import { fetchRootProof, type RootProof } from './root-proof.ts';
import { type RootLog, startRootLog } from './start-root-log.ts';

const ROOT = 'root.test/log';
const lab = createLab();
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await lab.dispose();
  for (const close of closing.splice(0).reverse()) await close();
});

type Region = { readonly origin: string; readonly vkey: string };

async function rootOver(
  regions: readonly Region[],
  witnesses: readonly WitnessTarget[] = [],
  dir = lab.folder(),
  repeatAfter = 100,
) {
  const root = await startRootLog({
    dir,
    origin: ROOT,
    software: 'remit-test 0',
    regions,
    witnesses,
    repeatAfter,
    listen: { host: '127.0.0.1', port: 0 },
    clock: systemClock,
    logger: silentLogger,
  });
  closing.push(() => root.close());
  return root;
}

/** A log that hands in heads by hand, so that it can lie. */
function madeRegion(origin: string, salt = '') {
  const key = ed25519Signer(origin, new Uint8Array(32).fill(8));
  const rows = (size: number) => Array.from({ length: size }, (_, i) => Buffer.from(`${i}${i < 3 ? '' : salt}`));
  return {
    origin,
    vkey: key.vkey,
    async add(old: number, size: number) {
      const read = hashReaderFromLeaves(rows(size).map((row) => leafHash(row)));
      const proof = old === 0 || old === size ? [] : consistencyProof(old, size, read);
      const note = await signNote(formatCheckpoint({ origin, size, root: rootOfEntries(rows(size)) }), [key]);
      return formatAddCheckpoint({ oldSize: old, proof, checkpoint: note });
    },
  };
}

async function post(root: RootLog, body: string) {
  const answer = await fetch(`${root.url}/add-checkpoint`, { method: 'POST', body });
  return { status: answer.status, body: await answer.text() };
}

/** The proof once its head is at least of this size and cosigned. */
async function proofOf(root: RootLog, origin: string, size: number): Promise<RootProof> {
  let found: RootProof | undefined;
  await until(async () => {
    await root.seal(true);
    found = await fetchRootProof({ url: root.url, origin });
    return found !== undefined && found.size >= size;
  });
  if (found === undefined) throw new Error('no proof');
  return found;
}

async function holds({ proof, tail }: RootProof, rootKey: string, witness: string | undefined): Promise<string> {
  const parsed = parseTlogProof(proof);
  if (!parsed.ok) return parsed.error;
  const { index, hashes, checkpoint, extra = new Uint8Array() } = parsed.value;
  const keys = [rootKey, ...(witness === undefined ? [] : [witness])].flatMap((key) => parseVkey(key) ?? []);
  const opened = await openNote(checkpoint, keys);
  if (!opened.ok) return opened.error;
  if (opened.value.verified.length !== keys.length) return 'not signed by all';
  const head = parseCheckpoint(opened.value.text);
  if (!head.ok) return head.error;
  const { size, root } = head.value;
  if (decodeEntryBundle(tail)?.length !== size - index - 1) return 'the tail is not what follows';
  const claim = { index: BigInt(index), size: BigInt(size), leafHash: leafHash(extra), proof: hashes, root };
  return verifyInclusion(claim) ? 'holds' : 'not included';
}

function indexOf(proof: RootProof | undefined): number {
  const parsed = parseTlogProof(proof?.proof ?? '');
  return parsed.ok ? parsed.value.index : -1;
}

async function append(ledger: Ledger, records: number): Promise<void> {
  const sub = ledger.handle('person', 'a');
  await Promise.all(Array.from({ length: records }, () => ledger.record(decision(sub)).durable));
}

/** A ledger of an origin of its own, started once for its key and again under the root log. */
async function keyOf(dir: string, origin: string): Promise<string> {
  const ledger = await lab.start(dir, { origin });
  await append(ledger, 2);
  await ledger.sealHead();
  await ledger.close();
  return ledger.vkey;
}

describe('two regions under a root log', () => {
  it('[root.enters] each head of a region is entered once it continues the last, cosigned by the root log, and proved under its witnessed head', async () => {
    const [north, south] = ['north.test/log', 'south.test/log'];
    const [northDir, southDir] = [lab.folder(), lab.folder()];
    const regions = [
      { origin: north, vkey: await keyOf(northDir, north) },
      { origin: south, vkey: await keyOf(southDir, south) },
    ];
    const rootDir = lab.folder();
    const first = await rootOver(regions, [], rootDir);
    const { vkey } = first;
    await closing.pop()?.();
    const witness = await startWitness({
      dir: lab.folder(),
      name: 'witness.test/w1',
      logs: [{ origin: ROOT, vkey }],
      listen: { host: '127.0.0.1', port: 0 },
      clock: systemClock,
      logger: silentLogger,
    });
    closing.push(() => witness.close());
    const root = await rootOver(regions, [{ name: 'w1', url: witness.url, vkey: witness.vkey }], rootDir);
    expect(root.vkey).toBe(vkey);
    const witnesses = [{ name: 'root', url: root.url, vkey: root.receiptKey }];
    const ledgers = [
      await lab.start(northDir, { origin: north, witnesses }),
      await lab.start(southDir, { origin: south, witnesses }),
    ];
    for (const ledger of ledgers) {
      await append(ledger, 300);
      expect(await ledger.sealHead({ witnessed: true })).toMatchObject({ witnesses: [{ name: 'root', state: 'ok' }] });
    }
    for (const ledger of ledgers) {
      const { signedSize, checkpoint = '' } = ledger.head();
      const proof = await proofOf(root, ledger.origin, signedSize);
      expect(proof.size).toBe(signedSize);
      expect(await holds(proof, vkey, witness.vkey)).toBe('holds');
      // The entry is the head as its log signed it, without the cosignature of the root log.
      const { extra } = (parseTlogProof(proof.proof) as { value: { extra: Uint8Array } }).value;
      expect(checkpoint.startsWith(Buffer.from(extra).toString())).toBe(true);
    }
    // An ordinary log: the check of a data folder holds for it too.
    expect(await checkLedger(rootDir)).toMatchObject({ ok: true });
    expect((await fetch(`${root.url}/tile/entries/000`)).status).toBe(404);
    expect((await fetch(`${root.url}/checkpoint`)).status).toBe(200);
  });

  it('[root.no-second-past] a fork or a rollback of a region is refused and kept, also after a restart, and the other region goes on', async () => {
    const [east, west] = [madeRegion('east.test/log'), madeRegion('west.test/log')];
    const forked = madeRegion('east.test/log', ' forked');
    const dir = lab.folder();
    const root = await rootOver([east, west], [], dir);
    expect((await post(root, await east.add(0, 5))).status).toBe(200);
    expect((await post(root, await forked.add(5, 5))).status).toBe(422);
    expect((await post(root, await forked.add(5, 9))).status).toBe(422);
    expect((await post(root, await east.add(0, 4))).status).toBe(409);
    expect((await post(root, await madeRegion('stranger.test/log').add(0, 4))).status).toBe(404);
    await closing.pop()?.();
    // Somebody takes away what the root log remembers of its regions: the log itself still knows.
    rmSync(join(dir, 'regions', 'state'), { recursive: true });
    const again = await rootOver([east, west], [], dir, 2);
    expect((await post(again, await forked.add(0, 5))).status).toBe(409);
    expect((await post(again, await forked.add(5, 5))).status).toBe(422);
    expect((await post(again, await west.add(0, 7))).status).toBe(200);
    expect((await post(again, await east.add(5, 9))).status).toBe(200);
    const kept = listEvidence(join(dir, 'regions', 'evidence'));
    expect(kept.map(({ evidence }) => evidence?.kind).sort()).toEqual(['fork', 'rollback', 'unproven']);
    const fork = kept.find(({ evidence }) => evidence?.kind === 'fork')?.evidence;
    const key = parseVkey(east.vkey);
    if (fork === undefined || key === undefined) throw new Error('no fork');
    expect(await judgeEvidence(fork, [key])).toMatchObject({ verdict: 'convicts' });
    expect((await proofOf(again, east.origin, 9)).size).toBe(9);
    const shown = await fetch(`${again.url}/${createHash('sha256').update(west.origin).digest('hex')}/checkpoint`);
    expect((await shown.text()).split('\n')[1]).toBe('7');
    // A region that is quiet is entered again, so that no pack carries many entries after its own.
    const before = await proofOf(again, west.origin, 7);
    for (const size of [10, 11, 12, 13]) expect((await post(again, await east.add(size - 1, size))).status).toBe(200);
    await again.seal(true);
    const after = await fetchRootProof({ url: again.url, origin: west.origin });
    expect(after?.size).toBe(before.size);
    expect(indexOf(after)).toBeGreaterThan(indexOf(before));
    expect(await holds(after ?? before, again.vkey, undefined)).toBe('holds');
  });

  it('[root.killed] with its sequencer or signer killed while heads come in, every cosigned head is an entry', async () => {
    const region = madeRegion('east.test/log');
    const dir = lab.folder();
    const root = await rootOver([region], [], dir);
    let held = 0;
    const killed = { sequencer: childPid(dir, 'sequencer'), signer: childPid(dir, 'signer') };
    for (let size = 2; size <= 60; size += 2) {
      if (size === 20) process.kill(killed.sequencer, 'SIGKILL');
      if (size === 40) process.kill(killed.signer, 'SIGKILL');
      for (;;) {
        const answer = await post(root, await region.add(held, size));
        if (answer.status === 200) break;
        if (answer.status === 409) held = Number(answer.body);
        else await new Promise((resolve) => setTimeout(resolve, 50));
      }
      held = size;
    }
    expect(childPid(dir, 'sequencer')).not.toBe(killed.sequencer);
    expect(childPid(dir, 'signer')).not.toBe(killed.signer);
    const proof = await proofOf(root, region.origin, 60);
    expect(proof.size).toBe(60);
    expect(await holds(proof, root.vkey, undefined)).toBe('holds');
    const reader = openLedgerReader(dir);
    const sizes = Array.from(reader.byType([REGION_HEAD]), ({ entry }) =>
      Number(Buffer.from(entry).toString().split('\n')[1]),
    );
    reader.close();
    expect([...new Set(sizes)]).toEqual(Array.from({ length: 30 }, (_, i) => 2 * (i + 1)));
    expect(await checkLedger(dir)).toMatchObject({ ok: true });
  });
});
