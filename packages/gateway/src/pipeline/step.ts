/**
 * What a step of the request path is (design/style.md, rule 3): it takes the call as far as it has come and answers
 * "go on, with this" or "stop, with this exit". The runner commits every exit; a step never answers the caller itself.
 */
import type { RemitError } from '@remit/core';
import type { DeniedBecause } from '../call.ts';
import type { Committed } from './stages.ts';
import type { Verdict } from './verdict.ts';

/** Why a call leaves the path early, and what its records will say. */
export type Exit =
  /** A denial: one decision record, terminal. The caller hears that there is no such tool. */
  | { readonly kind: 'hidden'; readonly verdict: Verdict }
  /** Over a rate limit. `counted`: its record is the one that sums up the window, so none is made for this call. */
  | {
      readonly kind: 'limited';
      readonly verdict: Verdict;
      readonly rule: string;
      readonly retryAfterMs: number;
      readonly counted: boolean;
    }
  /** A denial: one decision record, terminal. */
  | { readonly kind: 'denied'; readonly verdict: Verdict; readonly because: DeniedBecause }
  /** The decision stands, but nothing was forwarded: an outcome `refused`. */
  | { readonly kind: 'refused'; readonly committed: Committed; readonly why: string; readonly message: string }
  /** No durable record: the step has seen to what must be recorded later. */
  | { readonly kind: 'unavailable'; readonly error: RemitError };

/** `E`: the exits of the protocol, for tool calls {@link Exit}. */
export type StepResult<Out, E = Exit> =
  | { readonly kind: 'go'; readonly call: Out }
  | { readonly kind: 'stop'; readonly exit: E };

/** One check or act on the path. */
export interface Step<In, Out, E = Exit> {
  /** Stands in logs and in the detail of errors. */
  readonly name: string;
  /** What an exception does. No step may fail open. */
  readonly onError: 'deny';
  run(call: In): StepResult<Out, E> | Promise<StepResult<Out, E>>;
}

/** Goes on with the call as it now is. */
export function go<Out>(call: Out): { readonly kind: 'go'; readonly call: Out } {
  return { kind: 'go', call };
}

/** Leaves the path. */
export function stop<E = Exit>(exit: E): { readonly kind: 'stop'; readonly exit: E } {
  return { kind: 'stop', exit };
}
