/**
 * Error codes of AI Gateway: what one says about the decision (log schemas reference §2.6). Keyed by the code and never by
 * the HTTP status, because a status can be the provider's own.
 */
import { jsonOf, memberOf, ownMember } from '../mapping/member-path.ts';

/** What a code shows. `by`: what decided. */
export interface CodeMeaning {
  readonly by?: string;
  readonly outcome: 'refused' | 'executed';
  readonly flag: string;
}

/** A response that was withheld came from a model that ran: the effect is there, the caller did not get it. */
export const CODES: Readonly<Record<string, CodeMeaning>> = {
  '2016': { by: 'guardrails', outcome: 'refused', flag: 'prompt-blocked' },
  '2017': { by: 'guardrails', outcome: 'executed', flag: 'response-withheld' },
  '2021': { outcome: 'refused', flag: 'no-credits' },
  '2029': { by: 'dlp', outcome: 'refused', flag: 'prompt-blocked' },
  '2030': { by: 'dlp', outcome: 'executed', flag: 'response-withheld' },
  '7013': { outcome: 'refused', flag: 'scanner-unavailable' },
};

/** A code and the path that leads to it. */
export interface FoundCode {
  readonly code: string;
  readonly path: string;
}

/** The error code in a response body: `{"error":[{"code":2029}]}`, `{"errors":[...]}` or `{"error":{"code":...}}`. */
export function codeOfBody(body: unknown, path: string): FoundCode | undefined {
  const parsed = typeof body === 'string' ? jsonOf(body) : body;
  const at = typeof body === 'string' ? `${path}|json` : path;
  for (const name of ['error', 'errors']) {
    const holder = ownMember(parsed, name);
    const inList = Array.isArray(holder);
    const code = ownMember(inList ? (holder as readonly unknown[])[0] : holder, 'code');
    const text = typeof code === 'number' ? String(code) : code;
    if (typeof text !== 'string' || !/^\d{4}$/.test(text)) continue;
    return { code: text, path: memberOf(inList ? `${memberOf(at, name)}[0]` : memberOf(at, name), 'code') };
  }
  return undefined;
}
