/** A JSON-RPC message of MCP inside a logged body: what it says about the call, with the path to each part. */
import type { EventDraft } from './event-draft.ts';
import { jsonOf, memberOf, ownMember } from './member-path.ts';

/** One message and the path that leads to it. */
export interface FoundMessage {
  readonly message: Readonly<Record<string, unknown>>;
  readonly path: string;
}

/** The message of a body text; a server-sent stream counts when it holds exactly one. Undefined: none, or several. */
export function messageOfText(text: string, path: string): FoundMessage | 'several' | undefined {
  const whole = jsonOf(text);
  if (whole !== undefined) {
    if (!Array.isArray(whole)) return asMessage(whole, `${path}|json`);
    return whole.length === 1 ? asMessage(whole[0], `${path}|json[0]`) : 'several';
  }
  const events = text.split(/\r?\n/).filter((line) => line.startsWith('data:'));
  if (events.length > 1) return 'several';
  const only = events[0]?.slice('data:'.length).trim();
  return only === undefined ? undefined : asMessage(jsonOf(only), `${path}|event|json`);
}

function asMessage(value: unknown, path: string): FoundMessage | undefined {
  if (ownMember(value, 'jsonrpc') !== '2.0') return undefined;
  // An object: it has a member.
  return { message: value as Readonly<Record<string, unknown>>, path };
}

/** Fills method, tool, resource and arguments from a request. Ids that the client made up are marked as such. */
export function putRequest(draft: EventDraft, { message, path }: FoundMessage): void {
  draft.put('act.method', message['method'], memberOf(path, 'method'));
  const params = message['params'];
  const inParams = memberOf(path, 'params');
  if (message['method'] === 'tools/call') {
    draft.put('act.tool', ownMember(params, 'name'), memberOf(inParams, 'name'));
    const args = ownMember(params, 'arguments');
    if (args === undefined) draft.miss('c.args', 'not_in_record');
    else draft.putContent('args', args, memberOf(inParams, 'arguments'));
  }
  putMetaIds(draft, ownMember(params, '_meta'), memberOf(inParams, '_meta'));
}

/** Fills result or error from an answer. */
export function putAnswer(draft: EventDraft, { message, path }: FoundMessage): void {
  const error = message['error'];
  if (error !== undefined) {
    draft.put('out.code', ownMember(error, 'code'), memberOf(memberOf(path, 'error'), 'code'));
    draft.outcome('errored', memberOf(path, 'error'));
    return draft.putContent('result', error, memberOf(path, 'error'));
  }
  const result = message['result'];
  if (result === undefined) return draft.miss('c.result', 'not_in_record');
  draft.putContent('result', result, memberOf(path, 'result'));
  const failed = ownMember(result, 'isError') === true;
  draft.outcome(failed ? 'errored' : 'executed', memberOf(path, 'result'));
}

// Threat: `_meta` is written by the client. It joins records only as the client's word (log schemas reference §8).
function putMetaIds(draft: EventDraft, meta: unknown, path: string): void {
  const toolUse = ['claudecode/toolUseId', 'callId'].find((name) => typeof ownMember(meta, name) === 'string');
  if (toolUse !== undefined) draft.put('ids.toolUse', ownMember(meta, toolUse), memberOf(path, toolUse));
  const parent = ownMember(meta, 'traceparent');
  const trace = typeof parent === 'string' ? /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(parent)?.[1] : undefined;
  if (trace !== undefined) draft.put('ids.trace', trace, memberOf(path, 'traceparent'));
  if (toolUse !== undefined || trace !== undefined) draft.flag('client-asserted-ids');
}
