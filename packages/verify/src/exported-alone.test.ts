/**
 * Errors of other products in how a log is hashed (compliance reference §16): two fields that are equal where one should name
 * the record before, and a digest of something else than what was written. Here every digest is computed again from the
 * exported files alone, with the hash function of the runtime and nothing of ours.
 */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { createMadeLogs, madeTime } from './imported/made-logs.fixture.ts';
import { everyTypeStory } from './testing/story.ts';

const sha256 = (...parts: readonly Uint8Array[]) => {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest();
};
const leafHash = (leaf: Uint8Array) => sha256(Uint8Array.of(0), leaf);

/** RFC 6962, section 2.1. */
function root(leaves: readonly Uint8Array[]): Buffer {
  if (leaves.length < 2) return leaves.length === 0 ? sha256() : leafHash(leaves[0] ?? new Uint8Array());
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha256(Uint8Array.of(1), root(leaves.slice(0, split)), root(leaves.slice(split)));
}

/** Entries of the bundles of a pack: a length of two bytes, then the entry. */
function entriesOf(files: ReadonlyMap<string, Uint8Array>): Buffer[] {
  const entries: Buffer[] = [];
  for (const path of [...files.keys()].filter((name) => name.startsWith('12_integrity/tile/entries/')).sort()) {
    const bundle = Buffer.from(files.get(path) ?? new Uint8Array());
    for (let at = 0; at < bundle.length; ) {
      const length = bundle.readUInt16BE(at);
      entries.push(bundle.subarray(at + 2, at + 2 + length));
      at += 2 + length;
    }
  }
  return entries;
}

const logs = createMadeLogs(everyTypeStory().ledger);
const batch = logs.batch({ source: 'made', vendor: 'Maker' }, [
  { dataset: 'made', ts: madeTime(1) },
  { dataset: 'made', ts: madeTime(2) },
  { dataset: 'made', ts: madeTime(3) },
]);

it('[catalogue.regressions] the digests cover the bytes that were written, and can be computed from the exported files alone', async () => {
  const { files } = await logs.pack();
  const entries = entriesOf(files);
  const [, size, stated] = new TextDecoder().decode(files.get('12_integrity/checkpoint')).split('\n');
  expect(entries).toHaveLength(Number(size));
  expect(root(entries).toString('base64')).toBe(stated);
  const records = entries.map(
    (entry) => JSON.parse(entry.toString('utf8')) as { id: string; ing?: { tree: { root: string } } },
  );
  const leaves = new TextDecoder()
    .decode(files.get(`11_sources/${batch}/events-00000.jsonl`))
    .trimEnd()
    .split('\n');
  const tree = records.find(({ id }) => id === batch)?.ing?.tree.root;
  expect(root(leaves.map((leaf) => Buffer.from(leaf))).toString('base64url')).toBe(tree);
});

it('[catalogue.regressions] a record names the records before it by their digests, never by its own', async () => {
  const { files } = await logs.pack();
  const before = new Set<string>();
  let named = 0;
  for (const entry of entriesOf(files)) {
    const own = leafHash(entry).toString('base64url');
    const { cause = [] } = JSON.parse(entry.toString('utf8')) as { cause?: string[] };
    for (const leaf of cause) {
      expect(leaf).not.toBe(own);
      expect(before.has(leaf)).toBe(true);
      named += 1;
    }
    expect(before.has(own)).toBe(false);
    before.add(own);
  }
  expect(named).toBeGreaterThan(3);
});
