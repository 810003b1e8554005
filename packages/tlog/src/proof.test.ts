import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sha256, toHex, utf8 } from '@remit/core';
import { sharedFolder } from '@remit/testing/shared-data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCompactRange } from './compact-range.ts';
import { emptyRoot, leafHash, nodeHash } from './hash.ts';
import { verifyConsistency, verifyInclusion } from './proof.ts';
import { consistencyProof, hashReaderFromLeaves, inclusionProof, treeRoot } from './prove.ts';

const folder = sharedFolder('vectors', 'transparency-dev-merkle');
const skip = folder === undefined ? ' (skipped: ../shared/vectors is not here)' : '';

function jsonFiles(path: string): string[] {
  return readdirSync(path).flatMap((name) => {
    const full = join(path, name);
    return statSync(full).isDirectory() ? jsonFiles(full) : name.endsWith('.json') ? [full] : [];
  });
}

/** Integers in the vectors are uint64 and exceed 2^53: read them from the text. Negative spellings are two's complement. */
function vector(path: string) {
  const text = readFileSync(path, 'utf8');
  const value = JSON.parse(text) as Record<string, string | string[] | boolean | null>;
  const bytes = (x: unknown) => new Uint8Array(Buffer.from(typeof x === 'string' ? x : '', 'base64'));
  return {
    int: (key: string) => BigInt.asUintN(64, BigInt(new RegExp(`"${key}":\\s*(-?\\d+)`).exec(text)?.[1] ?? '0')),
    bytes: (key: string) => bytes(value[key]),
    proof: ((value['proof'] ?? []) as string[]).map(bytes),
    wantErr: value['wantErr'] === true,
  };
}

describe('Merkle proofs', () => {
  (folder === undefined ? it.skip : it)(`[tlog.merkle-vectors] independent vectors 196/196${skip}`, () => {
    let right = 0;
    const inclusion = jsonFiles(join(folder ?? '', 'inclusion'));
    for (const file of inclusion) {
      const v = vector(file);
      const answer = verifyInclusion({
        index: v.int('leafIdx'),
        size: v.int('treeSize'),
        leafHash: v.bytes('leafHash'),
        proof: v.proof,
        root: v.bytes('root'),
      });
      expect(answer, file).toBe(!v.wantErr);
      right += 1;
    }
    for (const file of jsonFiles(join(folder ?? '', 'consistency'))) {
      const v = vector(file);
      const answer = verifyConsistency({
        size1: v.int('size1'),
        size2: v.int('size2'),
        root1: v.bytes('root1'),
        root2: v.bytes('root2'),
        proof: v.proof,
      });
      expect(answer, file).toBe(!v.wantErr);
      right += 1;
    }
    console.log(`Merkle proofs ${right}/196`);
    expect(right).toBe(196);
  });

  it('[tlog.rfc6962-hashing] the published constants of RFC 6962 trees', () => {
    expect(toHex(emptyRoot())).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(toHex(leafHash(utf8('')))).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
    expect(toHex(leafHash(utf8('L123456')))).toBe('395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56');
    expect(toHex(nodeHash(utf8('N123'), utf8('N456')))).toBe(
      'aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb',
    );
    const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
    const range = createCompactRange();
    const roots = leaves.map((hex) => {
      range.append(leafHash(Buffer.from(hex, 'hex')));
      return toHex(range.root());
    });
    expect(roots).toEqual([
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ]);
  });

  it('[tlog.rfc6962-hashing] subtree hashes and inclusion proofs of the accumulated vectors', () => {
    const leaves = Array.from({ length: 130 }, (_, i) => leafHash(Uint8Array.of(i)));
    const hashes: string[] = [];
    const proofs: string[] = [];
    for (let end = 0; end <= 130; end++)
      for (let start = 0; start <= end; start++) {
        let power = 1;
        while (power < end - start) power *= 2;
        if (start !== 0 && start !== end && start % power !== 0) continue;
        const read = hashReaderFromLeaves(leaves.slice(start, end));
        hashes.push(`[${start}, ${end}) ${toHex(treeRoot(end - start, read))}\n`);
        for (let i = start; i < end; i++)
          proofs.push(
            `${i} [${start}, ${end})${inclusionProof(i - start, end - start, read)
              .map((h) => ` ${toHex(h)}`)
              .join('')}\n`,
          );
      }
    expect(toHex(sha256(utf8(hashes.join(''))))).toBe(
      'b82806ad4265bb151c1119c0f4db437bb4d1a1f887b3a7fba1cd4ebf552e3e81',
    );
    expect(toHex(sha256(utf8(proofs.join(''))))).toBe(
      'ac2a8f989e44d99e399db448050ff5f19757df53cfb716aa81015d3955d8163f',
    );
  });

  it('[tlog.proofs-sound] proofs made here verify, and no changed one does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), fc.nat(), fc.nat(), fc.nat(), (size, a, b, flip) => {
        const leaves = Array.from({ length: size }, (_, i) => leafHash(utf8(`leaf ${i}`)));
        const read = hashReaderFromLeaves(leaves);
        const root = treeRoot(size, read);
        const index = a % size;
        const claim = {
          index: BigInt(index),
          size: BigInt(size),
          leafHash: leaves[index] ?? root,
          proof: inclusionProof(index, size, read),
          root,
        };
        expect(verifyInclusion(claim)).toBe(true);
        expect(verifyInclusion({ ...claim, index: BigInt(index + size) })).toBe(false);
        expect(verifyInclusion({ ...claim, proof: [...claim.proof, root] })).toBe(false);
        if (size > 1) {
          expect(verifyInclusion({ ...claim, index: BigInt((index + 1) % size) })).toBe(false);
          expect(verifyInclusion({ ...claim, proof: claim.proof.slice(1) })).toBe(false);
          expect(verifyInclusion({ ...claim, proof: flipped(claim.proof, flip) })).toBe(false);
        }
        const size1 = 1 + (b % size);
        const old = {
          size1: BigInt(size1),
          size2: BigInt(size),
          root1: treeRoot(size1, hashReaderFromLeaves(leaves.slice(0, size1))),
          root2: root,
          proof: consistencyProof(size1, size, read),
        };
        expect(verifyConsistency(old)).toBe(true);
        if (old.proof.length > 0) {
          expect(verifyConsistency({ ...old, proof: flipped(old.proof, flip) })).toBe(false);
          expect(verifyConsistency({ ...old, root1: leafHash(old.root1) })).toBe(false);
          expect(verifyConsistency({ ...old, proof: old.proof.slice(1) })).toBe(false);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('a compact range restores and agrees with the tree at every size', () => {
    const leaves = Array.from({ length: 300 }, (_, i) => leafHash(Uint8Array.of(i & 255, i >> 8)));
    let range = createCompactRange();
    for (const [i, leaf] of leaves.entries()) {
      range.append(leaf);
      expect(toHex(range.root())).toBe(toHex(treeRoot(i + 1, hashReaderFromLeaves(leaves.slice(0, i + 1)))));
      if (i % 37 === 0) range = createCompactRange({ size: range.size, frontier: range.frontier() });
    }
    expect(() => createCompactRange({ size: 3, frontier: [emptyRoot()] })).toThrow(RangeError);
  });
});

function flipped(proof: readonly Uint8Array[], at: number): Uint8Array[] {
  const copy = proof.map((hash) => hash.slice());
  const hash = copy[at % copy.length];
  if (hash !== undefined) hash[at % 32] = (hash[at % 32] ?? 0) ^ (1 << (at % 8));
  return copy;
}
