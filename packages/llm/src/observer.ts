/**
 * How a composition root watches calls to models: counts, and spans of distributed traces. It changes nothing: no decision
 * and no record depends on it, and what a client says about its own trace only draws lines.
 */
import type { TraceContext } from '@remit/gateway';
import type { Outcome } from '@remit/record';
import type { AnswerFacts } from './dialects/dialect.ts';
import type { LlmCall } from './llm-call.ts';
import type { RouteTarget } from './routing/accounts.ts';
import type { Use } from './use.ts';

/** One attempt that is about to be sent. */
export interface ObservedAttempt {
  readonly target: RouteTarget;
  /** 0 for the first of its call. */
  readonly attempt: number;
  /** Output cap as sent, for each choice. */
  readonly cap: number | undefined;
  readonly verdict: { readonly scope?: { readonly id: string } };
}

/** One attempt as it came to its end. */
export interface ObservedAnswer {
  readonly out: Outcome;
  readonly facts: AnswerFacts | undefined;
  readonly use: Use;
  /** False: the model has no price, so what it costs is not known. */
  readonly priced: boolean;
  /** What came of the answer, whole or as a stream; undefined when nothing did, or it was longer than is kept. */
  readonly content: Uint8Array | undefined;
  readonly decisionId: string;
  readonly outcomeId: string;
}

/** One call under way. Does little and never throws. Times are monotonic milliseconds (`performance.now()`). */
export interface CallWatch {
  /** A step of an attempt ended. `code`: why the call left the path there. */
  step(name: string, from: number, to: number, code: string | undefined): void;
  /** An attempt is about to be sent: the context to send along; undefined where the caller's goes on as it came. */
  forwarding(at: ObservedAttempt): TraceContext | undefined;
  /** The first byte of its answer came. */
  firstByte(): void;
  /** It is settled and recorded. */
  answered(at: ObservedAnswer): void;
  /** Nothing was sent, for this reason. `scope`: id of the scope that was asked. */
  refused(code: string, scope: string | undefined): void;
  /** The caller has its answer. */
  end(): void;
}

/** Starts watching calls. */
export interface LlmObserver {
  begin(call: LlmCall): CallWatch;
}

const nothing: CallWatch = {
  step() {},
  forwarding: () => undefined,
  firstByte() {},
  answered() {},
  refused() {},
  end() {},
};

/** Watches nothing. */
export const noLlmObserver: LlmObserver = { begin: () => nothing };
