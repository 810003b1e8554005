/**
 * What a pack is made from. Everything else in a pack is computed from this by `assemblePack`, so a verifier can
 * compute it again and compare the bytes.
 */

import type { LawVersion } from '@remit/catalogue';
import type { ImportedChunk } from '../imported/material.ts';
import type { EntryList } from '../log/entry-list.ts';
import type { LogColumns } from '../log/log-columns.ts';
import type { KeepFile } from '../pack/file-content.ts';
import type { Rules } from './rules.ts';

/** Declared inputs of a report. They stand in the manifest; the clock is one of them. */
export interface PackInputs {
  /** Origin of the log. */
  readonly origin: string;
  /** Size of the tree that the pack's checkpoint signs. */
  readonly size: number;
  /** Id of the system the report is about; absent: every call in the period. */
  readonly system?: string;
  /** RFC 3339 UTC with milliseconds. Calls whose first decision is at or after this time. */
  readonly from: string;
  /** RFC 3339 UTC with milliseconds. Calls whose first decision is before this time. */
  readonly to: string;
  /** RFC 3339 UTC with milliseconds. When the report was made. */
  readonly now: string;
  /** Name and version of the software that wrote the pack. */
  readonly software: string;
  /** The sample an auditor asked for; absent: none was drawn. */
  readonly sample?: SampleInput;
  /** Verifier key of whoever signs the manifest (03_manifest.dsse.json); absent: it is not signed. */
  readonly signer?: string;
  /** Version of the law whose catalogue of requirements the report is held against; absent: none. */
  readonly catalogue?: LawVersion;
  /** True: a final report was asked for. It is FINAL only while nothing is open. */
  readonly final?: true;
}

/** What a sample is drawn by. */
export interface SampleInput {
  /** Text that the auditor chose. */
  readonly seed: string;
  /** How many traces of each stratum that is not taken whole. */
  readonly n: number;
}

/** The material of a pack. */
export interface PackCore {
  readonly inputs: PackInputs;
  /** Version of the rules by which the derived files are computed (rules.ts). Absent: the newest, for packs being made. */
  readonly rules?: Rules;
  /** The signed note, verbatim, with the cosignatures held. */
  readonly checkpoint: string;
  /** The newest smaller head that a witness cosigned, where `checkpoint` carries no cosignature. */
  readonly witnessed?: string;
  /** The proof that a root log holds this head (C2SP tlog-proof, the entry in its extra data); absent: there is none. */
  readonly rootProof?: string;
  /** The entries of the root log after that one, as an entry bundle of any length. */
  readonly rootTail?: Uint8Array;
  /** All entries of the log, 0 to size - 1. */
  readonly entries: EntryList;
  /** What is known of the entries already. Absent: computed. */
  readonly known?: LogColumns;
  /** Scope files and tool definitions by the hex SHA-256 of their bytes. */
  readonly blobs: ReadonlyMap<string, Uint8Array>;
  /** `ctx` disclosure strings by id of the decision record. Never argument payloads, never references of persons. */
  readonly disclosures: ReadonlyMap<string, string>;
  /** The verifier's own source as shipped in the pack. Not derived: a reader must get a copy elsewhere to trust it. */
  readonly verifier: Uint8Array;
  /** The files of carried.ts, by path. Absent: none. */
  readonly carried?: ReadonlyMap<string, Uint8Array>;
  /** Ingested batches in the report, by id of the batch's record: files of lines, in order. Absent: none. */
  readonly imported?: ReadonlyMap<string, readonly ImportedChunk[]>;
  /** How large derived files are kept; absent: their digests only, and they are written again when they are read. */
  readonly keep?: KeepFile;
  /** Files for people, rendered from the others: only those of {@link renderedPaths}. Carried, never derived. */
  readonly rendered?: ReadonlyMap<string, Uint8Array>;
}

/** The version of the law a report refers to (compliance reference §1). */
export const LAW_VERSION = '32024R1689@2026-07-27';

/** Paths of the pack's files. */
export const paths = {
  readme: '00_README.html',
  reportPage: '01_report.html',
  reportPdf: '01_report.pdf',
  report: '02_report.json',
  manifest: '03_manifest.json',
  signature: '03_manifest.dsse.json',
  catalogue: '04_catalogue.json',
  loggingPlan: '05_logging_plan.json',
  systemCard: (sha: string) => `05_system_card/${sha}.yaml`,
  annexIv: '05_annexes/annex-iv.json',
  annexViii: (section: 'A' | 'B' | 'C') => `05_annexes/annex-viii-${section}.json`,
  scopeSource: (sha: string) => `06_declared_scopes/${sha}.yaml`,
  agents: (sha: string) => `06_declared_scopes/agents/${sha}.yaml`,
  people: (sha: string) => `06_declared_scopes/people/${sha}.json`,
  scopeCedar: (sha: string) => `06_declared_scopes/${sha}.cedar`,
  traces: '07_traces.jsonl',
  traceIndex: '07_traces_index.csv',
  exceptionsJson: '08_exceptions.json',
  exceptionsCsv: '08_exceptions.csv',
  attestation: (recordId: string) => `09_attestations/${recordId}.json`,
  statement: (sha: string) => `09_attestations/statements/${sha}.json`,
  openItems: '09_open_items.json',
  changes: '10_changes.jsonl',
  checkpoint: '12_integrity/checkpoint',
  witnessed: '12_integrity/witnessed-checkpoint',
  rootProof: '12_integrity/root.tlog-proof',
  rootTail: '12_integrity/root-tail',
  logFile: (tilePath: string) => `12_integrity/${tilePath}`,
  toolDefinition: (sha: string) => `12_integrity/tool-definitions/${sha}.json`,
  anchorNote: (sha: string) => `12_integrity/anchors/${sha}.checkpoint`,
  anchorToken: (sha: string) => `12_integrity/anchors/${sha}.tsr`,
  disclosures: '12_integrity/disclosures.jsonl',
  gapReport: '12_integrity/gap-report.json',
  proof: (recordId: string) => `12_integrity/proofs/${recordId}.tlog-proof`,
  population: '13_population.json',
  sampling: '13_sampling.json',
  guide: 'VERIFY.md',
  verifier: 'verify.mjs',
  vectors: (name: string) => `test-vectors/${name}.json`,
} as const;

/**
 * Files of role `rendered`: pages made from the derived files by a renderer that the verifier does not carry. Their
 * digests stand in the manifest; the verifier takes them as given and says so.
 */
export const renderedPaths: readonly string[] = [paths.reportPage, paths.reportPdf];
