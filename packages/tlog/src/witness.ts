/**
 * What a witness answers to one add-checkpoint request (C2SP tlog-witness v1.0.0), as a pure function of the request
 * and the state. The caller checks and sets the state atomically and persists it before it answers; otherwise a slower
 * request for a smaller tree rolls the witness back.
 */
import { equalBytes, fromUtf8 } from '@remit/core';
import type { ParsedCheckpoint } from './checkpoint.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { emptyRoot } from './hash.ts';
import type { NoteVerifier, OpenedNote } from './note.ts';
import { openNote, parseNote } from './note.ts';
import { verifyConsistency } from './proof.ts';
import type { AddCheckpoint } from './witness-message.ts';
import { parseAddCheckpoint } from './witness-message.ts';

/** Largest request body in bytes that a witness reads: 63 proof lines and a note with many signatures fit. */
export const MAX_ADD_CHECKPOINT_BYTES = 64 * 1024;

/** The largest tree that the witness has cosigned for one origin. */
export interface WitnessState {
  readonly size: number;
  readonly root: Uint8Array;
  /** The note it cosigned: the checkpoint's text and the log's own signatures. */
  readonly note: string;
}

/** A key of a log that the witness cosigns. Its name may differ from the origin; several entries are several keys of one log. */
export interface WitnessedLog {
  readonly origin: string;
  readonly key: NoteVerifier;
}

/** What to answer, and for 200 what to persist first. */
export type WitnessAnswer =
  /** Persist `next`, then cosign the note's text and answer the signature line. */
  | { readonly status: 200; readonly next: WitnessState & { readonly origin: string; readonly text: string } }
  | {
      readonly status: 400 | 403 | 404 | 409 | 422;
      readonly body: string;
      readonly contentType?: string;
      /**
       * The checkpoint as submitted, which the log's key signed and which does not follow from the state, or is older
       * than it: keep it, name it by its hash because anyone can send it again, and never cosign it.
       */
      readonly evidence?: string;
      /**
       * True when the evidence alone convicts the log: another root for the recorded size. Otherwise the log may have
       * forked or the sender may have sent a wrong proof; asking the log for a proof tells which.
       */
      readonly fork?: true;
    };

/** One request and what the witness knows. */
export interface WitnessInput {
  readonly body: string | Uint8Array;
  readonly logs: readonly WitnessedLog[];
  /** The recorded state of an origin; undefined when it was never cosigned. */
  state(origin: string): WitnessState | undefined;
}

/**
 * Ladder: malformed 400; unknown origin 404; no good signature by a key of the log, malformed ones included, 403; old
 * size above the checkpoint's 400; old size not the recorded one 409 with the recorded size; inconsistent 422; else 200.
 */
export async function witnessDecide(input: WitnessInput): Promise<WitnessAnswer> {
  const body = typeof input.body === 'string' ? input.body : fromUtf8(input.body);
  if (body === undefined) return { status: 400, body: 'the body is not UTF-8\n' };
  const message = parseAddCheckpoint(body);
  if (!message.ok) return { status: 400, body: `${message.error}\n` };
  // The origin decides first: an unknown log is 404 whatever stands below its text.
  const submitted = message.value.checkpoint;
  const checkpoint = parseCheckpoint(submitted.slice(0, submitted.lastIndexOf('\n\n') + 1));
  if (!checkpoint.ok) return { status: 400, body: `${checkpoint.error}\n` };
  const { origin } = checkpoint.value;
  const keys = input.logs.filter((log) => log.origin === origin).map((log) => log.key);
  if (keys.length === 0) return { status: 404, body: 'unknown log\n' };
  const opened = await openNote(submitted, keys);
  if (!opened.ok) return { status: 403, body: `${opened.error}\n` };
  return (
    refusal(message.value, checkpoint.value, input.state(origin)) ?? {
      status: 200,
      next: {
        origin,
        size: checkpoint.value.size,
        root: checkpoint.value.root,
        text: opened.value.text,
        note: ownNote(submitted, opened.value),
      },
    }
  );
}

function refusal(
  message: AddCheckpoint,
  checkpoint: ParsedCheckpoint,
  state: WitnessState | undefined,
): WitnessAnswer | undefined {
  const { oldSize, proof, checkpoint: evidence } = message;
  const recorded = state?.size ?? 0;
  // Whatever the request claims, a second root for the recorded size convicts the log (split view).
  const recordedRoot = state?.root ?? emptyRoot();
  const fork = checkpoint.size === recorded && !equalBytes(checkpoint.root, recordedRoot);
  const older = checkpoint.size < recorded ? ({ evidence } as const) : {};
  const convicted = fork ? ({ evidence, fork: true } as const) : older;
  if (oldSize > checkpoint.size)
    return { status: 400, body: 'the old size is larger than the checkpoint\n', ...convicted };
  if (oldSize !== recorded)
    return { status: 409, body: `${recorded}\n`, contentType: 'text/x.tlog.size', ...convicted };
  if (fork) return { status: 422, body: 'another root for the size recorded\n', ...convicted };
  if (oldSize === 0) return proof.length > 0 ? { status: 422, body: 'a proof from size 0 must be empty\n' } : undefined;
  const consistent = verifyConsistency({
    size1: BigInt(recorded),
    size2: BigInt(checkpoint.size),
    root1: recordedRoot,
    root2: checkpoint.root,
    proof,
  });
  if (consistent) return undefined;
  // A log at its recorded size needs no proof; a superfluous one says nothing about the log.
  const suspicion = checkpoint.size === recorded ? {} : { evidence };
  return { status: 422, body: 'the consistency proof does not hold\n', ...suspicion };
}

/**
 * The note with the signatures of the log's keys only. Threat: lines of unknown keys come from whoever sent the request;
 * kept, they would fill the note up to its cap and the witness's own line would find no room.
 */
function ownNote(submitted: string, opened: OpenedNote): string {
  const note = parseNote(submitted);
  const lines = note.ok ? note.value.signatures : [];
  const own = lines.filter((s) => opened.verified.some((v) => v.name === s.name && equalBytes(v.keyId, s.keyId)));
  return `${opened.text}\n${own.map(({ line }) => `${line}\n`).join('')}`;
}
