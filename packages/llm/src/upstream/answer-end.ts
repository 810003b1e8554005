/** How an attempt at a provider ended. */
import type { AnswerFacts } from '../dialects/dialect.ts';

export type AnswerEnd =
  /** No byte of the request left. */
  | { readonly kind: 'not-sent'; readonly why: string }
  /** An HTTP error, whole. Nothing of it has gone to the caller. */
  | { readonly kind: 'refused'; readonly status: number; readonly headers: Headers; readonly body: Uint8Array }
  /** An answer that is not streamed, whole. Nothing of it has gone to the caller. */
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: Headers;
      readonly body: Uint8Array;
      /** The caller had gone before it was whole: nothing of it was delivered. */
      readonly gone?: true;
    }
  /** A stream of which something has gone to the caller. */
  | {
      readonly kind: 'streamed';
      readonly complete: boolean;
      readonly facts: AnswerFacts;
      /** Why it is not complete. */
      readonly why?: string;
      /** The caller had gone before its end: what came after that was read for its usage only. */
      readonly gone?: true;
      readonly released: number;
      /** What went to the caller; undefined when it was more than is kept. */
      readonly content: Uint8Array | undefined;
    }
  /** The request left, and no answer that can be used came. Nothing has gone to the caller. */
  | { readonly kind: 'lost'; readonly why: string };

/** Headers of an answer, names in lower case. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Codes of what the gateway itself saw of an attempt. */
export const AttemptCode = {
  ConnectFailed: 'llm.connect-failed',
  ConnectTimeout: 'llm.connect-timeout',
  FirstByteTimeout: 'llm.first-byte-timeout',
  IdleTimeout: 'llm.idle-timeout',
  TotalTimeout: 'llm.total-timeout',
  Reset: 'llm.reset',
  Truncated: 'llm.truncated',
  Garbage: 'llm.garbage',
  TooLarge: 'llm.answer-too-large',
  CallerGone: 'caller-gone',
} as const;
export type AttemptCode = (typeof AttemptCode)[keyof typeof AttemptCode];
