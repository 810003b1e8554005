/** What undici's errors say about an attempt. */
import { AttemptCode } from './answer-end.ts';

const BY_CODE: Readonly<Record<string, AttemptCode>> = {
  UND_ERR_CONNECT_TIMEOUT: AttemptCode.ConnectTimeout,
  UND_ERR_HEADERS_TIMEOUT: AttemptCode.FirstByteTimeout,
  UND_ERR_BODY_TIMEOUT: AttemptCode.IdleTimeout,
  ECONNREFUSED: AttemptCode.ConnectFailed,
  ENOTFOUND: AttemptCode.ConnectFailed,
  EAI_AGAIN: AttemptCode.ConnectFailed,
  EHOSTUNREACH: AttemptCode.ConnectFailed,
  ENETUNREACH: AttemptCode.ConnectFailed,
  ERR_OUTBOUND_PRIVATE_ADDRESS: AttemptCode.ConnectFailed,
};
/** Failures that come before a byte of the request has left. */
const UNSENT: ReadonlySet<AttemptCode> = new Set([AttemptCode.ConnectTimeout, AttemptCode.ConnectFailed]);

/** The code of an ending. `begun`: the head of the answer had come. */
export function codeOf(error: unknown, begun: boolean): AttemptCode {
  const known = BY_CODE[errorCode(error)];
  if (known !== undefined) return known;
  return begun ? AttemptCode.Truncated : AttemptCode.Reset;
}

/** True when the connection was never there. */
export function neverSent(error: unknown): boolean {
  const code = errorCode(error);
  const known = BY_CODE[code];
  if (known !== undefined) return UNSENT.has(known);
  return code.startsWith('ERR_TLS_') || code.includes('CERT') || code === 'DEPTH_ZERO_SELF_SIGNED_CERT';
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
