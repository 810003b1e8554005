import { readFileSync } from 'node:fs';
import { fixedClock, toBase64, utf8 } from '@remit/core';
import { sharedFolder } from '@remit/testing/shared-data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCheckpoint } from './checkpoint.ts';
import { emptyRoot, leafHash } from './hash.ts';
import { cosigner, ed25519Signer, parseVkey } from './keys.ts';
import { addSignatureLines, openNote, parseNote, signatureLine, signNote } from './note.ts';
import { consistencyProof, hashReaderFromLeaves, treeRoot } from './prove.ts';
import type { WitnessAnswer, WitnessState } from './witness.ts';
import { witnessDecide } from './witness.ts';
import { formatAddCheckpoint, parseAddCheckpoint } from './witness-message.ts';

const transcript = sharedFolder('vectors', 'torchwood', 'add-checkpoint.json');
const sumdb = sharedFolder('vectors', 'torchwood', 'sumdb-checkpoint.json');
const examples = sharedFolder('vectors', 'c2sp', 'examples.json');

const ORIGIN = 'log.example';
const log = ed25519Signer(ORIGIN, new Uint8Array(32).fill(9));
const leaves = Array.from({ length: 12 }, (_, i) => leafHash(Uint8Array.of(i)));
const tree = hashReaderFromLeaves(leaves);

function key(vkey: string) {
  const parsed = parseVkey(vkey);
  if (parsed === undefined) throw new Error(`bad vkey ${vkey}`);
  return parsed;
}

const note = (size: number, root = treeRoot(size, tree), signers = [log]) =>
  signNote(formatCheckpoint({ origin: ORIGIN, size, root }), signers);

/** A witness that holds `size`, asked once. */
async function ask(size: number | undefined, body: string, logs = [{ origin: ORIGIN, key: key(log.vkey) }]) {
  const state: WitnessState | undefined =
    size === undefined ? undefined : { size, root: treeRoot(size, tree), note: await note(size) };
  return await witnessDecide({ body, logs, state: () => state });
}

const request = (oldSize: number, checkpoint: string, proof: Uint8Array[] = []) =>
  formatAddCheckpoint({ oldSize, proof, checkpoint });

describe('witness transcripts of other implementations', () => {
  it.skipIf(transcript === undefined)(
    '[tlog.witness-transcript] torchwood 9/9 (skipped without ../shared/vectors)',
    async () => {
      const t = JSON.parse(readFileSync(transcript ?? '', 'utf8')) as {
        log: { origin: string; vkey: string };
        requests: { body: string; specStatus: number; upstreamBody: { equals?: string } }[];
      };
      let state: WitnessState | undefined;
      let right = 0;
      for (const { body, specStatus, upstreamBody } of t.requests) {
        const logs = [{ origin: t.log.origin, key: key(t.log.vkey) }];
        // Once as text and once as bytes: the same answer.
        const answer: WitnessAnswer = await witnessDecide({ body, logs, state: () => state });
        expect(await witnessDecide({ body: utf8(body), logs, state: () => state })).toEqual(answer);
        const size = { body: upstreamBody.equals, contentType: 'text/x.tlog.size' };
        expect(answer).toMatchObject({ status: specStatus, ...(specStatus === 409 ? size : {}) });
        if (answer.status === 200) state = answer.next;
        right += 1;
      }
      console.log(`torchwood witness transcript ${right}/9`);
      expect([right, state?.size]).toEqual([9, 5]);
    },
  );

  it.skipIf(sumdb === undefined)(
    '[tlog.witness-transcript] a log whose key is named otherwise than its origin (skipped without ../shared/vectors)',
    async () => {
      const v = JSON.parse(readFileSync(sumdb ?? '', 'utf8')) as {
        vkey: string;
        origin: string;
        addCheckpointBody: string;
      };
      const logs = [{ origin: v.origin, key: key(v.vkey) }];
      const answer = await witnessDecide({ body: v.addCheckpointBody, logs, state: () => undefined });
      expect(answer).toMatchObject({ status: 200, next: { size: 35_225_469, origin: 'go.sum database tree' } });
    },
  );

  it.skipIf(examples === undefined)(
    '[tlog.witness-transcript] the request and answer printed in the specification (skipped without ../shared/vectors)',
    () => {
      const v = JSON.parse(readFileSync(examples ?? '', 'utf8')) as {
        addCheckpointRequestParseOnly: { body: string };
        addCheckpointResponseParseOnly: { body: string };
      };
      const { body } = v.addCheckpointRequestParseOnly;
      const parsed = parseAddCheckpoint(body);
      if (!parsed.ok) throw new Error(parsed.error);
      expect([parsed.value.oldSize, parsed.value.proof.length]).toEqual([20_852_014, 4]);
      const submitted = parseNote(parsed.value.checkpoint);
      expect(submitted.ok && submitted.value.signatures.length).toBe(2);
      expect(formatAddCheckpoint(parsed.value)).toBe(body);
      // A client appends the answer to its checkpoint and opens that.
      const lines = v.addCheckpointResponseParseOnly.body.trimEnd().split('\n');
      const joined = parseNote(addSignatureLines(parsed.value.checkpoint, lines));
      expect(joined.ok && joined.value.signatures.length).toBe(5);
    },
  );
});

describe('what a witness answers', () => {
  it('[tlog.witness-ladder] growth with a proof, the same head again and a first head are cosigned', async () => {
    const proof = consistencyProof(5, 9, tree);
    expect(await ask(5, request(5, await note(9), proof))).toMatchObject({ status: 200, next: { size: 9 } });
    expect(await ask(5, request(5, await note(5)))).toMatchObject({ status: 200, next: { size: 5 } });
    expect(await ask(undefined, request(0, await note(7)))).toMatchObject({ status: 200, next: { size: 7 } });
    expect(await ask(undefined, request(0, await note(0)))).toMatchObject({ status: 200, next: { size: 0 } });
    expect(await ask(0, request(0, await note(3)))).toMatchObject({ status: 200, next: { size: 3 } });
  });

  it('[tlog.witness-ladder] the recorded size decides before the proof', async () => {
    const conflict = { status: 409, body: '5\n', contentType: 'text/x.tlog.size' };
    expect(await ask(5, request(4, await note(9), consistencyProof(4, 9, tree)))).toEqual(conflict);
    expect(await ask(5, request(0, await note(9)))).toEqual(conflict);
    expect(await ask(5, request(4, await note(4)))).toEqual({ ...conflict, evidence: await note(4) });
    expect(await ask(undefined, request(4, await note(9), consistencyProof(4, 9, tree)))).toEqual({
      ...conflict,
      body: '0\n',
    });
    expect(await ask(5, request(5, await note(4)))).toEqual({
      status: 400,
      evidence: await note(4),
      body: 'the old size is larger than the checkpoint\n',
    });
  });

  it('[tlog.witness-ladder] an unknown log is 404, a known one without its good signature 403', async () => {
    const other = ed25519Signer('other.example', new Uint8Array(32).fill(4));
    const foreign = await signNote(formatCheckpoint({ origin: 'other.example', size: 1, root: leafHash(utf8('')) }), [
      other,
    ]);
    expect(await ask(5, request(0, foreign))).toMatchObject({ status: 404 });
    // The key of a log speaks for no other origin.
    expect(await ask(5, request(5, await note(5, undefined, [other])))).toMatchObject({ status: 403 });
    const impostor = ed25519Signer(ORIGIN, new Uint8Array(32).fill(4));
    expect(await ask(5, request(5, await note(5, undefined, [impostor])))).toMatchObject({ status: 403 });
    const good = await note(5);
    expect(await ask(5, request(5, good.replace(/.{4}=\n$/, 'AAA=\n')))).toMatchObject({ status: 403 });
    expect(await ask(5, request(5, `${good.slice(0, good.indexOf('—'))}`))).toMatchObject({ status: 403 });
  });

  it('[tlog.witness-ladder] every key of a log counts, so that a log can change its key', async () => {
    const next = ed25519Signer(ORIGIN, new Uint8Array(32).fill(10));
    const logs = [log, next].map(({ vkey }) => ({ origin: ORIGIN, key: key(vkey) }));
    expect(await ask(5, request(5, await note(5, undefined, [next])), logs)).toMatchObject({ status: 200 });
    expect(await ask(5, request(5, await note(5, undefined, [log, next])), logs)).toMatchObject({ status: 200 });
    const broken = (await note(5, undefined, [log, next])).replace(/.{4}=\n$/, 'AAA=\n');
    expect(await ask(5, request(5, broken), logs)).toMatchObject({ status: 403 });
  });

  it('[tlog.witness-ladder] an inconsistent checkpoint is 422 and never cosigned', async () => {
    const proof = consistencyProof(5, 9, tree);
    const grown = await note(9);
    const refused = { status: 422, body: 'the consistency proof does not hold\n', evidence: grown };
    expect(await ask(5, request(5, grown))).toEqual(refused);
    expect(await ask(5, request(5, grown, proof.slice(1)))).toEqual(refused);
    expect(await ask(5, request(5, grown, consistencyProof(4, 9, tree)))).toEqual(refused);
    const rewritten = await note(9, leafHash(utf8('another past')));
    expect(await ask(5, request(5, rewritten, proof))).toEqual({ ...refused, evidence: rewritten });
    // A superfluous proof is the sender's mistake, not the log's.
    expect(await ask(5, request(5, await note(5), [emptyRoot()]))).toEqual({ status: 422, body: refused.body });
    expect(await ask(undefined, request(0, grown, proof))).toEqual({
      status: 422,
      body: 'a proof from size 0 must be empty\n',
    });
  });

  it('[tlog.witness-fork] a second root for the recorded size convicts the log, whatever the request claims', async () => {
    const fork = await note(5, leafHash(utf8('another past')));
    expect(await ask(5, request(5, fork))).toEqual({
      status: 422,
      body: 'another root for the size recorded\n',
      evidence: fork,
      fork: true,
    });
    expect(await ask(5, request(0, fork))).toMatchObject({ status: 409, body: '5\n', evidence: fork, fork: true });
    expect(await ask(5, request(6, fork))).toMatchObject({ status: 400, evidence: fork, fork: true });
    const notEmpty = await note(0, leafHash(utf8('')));
    expect(await ask(undefined, request(0, notEmpty))).toMatchObject({ status: 422, evidence: notEmpty, fork: true });
    // Unsigned, it convicts nobody.
    const impostor = ed25519Signer(ORIGIN, new Uint8Array(32).fill(4));
    const forged = await ask(5, request(5, await note(5, leafHash(utf8('x')), [impostor])));
    expect(forged).toEqual({ status: 403, body: 'no signature by a known key\n' });
  });

  it('[tlog.witness-ladder] lines of other keys are not kept, so the cosignature always finds room', async () => {
    const crowd = Array.from({ length: 99 }, (_, i) => ed25519Signer(`c${i}.example`, new Uint8Array(32).fill(i + 11)));
    const answer = await ask(5, request(5, await note(5, undefined, [...crowd, log])));
    if (answer.status !== 200) throw new Error(answer.body);
    expect(answer.next.note).toBe(await note(5));
    const witness = cosigner('w.example', new Uint8Array(32).fill(1), fixedClock(1_700_000_000_000));
    const cosigned = addSignatureLines(answer.next.note, [await signatureLine(answer.next.text, witness)]);
    expect(await openNote(cosigned, [key(log.vkey), key(witness.vkey)])).toMatchObject({
      ok: true,
      value: { unknown: 0, verified: [{ type: 1 }, { type: 4, timestamp: 1_700_000_000 }] },
    });
  });

  it.each([
    ['', 'no empty line before the checkpoint\n'],
    ['old 5\n', 'no empty line before the checkpoint\n'],
    ['old 05\n\nx\n', 'the first line is not "old" and a decimal size below 2^53\n'],
    ['old -5\n\nx\n', 'the first line is not "old" and a decimal size below 2^53\n'],
    ['old  5\n\nx\n', 'the first line is not "old" and a decimal size below 2^53\n'],
    ['old 9007199254740992\n\nx\n', 'the first line is not "old" and a decimal size below 2^53\n'],
    ['old 5\r\n\r\nx\n', 'no empty line before the checkpoint\n'],
    ['old 5\nAAAA\n\nx\n', 'a proof line is not 32 bytes in standard base64\n'],
    [`old 5\n${`${toBase64(emptyRoot())}\n`.repeat(64)}\nx\n`, 'more than 63 proof lines\n'],
    ['old 5\n\nlog.example\n', 'the checkpoint does not end with a newline\n'],
    ['old 5\n\nlog.example\n5\nAAAA\n\n— x AAAA\n', 'the root is not 32 bytes in standard base64\n'],
  ])('[tlog.witness-ladder] malformed, 400: %j', async (body, answer) => {
    expect(await ask(5, body)).toEqual({ status: 400, body: answer });
  });

  it('[tlog.witness-ladder] bytes that are not UTF-8 are 400', async () => {
    const answer = await witnessDecide({ body: Uint8Array.of(0xff), logs: [], state: () => undefined });
    expect(answer).toEqual({ status: 400, body: 'the body is not UTF-8\n' });
  });

  it('[tlog.witness-ladder] whatever arrives, one log is cosigned only forward', async () => {
    // A log with two pasts: steps name a size, the past, and what the sender claims to have been there before.
    const pasts = [leaves, leaves.map((leaf, i) => (i < 4 ? leaf : leafHash(leaf)))].map(hashReaderFromLeaves);
    const step = fc.record({
      size: fc.integer({ min: 0, max: 12 }),
      past: fc.nat({ max: 1 }),
      old: fc.nat({ max: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        let state: WitnessState | undefined;
        for (const { size, past, old } of steps) {
          const read = pasts[past] ?? tree;
          const proof = old > 0 && old <= size ? consistencyProof(old, size, read) : [];
          const body = request(old, await note(size, treeRoot(size, read)), proof);
          const answer = await witnessDecide({
            body,
            logs: [{ origin: ORIGIN, key: key(log.vkey) }],
            state: () => state,
          });
          const before = state?.size ?? 0;
          const follows = pasts.some(
            (p) => same(treeRoot(before, p), state?.root) && same(treeRoot(size, p), treeRoot(size, read)),
          );
          expect(answer.status === 200).toBe(old === before && size >= before && follows);
          if (answer.status === 200) state = answer.next;
        }
      }),
      { numRuns: 60 },
    );
  });
});

function same(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return toBase64(a) === toBase64(b ?? emptyRoot());
}
