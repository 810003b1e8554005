/** Recording as values: what the ledger throws or rejects with becomes a result the pipeline can answer with. */
import type { RemitError, Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { LedgerErrorCode } from '@remit/ledger';
import type { Committed, RecordDraft, Recorded, Recorder } from '@remit/record';
import { asRecordingError } from '../errors.ts';

/** Hands a draft to the recorder. An error means that it was not taken. */
export function tryRecord(recorder: Recorder, draft: RecordDraft, committed?: Committed): Result<Recorded, RemitError> {
  try {
    return ok(recorder.record(draft, committed));
  } catch (thrown) {
    return err(asRecordingError(thrown));
  }
}

/** Waits until a record is durable, or why it is not known to be. Never rejects. */
export async function untilDurable(recorded: Recorded): Promise<Result<Recorded, RemitError>> {
  try {
    await recorded.durable;
    return ok(recorded);
  } catch (thrown) {
    return err(asRecordingError(thrown));
  }
}

/** Records and waits until it is durable. */
export async function recordDurably(
  recorder: Recorder,
  draft: RecordDraft,
  committed?: Committed,
): Promise<Result<Recorded, RemitError>> {
  const taken = tryRecord(recorder, draft, committed);
  return taken.ok ? untilDurable(taken.value) : taken;
}

// Codes with which the ledger says that a record was not taken and never will be (its error table). With any
// other error the record may still become durable, so whatever it opened has to be closed.
const NOT_TAKEN: ReadonlySet<string> = new Set<LedgerErrorCode>([
  'ledger.overloaded',
  'ledger.not-current',
  'ledger.closed',
  'ledger.record-invalid',
  'ledger.record-too-large',
  'ledger.unknown-subject',
]);

/** True when the record that failed with this error is certain never to stand in the log. */
export function neverTaken(error: RemitError): boolean {
  return NOT_TAKEN.has(error.code);
}
