/** Which endings are worth another attempt, and how long to wait for it (llm-gateway reference §6). Pure. */
import type { AnswerEnd } from '../upstream/answer-end.ts';
import { AttemptCode } from '../upstream/answer-end.ts';

const RETRIED: ReadonlySet<number> = new Set([408, 409, 429, 500, 502, 503, 504, 529]);
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;

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

/** Milliseconds to wait: what the provider asks for, else a pause that grows. Another target is tried at once. */
export function afterMs(end: AnswerEnd, attempt: number, elsewhere: boolean): number {
  if (elsewhere) return 0;
  const asked = end.kind === 'refused' ? askedMs(end.headers) : undefined;
  return Math.min(LONGEST_WAIT_MS, asked ?? FIRST_WAIT_MS * 2 ** attempt);
}

function askedMs(headers: Readonly<Record<string, string | string[] | undefined>>): number | undefined {
  const exact = Number(headers['retry-after-ms']);
  if (headers['retry-after-ms'] !== undefined && Number.isFinite(exact) && exact >= 0) return exact;
  const seconds = Number(headers['retry-after']);
  return headers['retry-after'] !== undefined && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined;
}
