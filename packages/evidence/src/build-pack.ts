/** Makes an evidence pack from the ledger. What is in it and how it follows from the records is in @remit/verify. */
import type { LedgerReader } from '@remit/ledger';
import type { AssembledPack, Helper, KeepLater, PackException } from '@remit/verify';
import {
  assembleReport,
  contentsOf,
  createBuffers,
  createHelper,
  deflatedBeside,
  keepBeside,
  packFiles,
  projectStudyBeside,
  redactPack,
  withRendered,
} from '@remit/verify';
import { evidenceError } from './errors.ts';
import type { ReportInput } from './gather.ts';
import { gathering } from './gather.ts';
import { packWarnings } from './pack-warnings.ts';
import { renderReport } from './report/render.ts';
import type { ReportSigner } from './sign-manifest.ts';
import { SIGNATURE_PATH, signManifest } from './sign-manifest.ts';
import type { VerdictSummary } from './verdict-summary.ts';
import { verdictSummary } from './verdict-summary.ts';

/** What a pack is made from. */
export interface PackInput extends Omit<ReportInput, 'signer'> {
  /** Size of the log to report on; it must have been signed. Default: the newest witnessed head, else the newest signed one. */
  readonly size?: number;
  /** Source of verify.mjs, shipped as a convenience. */
  readonly verifierSource: Uint8Array;
  /** verify.html and the shapes of records and events, by path in the pack. Absent: none are shipped. */
  readonly carried?: ReadonlyMap<string, Uint8Array>;
  /** True: also the variant without persons and contexts. */
  readonly redacted?: true;
  /** Signs the manifest; absent: the pack is visibly unsigned. */
  readonly signer?: ReportSigner;
}

/** A pack: its files by path, a name for it, and what the report found. */
export interface BuiltPack {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The redacted variant, when it was asked for. */
  readonly redacted?: ReadonlyMap<string, Uint8Array>;
  /** File name without a folder, such as `article12-pack_loan-triage-eu_2026-10-01_2026-10-31.zip`. */
  readonly name: string;
  readonly packId: string;
  readonly verdict: VerdictSummary;
  readonly exceptions: readonly PackException[];
  /** What stands in the way of a final report, by reference; empty when nothing does or no catalogue was named. */
  readonly open: readonly string[];
  /** What a reader is likely to miss, while it can still be mended. */
  readonly warnings: readonly string[];
}

/**
 * Builds a pack. Same ledger size and same inputs give the same bytes.
 * @throws RemitError `evidence.no-checkpoint`, `evidence.short-log`, `evidence.unreadable-record`, `evidence.bad-period`, `evidence.pdf-failed`, `evidence.not-final`
 */
export async function buildPack(input: PackInput): Promise<BuiltPack> {
  let helper: Helper | undefined;
  try {
    return await build(
      input,
      deflatedBeside(() => (helper ??= createHelper())),
    );
  } finally {
    await helper?.close();
  }
}

async function build(input: PackInput, keep: KeepLater): Promise<BuiltPack> {
  const head = headFor(input.reader, input.size);
  const { signer, ...rest } = input;
  const given: ReportInput = { ...rest, ...(signer === undefined ? {} : { signer: signer.vkey }) };
  const log = { size: head.size, checkpoint: head.note, verifier: input.verifierSource };
  // The same memory for leaves and for traces.
  const buffers = createBuffers(true);
  const study = await keepBeside(gathering(given, log, buffers), keep);
  const core = { ...study.core, ...(input.carried === undefined ? {} : { carried: input.carried }) };
  const studied = { ...study, core };
  const derived = await assembleReport(studied, await projectStudyBeside(studied, keep, buffers));
  if (input.final === true) refuseOpen(derived);
  const pack = withRendered(derived, await renderReport({ pack: derived }));
  const signature = signer === undefined ? [] : [[SIGNATURE_PATH, await signManifest(pack, signer)] as const];
  const files = packFiles([...contentsOf(pack.files), ...signature].sort(([a], [b]) => (a < b ? -1 : 1)));
  return {
    files,
    ...(input.redacted === undefined ? {} : { redacted: redactPack(files) }),
    name: packName(given),
    packId: pack.manifest.packId,
    verdict: verdictSummary(pack),
    exceptions: pack.exceptions,
    open: pack.law?.open.map(({ ref }) => ref) ?? [],
    warnings: packWarnings(pack),
  };
}

/** A report is not called final while anything is open: every open item is named. */
function refuseOpen({ law }: AssembledPack): void {
  if (law === undefined) throw evidenceError('evidence.not-final', 'the report names no catalogue of requirements');
  if (law.open.length === 0) return;
  const items = law.open.map(({ ref, kind, asks, given }) => {
    const states = given.map(({ state }) => state).join(', ');
    return `\n  ${kind} ${ref}: ${asks}${states === '' ? '' : ` (given: ${states})`}`;
  });
  throw evidenceError('evidence.not-final', `${law.open.length} open${items.join('')}`);
}

function headFor(reader: LedgerReader, size: number | undefined): { size: number; note: string } {
  const head =
    size === undefined
      ? (reader.latestCheckpoint({ witnessed: true }) ?? reader.latestCheckpoint())
      : reader.checkpointAt(size);
  if (head === undefined)
    throw evidenceError('evidence.no-checkpoint', size === undefined ? 'none at all' : `size ${size}`);
  return head;
}

function packName({ system, period }: ReportInput): string {
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const name = (system ?? 'all-systems').replace(/[^A-Za-z0-9-]+/g, '-');
  // The end is exclusive: the name shows the last day that is in the period.
  return `article12-pack_${name}_${day(period.from)}_${day(period.to - 1)}.zip`;
}
