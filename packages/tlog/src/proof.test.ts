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
  it.skipIf(folder === undefined)(
    '[tlog.merkle-vectors] independent vectors 196/196 (skipped without ../shared/vectors)',
    () => {
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
    },
  );

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

  it('[tlog.proofs-sound] a proof made here verifies, and no single change of it does', () => {
    let changes = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), fc.nat(), fc.nat(), fc.nat(), (size, a, b, at) => {
        const read = hashReaderFromLeaves(leavesOf(size));
        const index = a % size;
        const claim = {
          index: BigInt(index),
          size: BigInt(size),
          leafHash: read(0, index),
          proof: inclusionProof(index, size, read),
          root: treeRoot(size, read),
        };
        expect(verifyInclusion(claim)).toBe(true);
        // The size itself is bound by the signed checkpoint, not by the path: neighbouring sizes can share a path's shape.
        const wrong = [
          { ...claim, leafHash: flipped(claim.leafHash, at) },
          { ...claim, root: flipped(claim.root, at) },
          { ...claim, index: claim.index + claim.size },
          { ...claim, index: -1n },
          { ...claim, size: 0n },
          ...others(size, index).map((other) => ({ ...claim, index: BigInt(other) })),
          ...changedLists(claim.proof, at).map((proof) => ({ ...claim, proof })),
        ];
        expect(wrong.filter(verifyInclusion)).toEqual([]);

        const size1 = 1 + (b % size);
        const old = {
          size1: BigInt(size1),
          size2: BigInt(size),
          root1: treeRoot(size1, hashReaderFromLeaves(leavesOf(size1))),
          root2: claim.root,
          proof: consistencyProof(size1, size, read),
        };
        expect(verifyConsistency(old)).toBe(true);
        const inconsistent = [
          { ...old, root1: flipped(old.root1, at) },
          { ...old, root2: flipped(old.root2, at) },
          { ...old, size1: 0n },
          { ...old, size1: old.size2 + 1n },
          ...others(size, size1).map((other) => ({ ...old, size1: BigInt(other) })),
          ...changedLists(old.proof, at).map((proof) => ({ ...old, proof })),
        ];
        expect(inconsistent.filter(verifyConsistency)).toEqual([]);
        changes += wrong.length + inconsistent.length;
      }),
      { numRuns: 100 },
    );
    console.log(`changed proofs refused: ${changes}`);
  });

  it('[tlog.proofs-sound] sizes up to 2^53 - 1 are computed exactly', () => {
    // A tree of equal leaves: the hash of a complete subtree depends on its level only.
    const levels = [leafHash(utf8('same'))];
    for (let level = 1; level <= 53; level++) {
      const below = levels[level - 1] ?? emptyRoot();
      levels.push(nodeHash(below, below));
    }
    const read = (level: number) => levels[level] ?? emptyRoot();
    const sizes = [31, 32, 33, 40, 48, 52].flatMap((n) => [2 ** n - 1, 2 ** n, 2 ** n + 1]);
    for (const size of [...sizes, 2 ** 40 + 12_345, Number.MAX_SAFE_INTEGER]) {
      const root = treeRoot(size, read);
      for (const index of [0, 1, Math.floor(size / 3), size - 2, size - 1])
        expect(
          verifyInclusion({
            index: BigInt(index),
            size: BigInt(size),
            leafHash: read(0),
            proof: inclusionProof(index, size, read),
            root,
          }),
        ).toBe(true);
      for (const size1 of [1, 2 ** 31, Math.floor(size / 3), size - 1, size].filter((s) => s <= size))
        expect(
          verifyConsistency({
            size1: BigInt(size1),
            size2: BigInt(size),
            root1: treeRoot(size1, read),
            root2: root,
            proof: consistencyProof(size1, size, read),
          }),
        ).toBe(true);
    }
  });

  it('[tlog.proofs-sound] a node cannot pass for a leaf, nor children for each other', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((text) => leafHash(utf8(text)));
    if (!a || !b || !c || !d) throw new Error('four leaves');
    const root = nodeHash(nodeHash(a, b), nodeHash(c, d));
    const claim = { index: 0n, size: 2n, leafHash: nodeHash(a, b), proof: [nodeHash(c, d)], root };
    // Such a path exists in a tree of two whose first leaf is that hash; no entry hashes to it, because of the prefixes.
    expect(toHex(leafHash(new Uint8Array([...a, ...b])))).not.toBe(toHex(claim.leafHash));
    expect(verifyInclusion({ ...claim, size: 4n })).toBe(false);
    expect(verifyInclusion({ ...claim, size: 4n, leafHash: a, proof: [nodeHash(c, d), b] })).toBe(false);
    expect(toHex(nodeHash(a, b))).not.toBe(toHex(nodeHash(b, a)));
  });

  it.each([
    [() => inclusionProof(3, 3, none), 'leaf 3 is not in a tree of 3'],
    [() => inclusionProof(0.5, 3, none), 'leaf index 0.5 is not a whole number below 2^53'],
    [() => inclusionProof(0, 2 ** 53, none), 'tree size 9007199254740992 is not a whole number below 2^53'],
    [() => consistencyProof(0, 3, none), 'no consistency proof from 0 to 3'],
    [() => consistencyProof(4, 3, none), 'no consistency proof from 4 to 3'],
    [() => treeRoot(-1, none), 'tree size -1 is not a whole number below 2^53'],
    [() => hashReaderFromLeaves([])(0, 0), 'no complete subtree 0 at level 0'],
  ])('[tlog.proofs-sound] what is no tree is refused: %#', (make, message) => {
    expect(make).toThrow(new RangeError(message));
  });
});

function none(): Uint8Array {
  throw new Error('not read');
}

function leavesOf(size: number): Uint8Array[] {
  return Array.from({ length: size }, (_, i) => leafHash(utf8(`leaf ${i}`)));
}

/** Up to 40 other numbers below `size`, the neighbours among them. */
function others(size: number, not: number): number[] {
  const step = Math.max(1, Math.floor(size / 40));
  const near = [not - 1, not + 1].filter((n) => n >= 0 && n < size);
  return [...near, ...Array.from({ length: size }, (_, i) => i).filter((n) => n % step === 0 && n !== not)];
}

function flipped(hash: Uint8Array, at: number): Uint8Array {
  return hash.map((byte, i) => (i === at % hash.length ? byte ^ (1 << (at % 8)) : byte));
}

/** Every list that differs from the proof in one place: a bit, a missing hash, a doubled one, two swapped, one more, a short one. */
function changedLists(proof: readonly Uint8Array[], at: number): Uint8Array[][] {
  return [
    [...proof, emptyRoot()],
    [emptyRoot(), ...proof],
    ...proof.flatMap((hash, i) => [
      proof.with(i, flipped(hash, at)),
      proof.toSpliced(i, 1),
      proof.toSpliced(i, 0, hash),
      proof.with(i, hash.subarray(0, 31)),
      ...(i === 0 ? [] : [proof.with(i, proof[i - 1] ?? hash).with(i - 1, hash)]),
    ]),
  ];
}
