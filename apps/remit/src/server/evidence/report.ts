/** One report: seal the head, build the pack at it, tell the log. */
import { statSync } from 'node:fs';
import type { Anchoring, Ledger } from '@remit/ledger';
import type { DraftOf } from '@remit/record';
import type { Config } from '../../config/load.ts';
import { publishPack } from '../../schedule/write-pack.ts';
import { adminError } from '../admin-errors.ts';
import type { ReportSummary } from '../admin-types.ts';
import { chooseLog } from '../periods/choose-log.ts';
import type { Periods } from '../periods/periods.ts';
import type { Period } from './period.ts';
import { reportKeyDraft, reportSigner } from './report-key.ts';
import { rootProofOf } from './root-proof.ts';
import type { EvidenceRunner } from './runner.ts';
import { type Stamped, stampHead } from './stamp-head.ts';

/** What of the house a report needs. Not the house itself, which makes reports on a calendar with this. */
export interface ReportHouse {
  readonly config: Config;
  readonly ledger: Ledger;
  readonly evidence: EvidenceRunner;
  readonly periods: Pick<Periods, 'list'>;
  readonly anchors: Pick<Anchoring, 'heads' | 'now'>;
}

export interface ReportRequest {
  readonly period: Period;
  readonly system: string | undefined;
  readonly now: number;
  /** An earlier checkpoint's size; undefined for the newest head. */
  readonly size: number | undefined;
  readonly sample: { readonly seed: string; readonly n: number } | undefined;
  readonly final: boolean;
  readonly redacted: boolean;
  /** Origin of the log; absent: the one with records in the period. */
  readonly log?: string;
  /** Where the pack goes; absent: it is answered. */
  readonly path?: string;
  /** Breaks the work off. */
  readonly signal?: AbortSignal;
}

/** A report that was made: what to tell about it, the pack, and its redacted variant when it was asked for. */
export interface MadeReport {
  readonly summary: ReportSummary;
  readonly zip: Uint8Array;
  readonly redacted?: Uint8Array;
  /** Where the pack and its variant were put, when a path was given. */
  readonly paths: readonly string[];
}

/** How long a report waits for the witnesses before it goes out with an unwitnessed head, which the pack then shows. */
const WITNESS_WAIT_MS = 15_000;

/** Builds the pack in a thread of its own, then appends the scope.verdict record and waits until it is durable. */
export async function makeReport(house: ReportHouse, request: ReportRequest): Promise<MadeReport> {
  const { system, now, sample, final, redacted, path, signal } = request;
  // Nothing can be said about times to come: a period that is still running ends, for the report, at the report's clock.
  const period = { from: request.period.from, to: Math.min(request.period.to, now) };
  if (period.from >= period.to) throw adminError('admin.bad-request', "the period starts after the report's clock");
  const log = chooseLog(house.periods.list(), period, request.log);
  if (!log.ok) throw adminError('admin.bad-request', log.error);
  const ended = log.value;
  if (ended === undefined) await declareKey(house);
  // Nothing is added to an ended log: its last head is what a pack of it shows.
  const at = request.size ?? ended?.size;
  const { size: sealed, stamped } = at === undefined ? await sealedSize(house) : { size: at };
  const rooted = await rootProofOf(house.config, {
    origin: ended?.origin ?? house.ledger.origin,
    size: sealed,
    orLater: request.size === undefined && ended === undefined,
  });
  const size = rooted?.size ?? sealed;
  const made = await house.evidence
    .run(
      {
        kind: 'report',
        input: {
          period,
          system,
          now,
          size,
          ...(rooted === undefined ? {} : { root: { proof: rooted.proof, tail: rooted.tail } }),
          ...(sample === undefined ? {} : { sample }),
          ...(final ? { final } : {}),
          ...(redacted ? { redacted } : {}),
          ...(path === undefined ? {} : { path }),
        },
      },
      signal,
      ended?.dir,
    )
    .catch((error: unknown) => {
      const message = error instanceof Error ? error.message : undefined;
      // The worker's error crosses the thread as its message.
      throw adminError(final ? 'admin.not-final' : 'admin.report-failed', message, { cause: error });
    });
  // Proof: built by evidence.verdictDraft as a scope.verdict draft; it crossed the thread as plain data.
  if (ended === undefined) await house.ledger.record(made.verdictRecord as DraftOf<'scope.verdict'>).durable;
  // The log knows the report before anybody can read it.
  const { prepared: paths = [] } = made;
  publishPack(paths);
  const { name, traces, verdicts, exceptions, open, zip } = made;
  const variant = made.redacted === undefined ? {} : { redacted: made.redacted };
  const [pack] = paths;
  const bytes = pack === undefined ? zip.length : statSync(pack).size;
  const stamps = stamped === undefined ? {} : { stamped };
  return { zip, ...variant, paths, summary: { name, size, traces, ...verdicts, exceptions, open, bytes, ...stamps } };
}

/** The log names the key that signs packs, before the first pack that it signs. */
export async function declareKey({
  config,
  ledger,
  evidence,
}: Pick<ReportHouse, 'config' | 'ledger' | 'evidence'>): Promise<void> {
  const { vkey } = reportSigner(config.dataDir, ledger.origin);
  if (!(await evidence.run({ kind: 'report-key', vkey }))) await ledger.record(reportKeyDraft(vkey)).durable;
}

/**
 * A head that covers all records until now, cosigned after now if a witness answers, with a token of the head before it if
 * an authority is configured. The heartbeat makes the tree grow, so that an idle log does not show a cosignature from
 * before the end of the period.
 */
async function sealedSize(house: ReportHouse): Promise<{ size: number; stamped?: readonly Stamped[] }> {
  const { index } = await house.ledger.record({ t: 'heartbeat', hb: { why: 'report' } }).durable;
  const stamped = await stampHead(house);
  // The records that hold the tokens belong to the pack.
  const least = stamped === undefined ? index : house.ledger.head().size - 1;
  const witnessed = house.ledger.head().witnesses.length > 0;
  const head = await house.ledger
    .sealHead({ witnessed, timeoutMs: WITNESS_WAIT_MS })
    // Witnesses that do not answer leave an unwitnessed head, and the pack says so.
    .catch(async () => await house.ledger.sealHead());
  const size = head.witnessedSize > least ? head.witnessedSize : head.signedSize;
  return { size, ...(stamped === undefined ? {} : { stamped }) };
}
