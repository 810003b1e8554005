/** The shape of one step of the verification, and what the steps before it have found. */

import type { Result } from '@remit/core';
import type { PolicyEvaluator } from '@remit/scope';
import type { Checkpoint, OpenedNote } from '@remit/tlog';
import type { ReadBundles } from '../log/bundle-entries.ts';
import type { PackSource } from '../pack/pack-source.ts';
import type { Projection } from '../projection/assemble.ts';
import type { Manifest } from '../projection/manifest.ts';
import type { PackCore, PackInputs } from '../projection/pack-core.ts';
import type { Study } from '../projection/study.ts';
import type { TrustFile } from '../trust.ts';

/** `ok`; `fail`: a contradiction; `incomplete`: something is missing; `not-applicable`: there was nothing to check. */
export type StepStatus = 'ok' | 'fail' | 'incomplete' | 'not-applicable';

/** What is known so far. Each step reads what earlier ones found; a missing part means that they could not find it. */
export interface VerifyState {
  readonly source: PackSource;
  readonly trust?: TrustFile;
  /** The reader's clock, milliseconds since the epoch. */
  readonly now: number;
  /** A second evaluator of decisions, where the reader has one. */
  readonly evaluator?: PolicyEvaluator;
  /** The log of the pack, read once, as one of so many entries. */
  bundles(size: number): Result<ReadBundles, string>;
  readonly manifest?: Pick<Manifest, 'files'> & { readonly inputs: PackInputs; readonly projection: string };
  readonly note?: string;
  readonly checkpoint?: Checkpoint;
  /** The note opened with the keys of the trust file. */
  readonly opened?: OpenedNote;
  /** The root log of the trust file holds this head, and its quorum says so: its name, and since when (POSIX seconds). */
  readonly rooted?: { readonly origin: string; readonly time?: number };
  readonly core?: PackCore;
  readonly root?: Uint8Array;
  readonly study?: Study;
  readonly projection?: Projection;
}

/** What a step found: its status, sentences for the reader, and what later steps may use. */
export interface StepOutcome {
  readonly status: StepStatus;
  readonly says: readonly string[];
  readonly found?: Partial<VerifyState>;
}

/** One named step. The two sentences are printed with it, so that a reader knows what its `ok` is worth. */
export interface Check {
  readonly name: string;
  readonly doesNotProve: string;
  readonly protectsAgainst: string;
  run(state: VerifyState): StepOutcome | Promise<StepOutcome>;
}

/** At most ten lines of a list, and how many more there are. */
export function firstFew(lines: readonly string[], most = 10): string[] {
  return lines.length <= most ? [...lines] : [...lines.slice(0, most), `and ${lines.length - most} more`];
}

/** The outcome of a step whose input an earlier step could not find. */
export function notReached(what: string): StepOutcome {
  return { status: 'incomplete', says: [`not checked: ${what}`] };
}
