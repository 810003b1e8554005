/** The witness over HTTP: the published transcript, atomicity, persistence, evidence. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixedClock, rfc3339, silentLogger } from '@remit/core';
import { sharedFolder } from '@remit/testing/shared-data';
import {
  consistencyProof,
  cosigner,
  ed25519Signer,
  formatAddCheckpoint,
  formatCheckpoint,
  hashReaderFromLeaves,
  leafHash,
  openNote,
  parseVkey,
  rootOfEntries,
  signNote,
} from '@remit/tlog';
import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDecider } from './decide.ts';
import { judgeEvidence, parseEvidence } from './evidence-file.ts';
import { listEvidence } from './evidence-folder.ts';
import { startWitness, type Witness, type WitnessDeps } from './start-witness.ts';
import { openWitnessStore } from './witness-store.ts';

const NOW = Date.UTC(2026, 5, 1);
let dir: string;
let running: Witness[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'remit-witness-'));
});
afterEach(async () => {
  await Promise.all(running.map((witness) => witness.close()));
  running = [];
  rmSync(dir, { recursive: true, force: true });
});

const ORIGIN = 'witness.test/log';
const log = ed25519Signer(ORIGIN, new Uint8Array(32).fill(7));

async function start(options: Partial<WitnessDeps> = {}): Promise<Witness> {
  const witness = await startWitness({
    dir,
    name: 'witness.test/w1',
    logs: [{ origin: ORIGIN, vkey: log.vkey }],
    listen: { host: '127.0.0.1', port: 0 },
    clock: fixedClock(NOW),
    logger: silentLogger,
    ...options,
  });
  running.push(witness);
  return witness;
}

async function post(witness: Witness, body: string): Promise<{ status: number; body: string; type: string }> {
  const answer = await request(`${witness.url}/add-checkpoint`, { method: 'POST', body });
  return { status: answer.statusCode, body: await answer.body.text(), type: String(answer.headers['content-type']) };
}

const entries = (size: number, salt = '') => Array.from({ length: size }, (_, i) => Buffer.from(`${salt}${i}`));
const noteOf = (size: number, salt = '') =>
  signNote(formatCheckpoint({ origin: ORIGIN, size, root: rootOfEntries(entries(size, salt)) }), [log]);

async function add(old: number, size: number, salt = ''): Promise<string> {
  const read = hashReaderFromLeaves(entries(size, salt).map(leafHash));
  const proof = old === 0 || old === size ? [] : consistencyProof(old, size, read);
  return formatAddCheckpoint({ oldSize: old, proof, checkpoint: await noteOf(size, salt) });
}

// The folder of vectors beside the checkout; never copied into the repository.
const vectors = sharedFolder('vectors', 'torchwood', 'add-checkpoint.json');

interface Transcript {
  readonly log: { readonly origin: string; readonly vkey: string };
  readonly witnessName: string;
  readonly requests: readonly {
    readonly step: number;
    readonly body: string;
    readonly specStatus: number;
    readonly upstreamBody: { readonly contains?: string; readonly equals?: string };
  }[];
}

describe('the published transcript', () => {
  it.skipIf(vectors === undefined)(
    '[ledger.witness-transcript] torchwood add-checkpoint (skipped: no shared/vectors folder)',
    async () => {
      const data = JSON.parse(readFileSync(vectors ?? '', 'utf8')) as Transcript;
      const witness = await start({ name: data.witnessName, logs: [data.log] });
      const seen: unknown[] = [];
      for (const { step, body } of data.requests) {
        const answer = await post(witness, body);
        const cosigned = /^— example\.com\/witness [A-Za-z0-9+/]+=*\n$/.test(answer.body);
        seen.push([step, answer.status, cosigned, ...(answer.type === 'text/x.tlog.size' ? [answer.body] : [])]);
      }
      const expected = data.requests.map(({ step, specStatus, upstreamBody }) => [
        step,
        specStatus,
        specStatus === 200,
        ...(specStatus === 409 ? [upstreamBody.equals] : []),
      ]);
      expect(seen).toEqual(expected);
      const hash = createHash('sha256').update(data.log.origin).digest('hex');
      const monitored = await request(`${witness.url}/${hash}/checkpoint`);
      expect((await monitored.body.text()).split('\n')[1]).toBe('5');
      console.log(`torchwood transcript: ${seen.length}/${data.requests.length}`);
      expect(seen).toHaveLength(9);
    },
  );
});

describe('cosigning', () => {
  it('[ledger.witness-cosigns] answers a cosignature with its time, and shows the note to monitors', async () => {
    const witness = await start();
    const hash = createHash('sha256').update(ORIGIN).digest('hex');
    expect((await request(`${witness.url}/${hash}/checkpoint`)).statusCode).toBe(404);
    const answer = await post(witness, await add(0, 5));
    expect(answer.status).toBe(200);
    const key = parseVkey(witness.vkey);
    if (key === undefined) throw new Error('no key');
    const opened = await openNote(`${await noteOf(5)}${answer.body}`, [key]);
    expect(opened).toMatchObject({
      ok: true,
      value: { verified: [{ name: 'witness.test/w1', timestamp: NOW / 1000 }] },
    });
    const shown = await request(`${witness.url}/${hash}/checkpoint`);
    expect(await shown.body.text()).toBe(`${await noteOf(5)}${answer.body}`);
    expect((await post(witness, await add(5, 300))).status).toBe(200);
  });

  it('[ledger.witness-atomic] of many forks of one tree at once, it cosigns one', async () => {
    const witness = await start();
    await post(witness, await add(0, 1, 'x'));
    const bodies = await Promise.all(
      Array.from({ length: 12 }, async (_, i) => {
        const rows = [...entries(1, 'x'), ...entries(3, `fork ${i}`)];
        const root = rootOfEntries(rows);
        const proof = consistencyProof(1, 4, hashReaderFromLeaves(rows.map(leafHash)));
        const note = await signNote(formatCheckpoint({ origin: ORIGIN, size: 4, root }), [log]);
        return formatAddCheckpoint({ oldSize: 1, proof, checkpoint: note });
      }),
    );
    const statuses = await Promise.all(bodies.map(async (body) => (await post(witness, body)).status));
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(11);
  });

  it('[ledger.witness-atomic] also while the key signs slowly, as a remote one does', async () => {
    const key = cosigner('witness.test/slow', new Uint8Array(32).fill(9), fixedClock(NOW));
    const verifier = parseVkey(log.vkey);
    if (verifier === undefined) throw new Error('no key');
    const { decide } = createDecider({
      logs: [{ origin: ORIGIN, key: verifier }],
      store: openWitnessStore(dir),
      logger: silentLogger,
      clock: fixedClock(NOW),
      key: {
        ...key,
        async sign(text) {
          for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
          return key.sign(text);
        },
      },
    });
    const bodies = await Promise.all(Array.from({ length: 8 }, (_, i) => add(0, 5, `fork ${i} `)));
    const answers = await Promise.all(bodies.map((body) => decide(Buffer.from(body))));
    expect(answers.map(({ status }) => status)).toEqual([200, ...Array.from({ length: 7 }, () => 409)]);
  });

  it('[ledger.witness-persists] knows the size after a restart, and refuses to start from a damaged state', async () => {
    const first = await start();
    expect((await post(first, await add(0, 5))).status).toBe(200);
    await first.close();
    running = [];
    const second = await start();
    expect(second.vkey).toBe(first.vkey);
    expect(await post(second, await add(0, 9))).toMatchObject({ status: 409, body: '5\n' });
    expect((await post(second, await add(5, 9))).status).toBe(200);
    await second.close();
    running = [];
    const [name = ''] = readdirSync(join(dir, 'state'));
    const path = join(dir, 'state', name);
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, 40));
    await expect(start()).rejects.toThrow('is damaged');
  });

  it('[ledger.witness-evidence] keeps a validly signed inconsistent checkpoint and never cosigns it', async () => {
    const witness = await start();
    await post(witness, await add(0, 5));
    const fork = await post(witness, await add(5, 5, 'fork'));
    expect(fork.status).toBe(422);
    expect((await post(witness, await add(5, 5, 'fork'))).status).toBe(422);
    const kept = readdirSync(join(dir, 'evidence'));
    expect(kept).toHaveLength(1);
    expect(JSON.parse(readFileSync(join(dir, 'evidence', kept[0] ?? ''), 'utf8'))).toEqual({
      schema: 'remit.log-evidence/1',
      kind: 'fork',
      origin: ORIGIN,
      found: rfc3339(NOW),
      by: 'witness.test/w1',
      held: await noteOf(5),
      came: await noteOf(5, 'fork'),
    });
    const [file] = listEvidence(join(dir, 'evidence'));
    const key = parseVkey(log.vkey);
    if (file?.evidence === undefined || key === undefined) throw new Error('no evidence');
    expect(await judgeEvidence(file.evidence, [key])).toMatchObject({ verdict: 'convicts', sizes: [5, 5] });
    const stranger = parseVkey(ed25519Signer(ORIGIN, new Uint8Array(32).fill(77)).vkey);
    expect(await judgeEvidence(file.evidence, stranger === undefined ? [] : [stranger])).toMatchObject({
      verdict: 'void',
    });
  });

  it('[ledger.witness-evidence] keeps a head older than the last one, and a longer one without a proof, as suspicious', async () => {
    const witness = await start();
    await post(witness, await add(0, 5));
    await post(witness, await add(5, 9));
    expect((await post(witness, await add(3, 4))).status).toBe(409);
    expect((await post(witness, await add(9, 12, 'fork'))).status).toBe(422);
    const kept = listEvidence(join(dir, 'evidence'));
    expect(kept.map(({ evidence }) => evidence?.kind).sort()).toEqual(['rollback', 'unproven']);
    const key = parseVkey(log.vkey);
    for (const { evidence } of kept)
      expect(evidence === undefined || key === undefined ? '' : (await judgeEvidence(evidence, [key])).verdict).toBe(
        'suspicious',
      );
  });

  it('[ledger.witness-evidence] old heads that anyone can send again do not fill the folder', async () => {
    const witness = await start();
    await post(witness, await add(0, 60));
    for (let size = 2; size < 40; size++) await post(witness, await add(1, size));
    expect(listEvidence(join(dir, 'evidence'))).toHaveLength(16);
    expect((await post(witness, await add(60, 60, 'fork'))).status).toBe(422);
    expect(listEvidence(join(dir, 'evidence'))).toHaveLength(17);
  });

  it('reads the evidence of version 0.1.0', async () => {
    const old = { origin: ORIGIN, submitted: await noteOf(5, 'fork'), recorded: { size: 5, note: await noteOf(5) } };
    expect(parseEvidence(JSON.stringify(old))).toMatchObject({ held: await noteOf(5), came: await noteOf(5, 'fork') });
    expect(parseEvidence('{}')).toBe(undefined);
  });

  it('bounds what it reads and knows only its addresses', async () => {
    const witness = await start();
    const long = await request(`${witness.url}/add-checkpoint`, { method: 'POST', body: 'x'.repeat(65_537) });
    expect(long.statusCode).toBe(413);
    expect((await request(`${witness.url}/add-checkpoint`)).statusCode).toBe(405);
    expect((await request(`${witness.url}/../witness.key`)).statusCode).toBe(404);
    expect((await post(witness, 'hello')).status).toBe(400);
    await expect(start()).rejects.toMatchObject({ code: 'ledger.locked' });
  });
});
