/** Takes the material of a pack out of its files, and makes a pack from material: what a forger has to do as well. */
import { writeFileSync } from 'node:fs';
import { zipPack } from '@remit/evidence';
import { decodeEntryBundle } from '@remit/tlog';
import type { PackCore, PackInputs } from '@remit/verify';
import { assembleReport, readLog, studyLog } from '@remit/verify';
import type { ReadPack } from '../evidence/read-pack.ts';
import { textOf } from '../evidence/read-pack.ts';
import { DemoFailure, required } from '../show/demo-failure.ts';

const ENTRIES = /^12_integrity\/tile\/entries\//;
const BLOB = /^(?:06_declared_scopes\/([0-9a-f]{64})\.yaml|12_integrity\/tool-definitions\/([0-9a-f]{64})\.json)$/;

/** The material. The demo's logs stay below 256 records, so there is one entry bundle. */
export function materialOf({ files, inputs }: ReadPack): PackCore {
  const bundles = [...files].filter(([path]) => ENTRIES.test(path));
  if (bundles.length !== 1) throw new DemoFailure(`expected one entry bundle in the pack, found ${bundles.length}`);
  const blobs = new Map<string, Uint8Array>();
  for (const [path, bytes] of files) {
    const match = BLOB.exec(path);
    const digest = match?.[1] ?? match?.[2];
    if (digest !== undefined) blobs.set(digest, bytes);
  }
  const disclosures = new Map<string, string>();
  for (const line of textOf(files, '12_integrity/disclosures.jsonl')
    .split('\n')
    .filter((text) => text !== '')) {
    // Shape: disclosureLines of @remit/verify.
    const { record, disclosure } = JSON.parse(line) as { record: string; disclosure: string };
    disclosures.set(record, disclosure);
  }
  return {
    inputs: unsigned(inputs),
    checkpoint: textOf(files, '12_integrity/checkpoint'),
    entries: required(decodeEntryBundle(bundles[0]?.[1] ?? new Uint8Array()), 'a readable entry bundle'),
    blobs,
    disclosures,
    verifier: required(files.get('verify.mjs'), 'verify.mjs in the pack'),
    carried: files,
  };
}

/** Without the key that signs manifests the forger names no signer: then the signature is not missed. */
function unsigned(inputs: PackInputs): PackInputs {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => name !== 'signer')) as unknown as PackInputs; // signer is optional
}

/** Writes a pack with every derived file computed from the material. */
export async function writePack(material: PackCore, path: string): Promise<void> {
  const view = readLog(material.entries);
  if (!view.ok) throw new DemoFailure(`the forged log cannot be read: ${JSON.stringify(view.error)}`);
  const { files } = await assembleReport(studyLog(view.value, material));
  writeFileSync(path, zipPack(files));
}
