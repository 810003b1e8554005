/** The verification of a pack: an array of named steps, and the result that follows from them. */
import type { Result } from '@remit/core';
import { toBase64 } from '@remit/core';
import type { PolicyEvaluator } from '@remit/scope';
import { causes } from './checks/causes.ts';
import type { Check, StepOutcome, StepStatus, VerifyState } from './checks/check.ts';
import { checkpointSignature } from './checks/checkpoint-signature.ts';
import { commitments } from './checks/commitments.ts';
import { container } from './checks/container.ts';
import { decisions } from './checks/decisions.ts';
import { derived } from './checks/derived.ts';
import { dsse } from './checks/dsse.ts';
import { freshness } from './checks/freshness.ts';
import { genesis } from './checks/genesis.ts';
import { ingestTrees } from './checks/ingest-trees.ts';
import { keyHistory } from './checks/key-history.ts';
import { knownHead } from './checks/known-head.ts';
import { manifestFiles } from './checks/manifest-files.ts';
import { origin } from './checks/origin.ts';
import { pairing } from './checks/pairing.ts';
import { proofs } from './checks/proofs.ts';
import { records } from './checks/records.ts';
import { rootLog } from './checks/root-log.ts';
import { scopes } from './checks/scopes.ts';
import { sequences } from './checks/sequences.ts';
import { timestamps } from './checks/timestamps.ts';
import { tree } from './checks/tree.ts';
import { trustGiven } from './checks/trust-given.ts';
import { witnessQuorum } from './checks/witness-quorum.ts';
import { writerSeals } from './checks/writer-seals.ts';
import type { ReadBundles } from './log/bundle-entries.ts';
import { readBundles } from './log/bundle-entries.ts';
import type { PackSource } from './pack/pack-source.ts';
import type { PackException } from './projection/exceptions.ts';
import type { RecordResults } from './record-results.ts';
import { recordResults } from './record-results.ts';
import type { TrustFile } from './trust.ts';

/** The steps in the order in which they run. */
export const verifySteps: readonly Check[] = [
  trustGiven,
  container,
  manifestFiles,
  checkpointSignature,
  origin,
  rootLog,
  witnessQuorum,
  tree,
  knownHead,
  records,
  freshness,
  timestamps,
  genesis,
  keyHistory,
  sequences,
  writerSeals,
  causes,
  pairing,
  commitments,
  scopes,
  decisions,
  proofs,
  ingestTrees,
  derived,
  dsse,
];

/** `PASS`: every step is ok. `FAIL`: something contradicts. `INCOMPLETE`: something needed for PASS is missing. */
export type VerifyResult = 'PASS' | 'FAIL' | 'INCOMPLETE';

/** What one step said. */
export interface VerifyStep {
  readonly name: string;
  readonly status: StepStatus;
  readonly says: readonly string[];
  readonly doesNotProve: string;
  readonly protectsAgainst: string;
}

/** The outcome of a verification. `exceptions` and `counts` are computed from the records, never read from the pack. */
export interface VerifyReport {
  readonly result: VerifyResult;
  readonly steps: readonly VerifyStep[];
  readonly head?: { readonly origin: string; readonly size: number; readonly root: string };
  readonly period?: { readonly from: string; readonly to: string; readonly system?: string };
  readonly exceptions: readonly PackException[];
  readonly counts: { readonly records: number; readonly calls: number; readonly exceptions: number };
}

/**
 * Verifies a pack against what the reader trusts. Never throws for what the pack holds.
 * @param now the reader's clock, milliseconds since the epoch
 */
export async function verifyPack(source: PackSource, trust: TrustFile | undefined, now: number): Promise<VerifyReport> {
  return (await examinePack(source, trust, now)).report;
}

/** How a verification is carried out. */
export interface ExamineOptions {
  /** Told each step before it runs, and how many there are. */
  readonly watch?: (step: { name: string; n: number; of: number }) => void;
  /** A second evaluator, which every decision is put to as well. */
  readonly evaluator?: PolicyEvaluator;
}

/** What {@link verifyPack} gives, and what it found of each record. */
export async function examinePack(
  source: PackSource,
  trust: TrustFile | undefined,
  now: number,
  { watch = () => undefined, evaluator }: ExamineOptions = {},
): Promise<{ report: VerifyReport; records: RecordResults }> {
  let state: VerifyState = {
    source,
    now,
    bundles: readOnce(source),
    ...(trust === undefined ? {} : { trust }),
    ...(evaluator === undefined ? {} : { evaluator }),
  };
  const steps: VerifyStep[] = [];
  for (const [n, check] of verifySteps.entries()) {
    watch({ name: check.name, n, of: verifySteps.length });
    const { name, doesNotProve, protectsAgainst } = check;
    const outcome = await runStep(check, state);
    state = { ...state, ...outcome.found };
    steps.push({ name, status: outcome.status, says: outcome.says, doesNotProve, protectsAgainst });
  }
  const report = {
    result: resultOf(steps),
    steps,
    ...headOf(state),
    exceptions: state.projection?.exceptions ?? [],
    counts: {
      records: state.core?.entries.length ?? 0,
      calls: state.projection?.traces.length ?? 0,
      exceptions: state.projection?.exceptions.length ?? 0,
    },
  };
  return { report, records: recordResults(state) };
}

/** Reads the log of the pack when the first step asks for it. */
function readOnce({ files }: PackSource): VerifyState['bundles'] {
  let known: { readonly size: number; readonly log: Result<ReadBundles, string> } | undefined;
  return (size) => {
    if (known?.size !== size) known = { size, log: readBundles(files, size) };
    return known.log;
  };
}

// Threat: a pack that makes a step throw must not end in anything but FAIL.
async function runStep(check: Check, state: VerifyState): Promise<StepOutcome> {
  try {
    return await check.run(state);
  } catch (error) {
    const what = error instanceof Error ? `${error.name}: ${error.message.slice(0, 200)}` : 'unknown';
    return { status: 'fail', says: [`the step could not be carried out on this pack (${what})`] };
  }
}

function resultOf(steps: readonly VerifyStep[]): VerifyResult {
  if (steps.some((step) => step.status === 'fail')) return 'FAIL';
  return steps.some((step) => step.status === 'incomplete') ? 'INCOMPLETE' : 'PASS';
}

function headOf({ checkpoint, manifest }: VerifyState): Pick<VerifyReport, 'head' | 'period'> {
  if (checkpoint === undefined || manifest === undefined) return {};
  const { from, to, system } = manifest.inputs;
  return {
    head: { origin: checkpoint.origin, size: checkpoint.size, root: toBase64(checkpoint.root) },
    period: { from, to, ...(system === undefined ? {} : { system }) },
  };
}
