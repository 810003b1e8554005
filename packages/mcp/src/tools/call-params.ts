/** Reads the params of tools/call. What is decided on is what is forwarded: nothing is repaired here. */
import type { Result } from '@remit/core';
import { err, ok, utf8 } from '@remit/core';
import type { RawMember } from '../json/raw-json.ts';
import { objectMembers, withoutMembers } from '../json/raw-json.ts';
import { isObject } from '../wire/json-rpc.ts';
import { HOP_META_KEYS, META_PROGRESS_TOKEN } from '../wire/meta-keys.ts';
import type { RequestContext } from './request-context.ts';

/** The params of one tools/call, read. */
export interface CallParams {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** The arguments as received; empty when there are none. */
  readonly argsRaw: Uint8Array;
  /** Members of params that go to the upstream as they are: the arguments and whatever we do not know. */
  readonly passed: readonly RawMember[];
  /** Members of `_meta` that go along. */
  readonly meta: readonly RawMember[];
  /** Raw text of the client's progress token. */
  readonly progressToken: string | undefined;
}

// `task` asks for an extension that is never offered; MCP 2025-11-25 has a receiver without it ignore the member.
const NOT_PASSED: ReadonlySet<string> = new Set(['name', '_meta', 'task']);

/** The params, or what is wrong with them in words for the client. */
export function readCallParams(context: RequestContext): Result<CallParams, string> {
  const { params, paramsText, argumentsText, metaText } = context;
  const { name } = params;
  if (typeof name !== 'string') return err('Invalid params: name is not a string');
  const args = params['arguments'] ?? {};
  if (!isObject(args) || params['arguments'] === null) return err('Invalid params: arguments is not an object');
  // Remit never answers input_required, so nobody holds a state that could be continued.
  if (params['requestState'] !== undefined || params['inputResponses'] !== undefined)
    return err('Invalid params: no call waits for input');
  const meta = isObject(params['_meta']) && metaText !== undefined ? objectMembers(metaText) : [];
  const token: unknown = isObject(params['_meta']) ? params['_meta'][META_PROGRESS_TOKEN] : undefined;
  if (token !== undefined && typeof token !== 'string' && !Number.isSafeInteger(token))
    return err('Invalid params: progressToken is not a string or an integer');
  return ok({
    name,
    args,
    argsRaw: utf8(argumentsText ?? ''),
    passed: withoutMembers(objectMembers(paramsText ?? '{}'), NOT_PASSED),
    meta: withoutMembers(meta, HOP_META_KEYS),
    progressToken: token === undefined ? undefined : JSON.stringify(token),
  });
}
