/** Which endings are worth another attempt, and how long to wait for it (llm-gateway reference §6). Pure. */
import type { AnswerEnd } from '../upstream/answer-end.ts';
import { AttemptCode } from '../upstream/answer-end.ts';

const RETRIED: ReadonlySet<number> = new Set([408, 409, 429, 500, 502, 503, 504, 529]);
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;
/** Share of a wait by which callers who failed together come back apart. */
const SPREAD = 0.5;

/** Only before a byte has gone to the caller, and never around a refusal of the provider's own policy. */
export function isWorthRetrying(end: AnswerEnd): boolean {
  switch (end.kind) {
    case 'not-sent':
      return end.why !== AttemptCode.CallerGone;
    case 'refused':
      return RETRIED.has(end.status);
    case 'lost':
      // What a too large answer or a spent deadline cost once, they would cost again.
      return (
        end.why !== AttemptCode.TooLarge && end.why !== AttemptCode.TotalTimeout && end.why !== AttemptCode.CallerGone
      );
    case 'answered':
    case 'streamed':
      return false;
  }
}

/**
 * Milliseconds to wait: at least what the provider asks for, else a pause that grows. Another target is tried at once.
 * Undefined: the provider asks for more than a caller is kept waiting, so the caller is told instead. `spread`: a number
 * from 0 up to 1 that tells callers apart.
 */
export function afterMs(end: AnswerEnd, attempt: number, elsewhere: boolean, spread: number): number | undefined {
  if (elsewhere) return 0;
  const asked = end.kind === 'refused' ? askedMs(end.headers) : undefined;
  if (asked !== undefined && asked > LONGEST_WAIT_MS) return undefined;
  const wait = asked ?? Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
  return Math.round(wait * (1 + SPREAD * spread));
}

function askedMs(headers: Readonly<Record<string, string | string[] | undefined>>): number | undefined {
  const exact = Number(headers['retry-after-ms']);
  if (headers['retry-after-ms'] !== undefined && Number.isFinite(exact) && exact >= 0) return exact;
  const seconds = Number(headers['retry-after']);
  return headers['retry-after'] !== undefined && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined;
}
