/**
 * What a witness answers to one add-checkpoint request (C2SP tlog-witness v1.0.0), as a pure function of the request
 * and the state. The caller checks and sets the state atomically and persists it before it answers.
 */
import { equalBytes, fromUtf8 } from '@remit/core';
import type { ParsedCheckpoint } from './checkpoint.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { emptyRoot } from './hash.ts';
import type { NoteVerifier } from './note.ts';
import { openNote } from './note.ts';
import { verifyConsistency } from './proof.ts';
import type { AddCheckpoint } from './witness-message.ts';
import { parseAddCheckpoint } from './witness-message.ts';

/** The largest tree that the witness has cosigned for one origin. */
export interface WitnessState {
  readonly size: number;
  readonly root: Uint8Array;
  /** The note it cosigned, as submitted. */
  readonly note: string;
}

/** A log that the witness cosigns. Its key's name may differ from its origin. */
export interface WitnessedLog {
  readonly origin: string;
  readonly key: NoteVerifier;
}

export type WitnessAnswer =
  /** Persist `next`, then cosign the note's text and answer the signature line. */
  | { readonly status: 200; readonly next: WitnessState & { readonly origin: string; readonly text: string } }
  | {
      readonly status: 400 | 403 | 404 | 409 | 422;
      readonly body: string;
      readonly contentType?: string;
      /** A note that the log's key signed and that contradicts the state: keep it, never cosign it. */
      readonly evidence?: string;
    };

export interface WitnessInput {
  readonly body: string | Uint8Array;
  readonly logs: readonly WitnessedLog[];
  state(origin: string): WitnessState | undefined;
}

/**
 * Ladder: malformed 400; unknown origin 404; no good signature by the log's key, malformed ones included, 403; old size above the checkpoint's 400; old
 * size not the recorded one 409 with the recorded size; inconsistent 422; else 200.
 */
export async function witnessDecide(input: WitnessInput): Promise<WitnessAnswer> {
  const body = typeof input.body === 'string' ? input.body : fromUtf8(input.body);
  if (body === undefined) return { status: 400, body: 'the body is not UTF-8\n' };
  const message = parseAddCheckpoint(body);
  if (!message.ok) return { status: 400, body: `${message.error}\n` };
  // The origin decides first: an unknown log is 404 whatever stands below its text.
  const note = message.value.checkpoint;
  const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
  const checkpoint = parseCheckpoint(text);
  if (!checkpoint.ok) return { status: 400, body: `${checkpoint.error}\n` };
  const log = input.logs.find((known) => known.origin === checkpoint.value.origin);
  if (log === undefined) return { status: 404, body: 'unknown log\n' };
  const opened = await openNote(note, [log.key]);
  if (!opened.ok) return { status: 403, body: `${opened.error}\n` };
  return decideGrowth(message.value, checkpoint.value, text, input.state(log.origin));
}

function decideGrowth(
  message: AddCheckpoint,
  checkpoint: ParsedCheckpoint,
  text: string,
  state: WitnessState | undefined,
): WitnessAnswer {
  const { oldSize, proof } = message;
  const recorded = state?.size ?? 0;
  if (oldSize > checkpoint.size) return { status: 400, body: 'the old size is larger than the checkpoint\n' };
  if (oldSize !== recorded) return { status: 409, body: `${recorded}\n`, contentType: 'text/x.tlog.size' };
  const refuse = (why: string): WitnessAnswer => ({ status: 422, body: `${why}\n`, evidence: message.checkpoint });
  if (oldSize === 0 && proof.length > 0) return refuse('a proof from size 0 is empty');
  if (checkpoint.size === 0 && !equalBytes(checkpoint.root, emptyRoot()))
    return refuse('an empty tree has another root');
  if (state !== undefined && oldSize > 0) {
    const consistent = verifyConsistency({
      size1: BigInt(state.size),
      size2: BigInt(checkpoint.size),
      root1: state.root,
      root2: checkpoint.root,
      proof,
    });
    if (!consistent) return refuse('the checkpoint is not consistent with the one recorded');
  }
  const { origin, size, root } = checkpoint;
  return { status: 200, next: { origin, size, root, note: message.checkpoint, text } };
}

/** Largest request body in bytes that a witness reads: 63 proof lines and a note with many signatures fit. */
export const MAX_ADD_CHECKPOINT_BYTES = 64 * 1024;
