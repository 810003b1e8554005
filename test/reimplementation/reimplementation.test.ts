/**
 * A second verifier in another language, written from VERIFY.md alone, says the same as ours: step by step, on honest packs and
 * on everything that the mutation suite and the attack matrix make. It leaves out what VERIFY.md calls optional depth.
 */
import { zipPack } from '@remit/evidence';
import type { VerifyReport } from '@remit/verify';
import { packFromFiles, packFromZip, parseTrust, verifyPack } from '@remit/verify';
import type { ReadPack } from '@remit/verify/testing';
import {
  alteredPacks,
  attackedPacks,
  erasedPacks,
  honestPack,
  honestPacks,
  mutatedPacks,
  rootedPacks,
  sealedPacks,
  unwitnessedPacks,
} from '@remit/verify/testing';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { secondVerifierRuns, startSecondVerifier } from '../lib/second-verifier.ts';

// Two verifiers read more than a thousand packs: a minute on an idle machine, more on a busy one.
vi.setConfig({ testTimeout: 600_000 });

const OPTIONAL_DEPTH = ['scopes', 'decisions', 'derived', 'timestamps'];
const second = secondVerifierRuns() ? startSecondVerifier() : undefined;
afterAll(() => second?.stop());

function trustOf(text: string | undefined) {
  if (text === undefined) return undefined;
  const trust = parseTrust(text);
  if (!trust.ok) throw new Error(trust.error);
  return trust.value;
}

const statuses = ({ steps }: VerifyReport, names: readonly string[]) =>
  Object.fromEntries(steps.filter(({ name }) => names.includes(name)).map(({ name, status }) => [name, status]));

/** Compares both on each pack. Returns how many of each result, and how many only our optional depth found. */
async function compare(packs: AsyncIterable<ReadPack>) {
  const found = { PASS: 0, FAIL: 0, INCOMPLETE: 0, byDepth: 0, passed: new Set<string>() };
  for await (const { name, files, trust, now } of packs) {
    const ours = await verifyPack(packFromFiles(files), trustOf(trust), now);
    const theirs = await second?.verify({ files, now, ...(trust === undefined ? {} : { trust }) });
    if (theirs === undefined) throw new Error('not started');
    const names = Object.keys(theirs.steps);
    expect([...names, ...OPTIONAL_DEPTH].sort(), name).toEqual(ours.steps.map((step) => step.name).sort());
    const said = Object.fromEntries(Object.entries(theirs.steps).map(([step, [status]]) => [step, status]));
    expect(said, `${name}: ${JSON.stringify(theirs.steps)} ${JSON.stringify(ours.steps)}`).toEqual(
      statuses(ours, names),
    );
    found[ours.result] += 1;
    if (ours.result === 'PASS') found.passed.add(name);
    if (theirs.result !== ours.result) {
      const deeper = ours.steps.filter(({ status }) => status === 'fail').map((step) => step.name);
      expect(OPTIONAL_DEPTH, name).toEqual(expect.arrayContaining(deeper));
      found.byDepth += 1;
    }
  }
  return found;
}

function say(what: string, { PASS, FAIL, INCOMPLETE, byDepth }: Awaited<ReturnType<typeof compare>>): void {
  console.log(
    `${what} packs: ${PASS + FAIL + INCOMPLETE} (${PASS} PASS, ${INCOMPLETE} INCOMPLETE, ${FAIL} FAIL), every step the same in both; ${byDepth} more found by optional depth`,
  );
}

describe.skipIf(second === undefined)('a verifier in Python (skipped: python3 3.9 is not installed)', () => {
  it('[verifier.reimplementation] agrees on honest packs (skipped: python3 3.9 is not installed)', async () => {
    const found = await compare(honestPacks([12, 25, 51, 255, 256, 257, 300]));
    say('honest', found);
    expect(found.byDepth).toBe(0);
    expect(found.FAIL).toBe(0);
    expect(found.PASS).toBeGreaterThan(13);
  });

  it('[verifier.reimplementation] agrees on erasures, good and worthless (skipped: python3 3.9 is not installed)', async () => {
    const found = await compare(erasedPacks());
    say('erased', found);
    expect([...found.passed]).toEqual(['erased']);
    expect(found.FAIL).toBe(12);
  });

  it('[verifier.reimplementation] agrees on sealed logs and on changed keys, honest and not (skipped: python3 3.9 is not installed)', async () => {
    const found = await compare(sealedPacks());
    say('sealed and rotated', found);
    expect(found.PASS).toBeGreaterThan(4);
    expect(found.FAIL).toBeGreaterThan(15);
  });

  it('[verifier.reimplementation] agrees on packs whose head no witness has cosigned yet (skipped: python3 3.9 is not installed)', async () => {
    const found = await compare(unwitnessedPacks());
    say('unwitnessed', found);
    expect(found.PASS).toBe(0);
    expect(found.FAIL).toBe(4);
  });

  it('[verifier.reimplementation] agrees on packs whose head is an entry of a root log, and on wrong proofs of it (skipped: python3 3.9 is not installed)', async () => {
    const found = await compare(rootedPacks());
    say('rooted', found);
    expect(found.byDepth).toBe(0);
    expect(found.PASS).toBe(6);
    expect(found.FAIL).toBe(11);
  });

  it('[verifier.reimplementation] agrees on every attack of the matrix (skipped: python3 3.9 is not installed)', async () => {
    const found = await compare(attackedPacks());
    say('attacked', found);
    expect(found.PASS).toBe(0);
    expect(found.FAIL + found.INCOMPLETE).toBe(8 * 6 * 3 * 3);
  });

  it('[verifier.reimplementation] agrees on every mutated record, as is and signed again (skipped: python3 3.9 is not installed)', async () => {
    const found = await compare(mutatedPacks());
    say('mutated', found);
    expect(found.PASS).toBe(0);
    expect(found.FAIL + found.INCOMPLETE).toBeGreaterThan(900);
  });

  it('[verifier.reimplementation] agrees on every file altered, cut, dropped or added (skipped: python3 3.9 is not installed)', async () => {
    const found = await compare(alteredPacks());
    say('altered', found);
    // Nothing follows from the copy of verify.mjs in the pack, and nothing rests on it.
    expect([...found.passed].filter((name) => !name.startsWith('verify.mjs '))).toEqual([]);
  });

  it('[verifier.reimplementation] agrees on archives with one byte changed anywhere outside the data (skipped: python3 3.9 is not installed)', async () => {
    const pack = await honestPack(12);
    const archive = zipPack(pack.files);
    expect(second === undefined ? undefined : (await second.verify({ files: archive, now: pack.now })).result).toBe(
      'INCOMPLETE',
    );
    const directory = archive.length - 22 - 46 * 3;
    for (const at of [...Array(60).keys(), ...Array.from({ length: 160 }, (_, i) => directory + i)]) {
      if (at >= archive.length) continue;
      const changed = Uint8Array.from(archive);
      changed[at] = (changed[at] ?? 0) ^ 0x08;
      const ours = await verifyPack(packFromZip(changed), undefined, pack.now);
      const theirs = await second?.verify({ files: changed, now: pack.now });
      expect(theirs?.steps['container']?.[0], `byte ${at}`).toBe(
        ours.steps.find((s) => s.name === 'container')?.status,
      );
    }
  });
});
