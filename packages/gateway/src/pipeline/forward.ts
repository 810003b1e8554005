/** Step 6: the call goes upstream. Whatever comes of it becomes an answer that can be recorded. */
import type { Clock, Logger } from '@remit/core';
import type { Forwarded } from '../call.ts';
import { isRemitError } from '../errors.ts';
import { OutcomeCode } from '../reason-codes.ts';
import type { StopSignal } from '../stop-signal.ts';
import type { Timers } from '../timers.ts';
import type { Answered, Committed } from './stages.ts';
import type { Step } from './step.ts';
import { go } from './step.ts';

/** Milliseconds that an aborted call gets to say what it still saw, before it is given up as unknown. */
const ABORT_GRACE_MS = 1_000;

const NOTHING = new Uint8Array();

/** Calls `forward` once. Aborts it with the caller; an exception or a lost answer is `unknown`: it may have happened. */
export function createForward(deps: {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
}): Step<Committed, Answered> {
  const { clock, timers, logger } = deps;
  return {
    name: 'forward',
    onError: 'deny',
    async run(call) {
      const { request, forward, trail, trace } = call;
      const started = clock.now();
      trail.forwarded = true;
      const { signal } = request;
      const lost = givenUp(signal, timers);
      try {
        const context = trace?.forwarding();
        const answer = sent(() => forward(signal, context), signal, logger);
        const forwarded = await lost.orAnswered(answer);
        trace?.forwarded(forwarded);
        return go({ ...call, forwarded, ms: Math.max(0, clock.now() - started) });
      } finally {
        lost.release();
      }
    },
  };
}

async function sent(run: () => Promise<Forwarded>, signal: StopSignal, logger: Logger): Promise<Forwarded> {
  try {
    return await run();
  } catch (thrown) {
    if (signal.aborted) return unknown(OutcomeCode.CallerGone);
    // Invariant: an exception says nothing about whether the upstream acted, so the effect is unknown, never refused.
    const code = isRemitError(thrown) ? thrown.code : OutcomeCode.ForwardFailed;
    logger.error({ code, err: thrown }, 'forwarding a call failed unexpectedly');
    return unknown(code);
  }
}

/** The answer, or `unknown` some time after the signal aborts. `release` when the call has ended. */
function givenUp(
  signal: StopSignal,
  timers: Timers,
): { orAnswered(answer: Promise<Forwarded>): Promise<Forwarded>; release(): void } {
  let resolveLost: (lost: Forwarded) => void = () => {};
  const giveUp = () => void timers.after(ABORT_GRACE_MS, () => resolveLost(unknown(OutcomeCode.CallerGone)));
  if (signal.aborted) giveUp();
  else signal.addEventListener('abort', giveUp, { once: true });
  return {
    // Not Promise.race, which makes three promises more. `answer` never rejects.
    orAnswered: (answer) =>
      new Promise((resolve) => {
        resolveLost = resolve;
        void answer.then(resolve);
      }),
    release: () => signal.removeEventListener('abort', giveUp),
  };
}

function unknown(why: string): Forwarded {
  return { status: 'unknown', why, raw: NOTHING, value: undefined };
}
