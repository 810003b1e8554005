/** Small known answers for whoever writes the verifier again: hashing, commitments, canonical form, the verdict algebra. */
import { canonicalize, toBase64, toBase64Url, toHex, utf8 } from '@remit/core';
import type { DimensionVerdict } from '@remit/record';
import { disclose } from '@remit/record';
import { formatTlogProof, inclusionProof, leafHash, nodeHash } from '@remit/tlog';
import { readerOf, rootOf } from './integrity-files.ts';
import { paths } from './pack-core.ts';
import { combine } from './verdict.ts';

/** The vector files by path. The same in every pack. */
export function testVectors(): [string, Uint8Array][] {
  const vectors = {
    merkle: merkleVectors(),
    commitment: commitmentVectors(),
    canonical: canonicalVectors(),
    verdict: verdictVectors(),
  };
  return Object.entries(vectors).map(([name, value]) => [
    paths.vectors(name),
    utf8(`${JSON.stringify(value, null, 2)}\n`),
  ]);
}

function merkleVectors(): object {
  const entries = ['', '{"a":1}', 'b', 'c', 'd', 'e', 'f', 'g'].map(utf8);
  const read = readerOf(entries);
  const checkpoint = `example.com/log\n8\n${toBase64(rootOf(8, read))}\n\n\u2014 example.com/log ${toBase64(new Uint8Array(68))}\n`;
  return {
    entriesHex: entries.map(toHex),
    leafHashes: entries.map((entry) => toBase64(leafHash(entry))),
    nodeOfFirstTwo: toBase64(
      nodeHash(leafHash(entries[0] ?? new Uint8Array()), leafHash(entries[1] ?? new Uint8Array())),
    ),
    roots: Array.from({ length: 9 }, (_, size) => ({ size, root: toBase64(rootOf(size, read)) })),
    inclusionProofs: [0, 3, 6].map((index) => ({
      index,
      size: 7,
      hashes: inclusionProof(index, 7, read).map(toBase64),
    })),
    proofFileForm: formatTlogProof({ index: 3, hashes: inclusionProof(3, 8, read), checkpoint }),
  };
}

function commitmentVectors(): object {
  const salt = new Uint8Array(32).map((_, i) => i);
  const value = { approved: false, server: 'files', tool: 'read_text_file' };
  return { salt: toBase64Url(salt), name: 'ctx', value, ...disclose(salt, 'ctx', value) };
}

function canonicalVectors(): object {
  const values = [
    { b: 1, a: [true, 'x'] },
    { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5 },
  ];
  return values.map((value) => ({ value, canonical: canonicalize(value) }));
}

function verdictVectors(): object {
  const lists: DimensionVerdict[][] = [
    [],
    ['in'],
    ['in', 'unconstrained'],
    ['unconstrained'],
    ['in', 'indeterminate'],
    ['indeterminate', 'out'],
    ['in', 'out'],
  ];
  return lists.map((dimensions) => ({
    dimensions,
    overall: combine(dimensions.map((verdict) => ({ dim: 'x', verdict, reasonCodes: [], evidenceRefs: [] }))).overall,
  }));
}
