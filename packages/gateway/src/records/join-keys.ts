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
  const call = told?.call === undefined ? undefined : toLabel(told.call);
  const session = told?.session === undefined ? undefined : toLabel(told.session);
  if (print === undefined && call === undefined && session === undefined) return undefined;
  return {
    ...(call === undefined ? {} : { call }),
    ...(session === undefined ? {} : { session }),
    ...(print === undefined ? {} : { args_fp: print }),
  };
}
