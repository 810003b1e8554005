/** What an agent gets back for a call, in the terms of the demo. */
import { ProtocolError } from '@modelcontextprotocol/client';

/** Both clients put the message of the gateway into what they throw; only the official one says that it is a protocol error. */
const UNKNOWN_TOOL = /\bUnknown tool\b/i;

/** `lost`: the connection broke, and nobody knows whether the tool ran. */
export type Answer =
  | { readonly kind: 'allowed'; readonly content: unknown; readonly structured: unknown; readonly text: string }
  | { readonly kind: 'tool-error'; readonly text: string }
  | { readonly kind: 'denied'; readonly text: string; readonly because: string; readonly decisionId: string }
  | { readonly kind: 'unknown-tool'; readonly text: string }
  | { readonly kind: 'lost'; readonly text: string };

/** The part of a tool result that is read here. */
interface ToolResult {
  readonly content: unknown;
  readonly structuredContent?: unknown;
  readonly isError?: unknown;
  readonly _meta?: unknown;
}

/** Key under which the gateway explains a denial in the result's `_meta`. */
const DENIAL = 'remit/denial';

/** Reads a tool result. */
export function answerOfResult(result: ToolResult): Answer {
  const text = textOf(result.content);
  const denial = member(result._meta, DENIAL);
  if (denial !== undefined)
    return {
      kind: 'denied',
      text,
      because: String(member(denial, 'because')),
      decisionId: String(member(denial, 'decisionId')),
    };
  if (result.isError === true) return { kind: 'tool-error', text };
  return { kind: 'allowed', content: result.content, structured: result.structuredContent, text };
}

/** Reads what a call threw: the answer for a tool that is not in the caller's list, or a broken connection. */
export function answerOfError(thrown: unknown): Answer {
  if (thrown instanceof Error && UNKNOWN_TOOL.test(thrown.message))
    return { kind: 'unknown-tool', text: thrown.message };
  if (thrown instanceof ProtocolError) return { kind: 'tool-error', text: `${thrown.code} ${thrown.message}` };
  return { kind: 'lost', text: thrown instanceof Error ? thrown.message : String(thrown) };
}

function textOf(content: unknown): string {
  if (!Array.isArray(content)) return '';
  return content
    .map((block: unknown) => member(block, 'text'))
    .filter((text) => typeof text === 'string')
    .join('\n');
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
