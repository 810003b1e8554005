/** Attacks on files of a pack whose log stays as it is: tiles, proofs, disclosures, manifest (ledger reference §10). */
import { fromUtf8, toBase64, toBase64Url, utf8 } from '@remit/core';
import { tilePath } from '@remit/tlog';
import { remanifest } from '@remit/verify/testing';
import type { Attacked, AttackScene } from './attack-kinds.ts';

type FileChange = (scene: AttackScene) => readonly (readonly [path: string, bytes: Uint8Array | undefined])[];

const DISCLOSURES = '12_integrity/disclosures.jsonl';

/** The changes by name: new bytes by path, undefined for a file that is dropped. */
export const fileChanges: Readonly<Record<string, FileChange>> = {
  'a hash tile altered, bundles intact': (scene) => [flipped(scene, 0)],
  'a bundle altered, hash tiles intact': (scene) => [flipped(scene, 'entries')],
  'two hashes of a tile swapped': (scene) => {
    const path = tileOf(scene, 0);
    const bytes = Uint8Array.from(fileOf(scene, path));
    const first = bytes.slice(0, 32);
    bytes.copyWithin(0, 32, 64);
    bytes.set(first, 32);
    return [[path, bytes]];
  },
  'the proof of another record': (scene) => {
    const [path, other] = proofsNear(scene);
    return [[path, fileOf(scene, other)]];
  },
  'a proof with a hash more': (scene) =>
    editProof(scene, (lines) => lines.splice(lines.indexOf(''), 0, toBase64(new Uint8Array(32)))),
  'a proof with a hash less': (scene) => editProof(scene, (lines) => lines.splice(lines.indexOf('') - 1, 1)),
  'a proof with two hashes swapped': (scene) =>
    editProof(scene, (lines) => {
      const at = lines.indexOf('') - 1;
      [lines[at - 1], lines[at]] = [lines[at] ?? '', lines[at - 1] ?? ''];
    }),
  'a proof dropped': (scene) => [[proofsNear(scene)[0], undefined]],
  'a disclosure written again, same meaning': (scene) =>
    editDisclosure(scene, (line) => ({ ...line, disclosure: reserialised(line.disclosure) })),
  'the disclosure of another record': (scene) =>
    editDisclosure(scene, (line, other) => ({ ...line, disclosure: other.disclosure })),
  'a disclosure dropped without an erasure': (scene) => editDisclosure(scene, () => undefined),
  'the manifest dropped': () => [['03_manifest.json', undefined]],
};

/** Carries out an attack on files. The manifest is written again, but where it is what is attacked. */
export function attackFiles(change: FileChange, scene: AttackScene): Attacked {
  const changes = change(scene);
  const gone = new Set(changes.filter(([, bytes]) => bytes === undefined).map(([path]) => path));
  const files = new Map([...scene.pack.files].filter(([path]) => !gone.has(path)));
  for (const [path, bytes] of changes) if (bytes !== undefined) files.set(path, bytes);
  return { files: gone.has('03_manifest.json') ? files : remanifest(files, scene.pack.core) };
}

function fileOf({ pack }: AttackScene, path: string): Uint8Array {
  const bytes = pack.files.get(path);
  if (bytes === undefined) throw new Error(`${path} is not in the pack`);
  return bytes;
}

function tileOf({ pack, at }: AttackScene, level: 0 | 'entries'): string {
  const n = Math.floor(at / 256);
  const width = Math.min(256, pack.core.entries.length - 256 * n);
  return `12_integrity/${tilePath({ level, n, width })}`;
}

function flipped(scene: AttackScene, level: 0 | 'entries'): readonly [string, Uint8Array] {
  const path = tileOf(scene, level);
  const bytes = Uint8Array.from(fileOf(scene, path));
  const at = scene.random.between(0, bytes.length - 1);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return [path, bytes];
}

/** Paths of the proofs of the two decisions nearest to the attacked record. */
function proofsNear({ pack, at }: AttackScene): readonly [string, string] {
  const ids = pack.core.entries
    .map((entry, index) => ({ index, id: /"id":"([0-9A-Z]{26})"/.exec(fromUtf8(entry) ?? '')?.[1] ?? '' }))
    .filter(({ id }) => pack.files.has(`12_integrity/proofs/${id}.tlog-proof`))
    .sort((a, b) => Math.abs(a.index - at) - Math.abs(b.index - at));
  const [first, second] = ids.map(({ id }) => `12_integrity/proofs/${id}.tlog-proof`);
  if (first === undefined || second === undefined) throw new Error('the log has fewer than two decisions');
  return [first, second];
}

function editProof(scene: AttackScene, edit: (lines: string[]) => unknown): [string, Uint8Array][] {
  const [path] = proofsNear(scene);
  const lines = (fromUtf8(fileOf(scene, path)) ?? '').split('\n');
  edit(lines);
  return [[path, utf8(lines.join('\n'))]];
}

interface DisclosureLine {
  readonly record: string;
  readonly field: string;
  readonly disclosure: string;
}

function editDisclosure(
  scene: AttackScene,
  edit: (line: DisclosureLine, other: DisclosureLine) => DisclosureLine | undefined,
): [string, Uint8Array][] {
  const lines = (fromUtf8(fileOf(scene, DISCLOSURES)) ?? '')
    .split('\n')
    .slice(0, -1)
    // Proof: lines that an honest pack was written with.
    .map((line) => JSON.parse(line) as DisclosureLine);
  const at = Math.min(lines.length - 1, Math.floor((scene.at / scene.pack.core.entries.length) * lines.length));
  const [line, other] = [lines[at], lines[at === 0 ? 1 : at - 1]];
  if (line === undefined || other === undefined) throw new Error('the pack has fewer than two disclosures');
  const edited = edit(line, other);
  const kept = lines.flatMap((one, i) => (i !== at ? [one] : edited === undefined ? [] : [edited]));
  return [[DISCLOSURES, utf8(kept.map((one) => `${JSON.stringify(one)}\n`).join(''))]];
}

function reserialised(disclosure: string): string {
  const json: unknown = JSON.parse(Buffer.from(disclosure, 'base64url').toString());
  return toBase64Url(utf8(JSON.stringify(json, null, 1)));
}
