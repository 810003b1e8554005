/** The decision on a call as the pipeline carries it: the scope engine's, or the gateway's own denial. */
import type { Json } from '@remit/core';
import type { Policy, ScopeRef, Subjects } from '@remit/record';
import type { ScopeDecision } from '@remit/scope';
import type { DenialCode } from '../reason-codes.ts';

/** Most handles that one record names. */
export const MAX_ABOUT = 64;

/** Whom the call concerns: random handles, or why nobody is known. */
export type About = { readonly handles: readonly string[] } | { readonly absent: string };

export interface Verdict {
  readonly dec: Policy['dec'];
  readonly eval: Policy['eval'];
  readonly rules: readonly string[];
  readonly errors: readonly string[];
  readonly bundleSha?: string;
  readonly scope?: ScopeRef;
  /** What the policy saw; absent when none was asked. */
  readonly context?: Json;
  readonly about: About;
  /** For the caller. */
  readonly message: string;
  readonly visible: boolean;
  /** False: the scope only observes. The call is forwarded whatever `dec` says, and the record says so. */
  readonly enforced: boolean;
  readonly approval?: { readonly role: string; readonly reason: string };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The engine's decision with the affected persons as handles. */
export function verdictOf(decision: ScopeDecision, subjects: Subjects): Verdict {
  const { scope, bundleSha, approval, about } = decision;
  const verdict: Writable<Verdict> = {
    dec: decision.dec,
    eval: decision.eval,
    rules: decision.rules,
    errors: decision.errors,
    context: decision.context,
    about:
      'absent' in about
        ? { absent: about.absent }
        : { handles: about.references.map((reference) => subjects.handle('affected', reference)) },
    message: decision.message,
    visible: decision.visible,
    enforced: decision.enforced,
  };
  // Set one by one: this is made for every call, and a spread costs several times as much.
  if (bundleSha !== undefined) verdict.bundleSha = bundleSha;
  if (scope !== undefined) verdict.scope = scope;
  if (approval !== undefined) verdict.approval = approval;
  return verdict;
}

/**
 * A denial by the gateway of what the policy would have let through. Not evaluated: no policy decided this. Always
 * enforced: observing suspends what a scope forbids, not what the gateway itself cannot answer for.
 */
export function overrule(verdict: Verdict, code: DenialCode, message: string): Verdict {
  return { ...verdict, dec: 'deny', eval: 'not-evaluated', errors: [code], message, enforced: true };
}

/** True when the verdict keeps the call from being forwarded. */
export function stops(verdict: Verdict): boolean {
  return verdict.enforced && verdict.dec === 'deny';
}

/** A denial because the release that the policy asks for was not given. The policy was evaluated; `code` says what is missing. */
export function unreleased(verdict: Verdict, code: DenialCode, message: string): Verdict {
  return { ...verdict, dec: 'deny', errors: [...verdict.errors, code], message, enforced: true };
}

/** A denial before any policy was asked. */
export function unevaluated(code: DenialCode, message: string, scope: ScopeRef | undefined): Verdict {
  return {
    dec: 'deny',
    eval: 'not-evaluated',
    rules: [],
    errors: [code],
    ...(scope === undefined ? {} : { scope }),
    about: { absent: 'the call was denied before it was looked at whom it concerns' },
    message,
    visible: false,
    enforced: true,
  };
}
