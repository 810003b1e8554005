/** The manifest: every file of the pack, the declared inputs, and what is left out with the reason. */
import { canonicalize, sha256, toHex, utf8 } from '@remit/core';
import type { FileContent } from '../pack/file-content.ts';
import { digestOf, sizeOf } from '../pack/file-content.ts';
import { contentsOf } from '../pack/pack-files.ts';
import { carriedPaths } from './carried.ts';
import type { PackCore, PackInputs } from './pack-core.ts';
import { LAW_VERSION, paths, renderedPaths } from './pack-core.ts';
import { PROJECTION } from './rules.ts';

/**
 * What a file is. `log`, `blob`, `disclosure`, `tool` are carried; `derived` is computed from them; `text` is fixed;
 * `rendered` is a page made from the derived files, which the verifier takes as given.
 */
export type FileRole = 'log' | 'blob' | 'disclosure' | 'derived' | 'text' | 'tool' | 'rendered';

/** One file of the pack. */
export interface ManifestFile {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: string;
  readonly role: FileRole;
}

/** The manifest without its own id. */
export interface Manifest {
  readonly schema: 'remit.evidence-pack/1';
  readonly packId: string;
  readonly lawVersion: string;
  readonly generator: { readonly software: string; readonly projection: string };
  readonly inputs: PackInputs;
  readonly files: readonly ManifestFile[];
  readonly absent: readonly { readonly path: string; readonly reason: string }[];
}

/** Parts of the layout (compliance reference §13) that this version does not write. */
export const ABSENT: Manifest['absent'] = [
  { path: '01_report.pdf', reason: 'no rendered report in this version; 02_report.json holds the content' },
  {
    path: '03_manifest.dsse.json',
    reason: 'no signature over the manifest in this version; the log is signed, the pack is not',
  },
  { path: '04_catalogue.json', reason: 'no catalogue of requirements in this version' },
  { path: '05_logging_plan.json', reason: 'no logging plan is kept by this version' },
  { path: '09_attestations', reason: 'nobody has attested anything; people attest, software does not' },
  { path: '11_sources', reason: 'no logs of other systems were read' },
  { path: '14_oscal', reason: 'optional export, not in this version' },
  { path: '15_cyclonedx', reason: 'optional export, not in this version' },
  { path: '16_prov', reason: 'optional export, not in this version' },
  { path: '17_ocsf', reason: 'optional export, not in this version' },
  { path: 'verify.html', reason: 'no browser verifier in this version; use verify.mjs or VERIFY.md' },
];

/** The manifest over the given files (all but itself), in path order. `known`: entries of files that were hashed already. The id is the SHA-256 of the rest in RFC 8785 form. */
export function manifestOf(
  files: ReadonlyMap<string, Uint8Array>,
  core: Pick<PackCore, 'inputs' | 'rules'>,
  known: ReadonlyMap<string, ManifestFile> = new Map(),
): Manifest {
  const inputs = inOneOrder(core.inputs);
  const rest = {
    schema: 'remit.evidence-pack/1' as const,
    lawVersion: LAW_VERSION,
    generator: { software: inputs.software, projection: core.rules ?? PROJECTION },
    inputs,
    files: [...contentsOf(files)].map(([path, content]) => known.get(path) ?? fileOf(path, content)),
    absent: ABSENT.filter(({ path }) => !isThere(path, files, inputs)),
  };
  return { ...rest, packId: toHex(sha256(utf8(canonicalize(rest)))) };
}

function fileOf(path: string, content: FileContent): ManifestFile {
  return {
    path,
    sha256: digestOf(content),
    bytes: sizeOf(content),
    mediaType: mediaTypeOf(path),
    role: roleOf(path),
  };
}

function isThere(path: string, files: ReadonlyMap<string, Uint8Array>, inputs: PackInputs): boolean {
  if (path === paths.signature) return inputs.signer !== undefined;
  return files.has(path) || [...files.keys()].some((file) => file.startsWith(`${path}/`));
}

/** The inputs with their members in one order, so that the same inputs give the same bytes however they came about. */
function inOneOrder(inputs: PackInputs): PackInputs {
  const { origin, size, system, from, to, now, software, sample, signer, catalogue, final } = inputs;
  return {
    origin,
    size,
    ...(system === undefined ? {} : { system }),
    from,
    to,
    now,
    software,
    ...(sample === undefined ? {} : { sample: { seed: sample.seed, n: sample.n } }),
    ...(signer === undefined ? {} : { signer }),
    ...(catalogue === undefined ? {} : { catalogue }),
    ...(final === undefined ? {} : { final }),
  };
}

function mediaTypeOf(path: string): string {
  const types: Readonly<Record<string, string>> = {
    '.html': 'text/html; charset=utf-8',
    '.json': 'application/json',
    '.jsonl': 'application/jsonl',
    '.csv': 'text/csv; charset=utf-8',
    '.yaml': 'application/yaml',
    '.cedar': 'text/plain; charset=utf-8',
    '.pdf': 'application/pdf',
    '.md': 'text/markdown; charset=utf-8',
    '.mjs': 'text/javascript; charset=utf-8',
    '.tlog-proof': 'text/plain; charset=utf-8',
    '.checkpoint': 'text/plain; charset=utf-8',
    '.tsr': 'application/timestamp-reply',
  };
  if (path === paths.checkpoint || path === paths.witnessed) return 'text/plain; charset=utf-8';
  if (path.startsWith(paths.logFile('tile/'))) return 'application/octet-stream';
  return types[path.slice(path.lastIndexOf('.'))] ?? 'application/octet-stream';
}

function roleOf(path: string): FileRole {
  if (path === paths.verifier || carriedPaths.includes(path)) return 'tool';
  if (renderedPaths.includes(path)) return 'rendered';
  if (path === paths.guide || path.startsWith('test-vectors/')) return 'text';
  if (path === paths.disclosures) return 'disclosure';
  if (/^11_sources\/[^/]+\/events-/.test(path)) return 'log';
  if (path === paths.checkpoint || path === paths.witnessed) return 'log';
  if (path === paths.rootProof || path === paths.rootTail) return 'log';
  if (path.startsWith(paths.logFile('tile/entries/'))) return 'log';
  if (/^(?:09_attestations\/statements|06_declared_scopes\/people)\//.test(path)) return 'blob';
  if (path.startsWith(paths.logFile('anchors/'))) return 'blob';
  if (path.endsWith('.yaml') || path.startsWith(paths.logFile('tool-definitions/'))) return 'blob';
  return 'derived';
}
