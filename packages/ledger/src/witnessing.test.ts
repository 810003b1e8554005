/** A ledger and its witnesses: cosignatures, a witness that is down, one that was ahead, and forks it must not sign. */

import { copyFileSync, cpSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@remit/core';
import { openNote, parseVkey } from '@remit/tlog';
import { afterEach, describe, expect, it } from 'vitest';
import { layoutOf } from './files/layout.ts';
import { decision } from './test-support/drafts.ts';
import { createLab, ORIGIN, until } from './test-support/ledger-lab.ts';
import type { Ledger } from './types.ts';
import { judgeEvidence } from './witness/evidence-file.ts';
import { listEvidence } from './witness/evidence-folder.ts';
import { startWitness, type Witness } from './witness/start-witness.ts';

const lab = createLab();
const witnesses: Witness[] = [];
const servers: Server[] = [];
afterEach(async () => {
  await lab.dispose();
  await Promise.all(witnesses.splice(0).map((witness) => witness.close()));
  for (const server of servers.splice(0)) server.close();
});

async function witnessFor(vkey: string, name = 'w1', dir = lab.folder(), port = 0): Promise<Witness> {
  const witness = await startWitness({
    dir,
    name: `witness.test/${name}`,
    logs: [{ origin: ORIGIN, vkey }],
    listen: { host: '127.0.0.1', port },
    clock: systemClock,
    logger: silentLogger,
  });
  witnesses.push(witness);
  return witness;
}

/** A folder whose log has `size` records, and its key. */
async function grown(dir: string, size: number): Promise<string> {
  const ledger = await lab.start(dir);
  await append(ledger, size - ledger.head().size);
  await ledger.sealHead();
  await ledger.close();
  return ledger.vkey;
}

async function append(ledger: Ledger, records: number): Promise<void> {
  const sub = ledger.handle('person', 'a');
  await Promise.all(Array.from({ length: records }, () => ledger.record(decision(sub)).durable));
}

/** A server that answers every request the same way. */
async function answering(status: number, body: string): Promise<string> {
  const server = createServer((req, res) => {
    req.resume();
    res.writeHead(status).end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('witnesses', () => {
  it('[ledger.witnessed] cosign each head; the cosignatures are verified, stored and published', async () => {
    const dir = lab.folder();
    const vkey = await grown(dir, 5);
    const first = await witnessFor(vkey, 'w1');
    const second = await witnessFor(vkey, 'w2');
    const ledger = await lab.start(dir, {
      witnesses: [
        { name: 'w1', ...first },
        { name: 'w2', ...second },
      ],
    });
    await append(ledger, 300);
    const head = await ledger.sealHead({ witnessed: true });
    expect(head).toMatchObject({ size: 305, signedSize: 305, witnessedSize: 305 });
    expect(head.witnesses).toEqual([
      { name: 'w1', size: 305, state: 'ok' },
      { name: 'w2', size: 305, state: 'ok' },
    ]);
    const keys = [vkey, first.vkey, second.vkey].flatMap((key) => parseVkey(key) ?? []);
    const opened = await openNote(head.checkpoint ?? '', keys);
    expect(opened.ok && opened.value.verified.map(({ name }) => name)).toEqual(
      [ORIGIN, 'witness.test/w1', 'witness.test/w2'].toSorted(),
    );
    expect(readFileSync(join(layoutOf(dir).logFolder, 'checkpoint'), 'utf8')).toBe(head.checkpoint);
    const reader = ledger.reader();
    expect(reader.latestCheckpoint({ witnessed: true })).toEqual({ size: 305, note: head.checkpoint });
    expect(reader.checkpointAt(305)?.note).toBe(head.checkpoint);
    reader.close();
  });

  it('[ledger.witness-conflict] a 409 is answered with a proof from the size that the witness names', async () => {
    const dir = lab.folder();
    const vkey = await grown(dir, 300);
    const witness = await witnessFor(vkey);
    const first = await lab.start(dir, { witnesses: [{ name: 'w1', ...witness }] });
    expect((await first.sealHead({ witnessed: true })).witnessedSize).toBe(300);
    await first.close();
    // A new process does not know what the witness holds: it asks from 0, is told 300, and proves from there.
    const second = await lab.start(dir, { witnesses: [{ name: 'w1', ...witness }] });
    expect(second.head().witnessedSize).toBe(300);
    await append(second, 400);
    expect(await second.sealHead({ witnessed: true })).toMatchObject({ signedSize: 700, witnessedSize: 700 });
  });

  it('[ledger.witness-down] a witness that is down or lies blocks no append, is named, and is asked again', async () => {
    const dir = lab.folder();
    const vkey = await grown(dir, 3);
    const witnessDir = lab.folder();
    const witness = await witnessFor(vkey, 'w1', witnessDir);
    const { port } = new URL(witness.url);
    await witness.close();
    witnesses.length = 0;
    const lying = await answering(200, '— witness.test/w1 AAAAAAAAAAAAAAAAAAAA\n');
    const broken = await answering(500, 'x'.repeat(100_000));
    const ledger = await lab.start(dir, {
      witnesses: [
        { name: 'down', ...witness },
        { name: 'lying', url: lying, vkey: witness.vkey },
        { name: 'broken', url: broken, vkey: witness.vkey },
      ],
    });
    await append(ledger, 20);
    await expect(ledger.sealHead({ witnessed: true })).rejects.toMatchObject({
      code: 'ledger.not-sealed',
      message: expect.stringMatching(
        /No witness cosigned size 23\. down: it could not be reached \(\w+\); lying: it answered without a cosignature that its configured key verifies; broken: /,
      ) as unknown,
    });
    expect(ledger.head()).toMatchObject({ size: 23, signedSize: 23, witnessedSize: 0, signer: 'ok' });
    expect(
      ledger
        .head()
        .checkpoint?.split('\n')
        .filter((line) => line.startsWith('—')),
    ).toHaveLength(1);
    expect(lab.said.join()).toContain('The witness down did not cosign');
    // It comes back on the same port and is asked again without a restart.
    await witnessFor(vkey, 'w1', witnessDir, Number(port));
    await until(() => ledger.head().witnessedSize === 23);
  });

  it('[ledger.witness-fork] a log that was rolled back with its signer is told by the witness', async () => {
    const dir = lab.folder();
    const vkey = await grown(dir, 4);
    const backup = lab.folder();
    cpSync(dir, backup, { recursive: true });
    const witness = await witnessFor(vkey);
    const ahead = await lab.start(dir, { witnesses: [{ name: 'w1', ...witness }] });
    await append(ahead, 4);
    await ahead.sealHead({ witnessed: true });
    await ahead.close();
    // Database and signer folder restored together: nothing on this machine can tell.
    const restored = await lab.start(backup, { witnesses: [{ name: 'w1', ...witness }] });
    await expect(restored.sealHead({ witnessed: true })).rejects.toThrow(/it has cosigned size 8, larger than our 4/);
    expect(restored.head().witnesses).toMatchObject([{ name: 'w1', state: 'conflict' }]);
    const { evidenceFolder } = layoutOf(backup);
    await until(() => listEvidence(evidenceFolder).length === 1);
    expect(listEvidence(evidenceFolder)).toMatchObject([{ evidence: { kind: 'rollback', origin: ORIGIN } }]);
    // Grown past the witness's size on another path: no consistency proof exists.
    await append(restored, 6);
    await expect(restored.sealHead({ witnessed: true })).rejects.toThrow(/it finds our checkpoint inconsistent/);
    await until(() => listEvidence(evidenceFolder).length === 2);
    const key = parseVkey(vkey);
    for (const { evidence } of listEvidence(evidenceFolder))
      expect(evidence === undefined || key === undefined ? '' : (await judgeEvidence(evidence, [key])).verdict).toBe(
        'suspicious',
      );
  });

  it('[ledger.witness-setup] a key that is no cosignature key is refused at start', async () => {
    const dir = lab.folder();
    const vkey = await grown(dir, 2);
    await expect(lab.start(dir, { witnesses: [{ name: 'w', url: 'http://127.0.0.1:1', vkey }] })).rejects.toMatchObject(
      {
        code: 'ledger.witness-setup',
      },
    );
    const witness = await witnessFor(vkey);
    await expect(
      lab.start(dir, { witnesses: [{ name: 'w', url: 'ftp://127.0.0.1', vkey: witness.vkey }] }),
    ).rejects.toMatchObject({ code: 'ledger.witness-setup' });
  });
});

it('[ledger.published-rebuilt] published files that vanished or were torn are there again after a restart', async () => {
  const dir = lab.folder();
  await grown(dir, 600);
  const { logFolder } = layoutOf(dir);
  const kept = lab.folder();
  cpSync(logFolder, kept, { recursive: true });
  rmSync(join(logFolder, 'tile', 'entries'), { recursive: true });
  copyFileSync(join(kept, 'tile', '0', '000'), join(logFolder, 'tile', '0', '001'));
  const ledger = await lab.start(dir);
  expect(ledger.head().signedSize).toBe(600);
  await until(() => lab.said.join().includes('tile files were written'));
  const { filesBelow } = await import('./test-support/check-log.ts');
  expect(filesBelow(logFolder)).toEqual(filesBelow(kept));
  expect(lab.said.join()).toContain('missing or damaged tile files were written from the database');
});
