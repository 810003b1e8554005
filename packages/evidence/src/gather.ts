/** Gathers the material of a pack from the ledger: entries, head, scope files, tool definitions, disclosed contexts. */
import type { LawVersion } from '@remit/catalogue';
import { rfc3339 } from '@remit/core';
import type { Archive } from '@remit/ingest';
import type { LedgerReader } from '@remit/ledger';
import type { AgentRegister, Keeping, LogView, PackCore, PackInputs, SampleInput, Study } from '@remit/verify';
import {
  agentsDeclaration,
  anchorsOf,
  createAgentRegister,
  createBuffers,
  hasCosignature,
  keepDeflated,
  keepNow,
  peopleDeclaration,
  readLog,
  studyLog,
} from '@remit/verify';
import { evidenceError } from './errors.ts';
import { importing } from './imported-leaves.ts';

/** What of the ledger a report is about. Times in milliseconds since the epoch; `to` is exclusive. */
export interface ReportInput {
  readonly reader: LedgerReader;
  /** Leaves of ingested batches; absent: the data folder holds none. */
  readonly archive?: Pick<Archive, 'leaves' | 'remap'>;
  /** Id of the system; absent: all calls of the period. */
  readonly system?: string;
  readonly period: { readonly from: number; readonly to: number };
  /** The clock, as an input. */
  readonly now: number;
  /** Name and version of the software. */
  readonly software: string;
  /** The proof that a root log holds the head, and the entries of the root log after it; absent: none. */
  readonly root?: { readonly proof: string; readonly tail: Uint8Array };
  /** The sample to draw; absent: none. */
  readonly sample?: SampleInput;
  /** Verifier key of whoever will sign the manifest; absent: nobody. */
  readonly signer?: string;
  /** Version of the law whose catalogue the report is held against; absent: none. */
  readonly catalogue?: LawVersion;
  /** True: FINAL, when nothing is open. */
  readonly final?: true;
}

/** Studies the first `size` records under a checkpoint. Throws `evidence.*` errors. */
export function gatherStudy(input: ReportInput, size: number, checkpoint: string, verifier: Uint8Array): Study {
  return keepNow(gathering(input, { size, checkpoint, verifier }), keepDeflated);
}

/** As {@link gatherStudy}, for whoever holds the files of foreign logs beside the work. */
export function* gathering(
  input: ReportInput,
  { size, checkpoint, verifier }: { readonly size: number; readonly checkpoint: string; readonly verifier: Uint8Array },
  buffers = createBuffers(),
): Keeping<Study> {
  const { reader, period } = input;
  if (!(period.from < period.to)) throw evidenceError('evidence.bad-period');
  const entries = Array.from(reader.entries(0, size), ({ entry }) => Uint8Array.from(entry));
  if (entries.length !== size) throw evidenceError('evidence.short-log', `${entries.length} of ${size}`);
  const view = viewOf(entries);
  const inputs: PackInputs = {
    origin: view.records[0]?.record.org ?? '',
    size,
    ...(input.system === undefined ? {} : { system: input.system }),
    from: rfc3339(period.from),
    to: rfc3339(period.to),
    now: rfc3339(input.now),
    software: input.software,
    ...(input.sample === undefined ? {} : { sample: input.sample }),
    ...(input.signer === undefined ? {} : { signer: input.signer }),
    ...(input.catalogue === undefined ? {} : { catalogue: input.catalogue }),
    ...(input.final === undefined ? {} : { final: input.final }),
  };
  const witnessed = witnessedBefore(reader, size, checkpoint);
  const bare: PackCore = {
    inputs,
    checkpoint,
    ...(witnessed === undefined ? {} : { witnessed }),
    ...(input.root === undefined ? {} : { rootProof: input.root.proof, rootTail: input.root.tail }),
    entries,
    blobs: new Map(),
    disclosures: new Map(),
    verifier,
  };
  const blobs = blobsOf(studyLog(view, bare), reader);
  const studied = studyLog(view, { ...bare, blobs });
  const register = createAgentRegister(view, studied.shelf, blobs);
  const imported = yield* importing({ view, period: inputs, register }, input.archive, buffers);
  const withBlobs = { ...bare, blobs, keep: keepDeflated, ...(imported.size === 0 ? {} : { imported }) };
  const disclosures = contextsOf(studied, reader);
  return studyLog(view, { ...withBlobs, disclosures });
}

/** The newest cosigned head before an uncosigned one. */
function witnessedBefore(reader: LedgerReader, size: number, checkpoint: string): string | undefined {
  const held = hasCosignature(checkpoint) ? undefined : reader.latestCheckpoint({ witnessed: true });
  return held !== undefined && held.size < size ? held.note : undefined;
}

/** The log as it is now with its scopes, and who is which agent in logs of other systems. */
export function studyNow(
  reader: LedgerReader,
  now: number,
  software: string,
): { study: Study; register: AgentRegister } {
  const view = readView(reader);
  const at = rfc3339(now);
  const origin = view.records[0]?.record.org ?? '';
  const inputs: PackInputs = { origin, size: view.records.length, from: rfc3339(0), to: at, now: at, software };
  const core = { inputs, checkpoint: '', entries: [], disclosures: new Map(), verifier: new Uint8Array() };
  const blobs = blobsOf(studyLog(view, { ...core, blobs: new Map() }), reader);
  const study = studyLog(view, { ...core, blobs });
  return { study, register: createAgentRegister(view, study.shelf, blobs) };
}

/** All records of the ledger as they are now. Throws `evidence.unreadable-record`. */
export function readView(reader: LedgerReader): LogView {
  return viewOf(Array.from(reader.entries(0, reader.size()), ({ entry }) => Uint8Array.from(entry)));
}

function viewOf(entries: readonly Uint8Array[]): LogView {
  const view = readLog(entries);
  if (view.ok) return view.value;
  const first = view.error[0];
  throw evidenceError('evidence.unreadable-record', `entry ${first?.index ?? 0}: ${first?.reason ?? ''}`);
}

/** The scope files, tool definitions, system cards and statements that the log names. One that the store lost is left out, and the pack shows it. */
function blobsOf(study: Study, reader: LedgerReader): Map<string, Uint8Array> {
  const definitions = [...study.toolDefinitions.values()].flatMap(({ record }) => record.act.tool_sha ?? []);
  const blobs = new Map<string, Uint8Array>();
  const named = [
    ...study.shelf.named,
    ...definitions,
    ...declarations(study),
    ...identities(study),
    ...anchored(study),
  ];
  for (const digest of new Set(named)) {
    const bytes = reader.blob(digest);
    if (bytes !== undefined) blobs.set(digest, Uint8Array.from(bytes));
  }
  return blobs;
}

/** Digests of heads that were time-stamped, and of the tokens. */
function anchored(study: Study): string[] {
  return anchorsOf(study).flatMap(({ record: { anc } }) => [anc.note, anc.token]);
}

/** Digests of the lists of foreign identities of agents and of persons with several names. */
function identities({ view }: Study): string[] {
  return [agentsDeclaration(view), peopleDeclaration(view)].flatMap((at) => at?.record.chg.sha ?? []);
}

/** Digests of system cards and of the statements of attestations. */
function declarations({ view, core }: Study): string[] {
  if (core.inputs.catalogue === undefined) return [];
  return view.records.flatMap(({ record }) => {
    if (record.t === 'attestation') return [record.att.statement];
    return record.t === 'registry.change' && record.chg.what === 'system.declare' ? (record.chg.sha ?? []) : [];
  });
}

/** The contexts of the decisions in the report, and nothing else of the vault. */
function contextsOf(study: Study, reader: LedgerReader): Map<string, string> {
  const disclosures = new Map<string, string>();
  for (const { record } of study.selection.calls.flatMap((call) => call.decisions)) {
    if (record.c?.['ctx'] === undefined) continue;
    const disclosure = reader.disclosures(record.id)?.get('ctx');
    if (disclosure !== undefined) disclosures.set(record.id, disclosure);
  }
  return disclosures;
}
