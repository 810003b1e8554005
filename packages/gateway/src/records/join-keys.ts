/** What may join a call to the model that chose it, already safe for a record (shadow-mcp reference §6). */
import type { JoinKeys } from '@remit/record';
import type { CallRequest } from '../call.ts';
import type { ArgumentFingerprint } from './argument-fingerprint.ts';
import { toLabel } from './label.ts';

/** Undefined when there is nothing to join by. */
export function joinKeysOf(
  { told, args }: CallRequest,
  fingerprint: ArgumentFingerprint | undefined,
): JoinKeys | undefined {
  const print = fingerprint?.(args);
  if (told === undefined) return print === undefined ? undefined : { args_fp: print };
  const { call, session, thread, trace } = told;
  const keys: JoinKeys = {};
  if (call !== undefined) keys.call = toLabel(call);
  if (session !== undefined) keys.session = toLabel(session);
  if (thread !== undefined) keys.thread = toLabel(thread);
  if (trace !== undefined) keys.trace = trace;
  if (print !== undefined) keys.args_fp = print;
  return Object.keys(keys).length === 0 ? undefined : keys;
}
