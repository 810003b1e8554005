/** Asks the scope engine about a call. Used by the decision and, after an approval, by the decision taken again. */
import type { Clock } from '@remit/core';
import type { Subjects } from '@remit/record';
import type { ScopeEngine } from '@remit/scope';
import type { CallRequest } from '../call.ts';
import type { Verdict } from './verdict.ts';
import { verdictOf } from './verdict.ts';

/** Follows symbolic links on the file system that one upstream sees; undefined when the gateway cannot see it. */
export type RealpathFor = (server: string) => ((path: string) => string | undefined) | undefined;

/** The verdict on a call now. `approved`: a person has released exactly this call. */
export type AskScope = (request: CallRequest, approved: boolean) => Verdict;

/** Binds the engine to the clock and to the upstreams' file systems. */
export function createAskScope(deps: {
  readonly engine: ScopeEngine;
  readonly subjects: Subjects;
  readonly clock: Clock;
  readonly realpath?: RealpathFor;
}): AskScope {
  const { engine, subjects, clock } = deps;
  return ({ caller, server, tool, args }, approved) => {
    const realpath = deps.realpath?.(server);
    const decision = engine.decide({
      ...(caller.agent === undefined ? {} : { agent: caller.agent }),
      server,
      tool,
      args,
      now: clock.now(),
      approved,
      ...(realpath === undefined ? {} : { realpath }),
    });
    return verdictOf(decision, subjects);
  };
}
