/** The part of reading a result that both revisions share. */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { RawMember } from '../json/raw-json.ts';
import { duplicateKey, objectMembers } from '../json/raw-json.ts';
import type { ResultProblem } from './codec.ts';
import { isObject } from './json-rpc.ts';

/** Cuts a result into members; refuses what is no object or holds a member twice. */
export function readMembers(
  text: string,
  value: unknown,
): Result<{ members: readonly RawMember[]; value: Record<string, unknown> }, ResultProblem> {
  if (!isObject(value)) return err({ code: 'mcp.upstream-bad-answer', detail: 'the result is not an object' });
  const members = objectMembers(text);
  // Threat: the client may read the other of two equal members than the one that was looked at here.
  if (duplicateKey(members) !== undefined)
    return err({ code: 'mcp.upstream-bad-answer', detail: 'a member of the result stands twice' });
  return ok({ members, value });
}
