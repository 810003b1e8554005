/** Reads 03_manifest.json of a pack that may be hostile. */
import { LAW_VERSIONS } from '@remit/catalogue';
import type { Result } from '@remit/core';
import { err, fromUtf8, isRefusal, ok, parseStrictJson } from '@remit/core';
import { ED25519_TYPE, parseVkey } from '@remit/tlog';
import type { ManifestFile } from '../projection/manifest.ts';
import type { PackInputs, SampleInput } from '../projection/pack-core.ts';
import { rulesNamed } from '../projection/rules.ts';
import { packPathProblem } from './pack-path.ts';

/** What the verifier needs of a manifest. The rest is compared as bytes when the manifest is written again. */
export interface ReadManifest {
  readonly projection: string;
  readonly inputs: PackInputs;
  readonly files: readonly ManifestFile[];
}

type Members = Readonly<Record<string, unknown>>;

const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const DIGEST = /^[0-9a-f]{64}$/;
const PLAIN = /^[^\p{Cc}]{1,256}$/u;

/** The manifest, or what is wrong with it. Never throws. */
export function readManifest(bytes: Uint8Array): Result<ReadManifest, string> {
  const text = fromUtf8(bytes);
  if (text === undefined) return err('not UTF-8 text');
  const parsed = parseStrictJson(text);
  if (isRefusal(parsed)) return err(`not strict JSON: ${parsed.detail}`);
  const root = members(parsed.value);
  if (root?.['schema'] !== 'remit.evidence-pack/1') return err('not a manifest of schema remit.evidence-pack/1');
  const projection = members(root['generator'])?.['projection'];
  if (typeof projection !== 'string') return err('generator.projection is missing');
  const inputs = readInputs(members(root['inputs']), rulesNamed(projection) !== undefined);
  if (typeof inputs === 'string') return err(inputs);
  const list: readonly unknown[] | undefined = Array.isArray(root['files']) ? root['files'] : undefined;
  if (list === undefined) return err('files is not a list');
  const files: ManifestFile[] = [];
  for (const item of list) {
    const file = readFile(members(item));
    if (file === undefined) return err(`files[${files.length}] is not {path, sha256, bytes, mediaType, role}`);
    files.push(file);
  }
  return ok({ projection, inputs, files });
}

function members(value: unknown): Members | undefined {
  // A JSON object that is no list: its own members are what a Members type says.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined;
}

// Newer rules may name newer laws: a pack that this verifier cannot judge is not called wrong for it.
function readInputs(inputs: Members | undefined, judged: boolean): PackInputs | string {
  if (inputs === undefined) return 'inputs is missing';
  const { origin, size, system, from, to, now, software, signer, catalogue, final } = inputs;
  if (typeof origin !== 'string' || !PLAIN.test(origin)) return 'inputs.origin is missing';
  if (typeof software !== 'string' || !PLAIN.test(software)) return 'inputs.software is missing';
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return 'inputs.size is not a count';
  if (system !== undefined && (typeof system !== 'string' || !PLAIN.test(system))) return 'inputs.system is not a name';
  if (signer !== undefined && (typeof signer !== 'string' || parseVkey(signer)?.type !== ED25519_TYPE))
    return 'inputs.signer is not an Ed25519 verifier key';
  const law = LAW_VERSIONS.find((version) => version === catalogue);
  if (catalogue !== undefined && law === undefined && judged)
    return 'inputs.catalogue is not a version of the law that is known here';
  if (final !== undefined && final !== true) return 'inputs.final is not true';
  const sample = inputs['sample'] === undefined ? undefined : readSample(members(inputs['sample']));
  if (sample === null) return 'inputs.sample is not {seed, n} with n from 0 to 100,000';
  const times = [from, to, now].map(timestamp);
  const [first, end, made] = times;
  if (first === undefined || end === undefined || made === undefined)
    return 'inputs.from, inputs.to and inputs.now must be RFC 3339 UTC times with milliseconds';
  if (first >= end) return 'inputs.from is not before inputs.to';
  return {
    origin,
    size,
    ...(system === undefined ? {} : { system }),
    from: first,
    to: end,
    now: made,
    software,
    ...(sample === undefined ? {} : { sample }),
    ...(signer === undefined ? {} : { signer }),
    ...(law === undefined ? {} : { catalogue: law }),
    ...(final === undefined ? {} : { final }),
  };
}

function readSample(sample: Members | undefined): SampleInput | null {
  const { seed, n } = sample ?? {};
  if (typeof seed !== 'string' || !PLAIN.test(seed)) return null;
  if (typeof n !== 'number' || !Number.isSafeInteger(n) || n < 0 || n > 100_000) return null;
  return { seed, n };
}

function timestamp(value: unknown): string | undefined {
  return typeof value === 'string' && TIMESTAMP.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;
}

function readFile(file: Members | undefined): ManifestFile | undefined {
  if (file === undefined) return undefined;
  const { path, sha256, bytes, mediaType, role } = file;
  if (typeof path !== 'string' || packPathProblem(path) !== undefined) return undefined;
  if (typeof sha256 !== 'string' || !DIGEST.test(sha256)) return undefined;
  if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0) return undefined;
  if (typeof mediaType !== 'string' || typeof role !== 'string') return undefined;
  // Only printed: the role is written again and compared as bytes.
  return { path, sha256, bytes, mediaType, role: role as ManifestFile['role'] };
}
