/** What passes between the thread that ingests and the threads that prepare slots for it. */
import type { Slot } from './slot.ts';

/** An object whose slots are to be prepared. Sources cannot be sent: they are named, in the order of the recogniser. */
export interface JobMessage {
  readonly kind: 'job';
  readonly job: number;
  readonly sources: readonly SourceName[];
  readonly fallback: { readonly source: number; readonly dataset: string } | undefined;
  readonly object: string;
  readonly receivedAt: string;
  readonly key: Uint8Array;
}

/** `maps`: its records may be mapped by a thread; otherwise only recognised. */
export interface SourceName {
  readonly id: string;
  readonly maps: boolean;
}

/** A slot to prepare. It comes back in an {@link AnswerMessage}. */
export interface SlotMessage {
  readonly kind: 'slot';
  readonly job: number;
  readonly number: number;
  readonly slot: Slot;
}

/** The job is over: its key is forgotten. */
export interface EndMessage {
  readonly kind: 'end';
}

export type WorkMessage = JobMessage | SlotMessage | EndMessage;

/** A prepared slot, or what went wrong. */
export type AnswerMessage =
  | { readonly job: number; readonly number: number; readonly slot: Slot }
  | { readonly job: number; readonly number: number; readonly error: string };
