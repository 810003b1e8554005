/** Concurrent callers that remember every call that was answered. */
import { Agent } from 'node:http';
import { postCall, type Reply } from './call.ts';
import { pause } from './programs.ts';
import type { Random } from './random.ts';

/** A call that the caller has an answer to. */
export interface Answered {
  readonly message: string;
  /** Id of the decision record, where the answer names it: a denial does, a result does not. */
  readonly decisionId: string | undefined;
}

/** A call that was turned away or lost: nothing is promised about it but that the error is a clear one. */
export interface Failure {
  readonly status: number;
  readonly rpc: number | undefined;
}

/** The running load. */
export interface Driver {
  readonly answered: readonly Answered[];
  /** How calls failed that were answered with an error, by status and JSON-RPC code. */
  readonly refused: ReadonlyMap<string, number>;
  /** Calls whose connection was refused or broke. */
  lost(): number;
  /** Answers that the product never should give. */
  readonly surprises: readonly string[];
  /** Resolves with the milliseconds from now until a call that begins after now is answered. */
  nextAnswer(timeoutMs: number): Promise<number>;
  /** Resolves when a call that begins after now is refused with an error of the table. */
  nextRefusal(timeoutMs: number): Promise<Failure>;
  stop(): Promise<void>;
}

interface Waiter {
  readonly since: number;
  done(at: number, failure?: Failure): void;
}

/** Starts `lanes` callers with pauses of up to `pauseMs` between two calls. One call in five is outside the scope. */
export function startDriver(deps: {
  url: string;
  key: string;
  lanes: number;
  pauseMs: number;
  random: Random;
  /** First part of each message, so that several drivers on one log stay apart. */
  name: string;
}): Driver {
  const agent = new Agent({ keepAlive: true, maxSockets: deps.lanes });
  const answered: Answered[] = [];
  const refused = new Map<string, number>();
  const surprises: string[] = [];
  let lost = 0;
  let next = 0;
  let on = true;
  let forAnswer: Waiter[] = [];
  let forRefusal: Waiter[] = [];

  const told = (waiters: Waiter[], began: number, failure?: Failure): Waiter[] => {
    const at = performance.now();
    for (const waiter of waiters) if (waiter.since <= began) waiter.done(at, failure);
    return waiters.filter((waiter) => waiter.since > began);
  };

  const one = async () => {
    const denied = deps.random.next() < 0.2;
    const message = `${denied ? 'deny' : 'call'} ${deps.name}-${next++}`;
    const began = performance.now();
    const reply = await postCall(agent, deps.url, deps.key, message);
    if (reply === undefined) {
      lost += 1;
      await pause(25);
      return;
    }
    const read = readReply(reply, denied);
    if (read.kind === 'answered') {
      answered.push({ message, decisionId: read.decisionId });
      forAnswer = told(forAnswer, began);
    } else if (read.kind === 'refused') {
      const label = `HTTP ${read.failure.status}, JSON-RPC ${read.failure.rpc}`;
      refused.set(label, (refused.get(label) ?? 0) + 1);
      forRefusal = told(forRefusal, began, read.failure);
      await pause(25);
    } else {
      surprises.push(`${message}: ${reply.status} ${reply.body.slice(0, 300)}`);
      await pause(25);
    }
  };
  const lane = async () => {
    while (on) {
      await one();
      await pause(deps.random.between(0, deps.pauseMs));
    }
  };
  const lanes = Promise.all(Array.from({ length: deps.lanes }, lane));

  const wait = (add: (waiter: Waiter) => void, what: string, timeoutMs: number) =>
    new Promise<{ ms: number; failure: Failure | undefined }>((resolve, reject) => {
      const since = performance.now();
      const late = setTimeout(() => {
        const state = `${answered.length} answered, ${lost} lost, ${[...refused].join(' ')} ${surprises.at(-1) ?? ''}`;
        reject(new Error(`no call was ${what} within ${timeoutMs} ms (${state})`));
      }, timeoutMs);
      add({
        since,
        done(at, failure) {
          clearTimeout(late);
          resolve({ ms: at - since, failure });
        },
      });
    });

  return {
    answered,
    refused,
    surprises,
    lost: () => lost,
    async nextAnswer(timeoutMs) {
      return (await wait((waiter) => forAnswer.push(waiter), 'answered', timeoutMs)).ms;
    },
    async nextRefusal(timeoutMs) {
      const { failure } = await wait((waiter) => forRefusal.push(waiter), 'refused', timeoutMs);
      return failure ?? { status: 0, rpc: undefined };
    },
    async stop() {
      on = false;
      await lanes;
      agent.destroy();
    },
  };
}

type Read =
  | { readonly kind: 'answered'; readonly decisionId: string | undefined }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'surprise' };

/** What a reply means. Only a denial for a call outside the scope, and only the fixed answer for one inside, is right. */
function readReply(reply: Reply, denied: boolean): Read {
  let parsed: {
    result?: { content?: { text?: string }[]; isError?: boolean; _meta?: Record<string, { decisionId?: string }> };
    error?: { code?: number };
  };
  try {
    parsed = JSON.parse(reply.body) as typeof parsed;
  } catch {
    return { kind: 'surprise' };
  }
  const { result, error } = parsed;
  if (reply.status === 200 && result !== undefined) {
    const decisionId = result._meta?.['remit/denial']?.decisionId;
    if (denied) return decisionId === undefined ? { kind: 'surprise' } : { kind: 'answered', decisionId };
    const right = result.isError !== true && result.content?.[0]?.text === 'the fixed answer';
    return right ? { kind: 'answered', decisionId: undefined } : { kind: 'surprise' };
  }
  if (reply.status === 503 && error?.code !== undefined)
    return { kind: 'refused', failure: { status: 503, rpc: error.code } };
  return { kind: 'surprise' };
}
