/**
 * Structured content of a 2026-07-28 result for a client that knows objects only: `{"result": value}`, and a text
 * block with the value when the result has no text. mcp reference §3.1, row "legacy -> modern".
 */
import type { RawMember } from '../../json/raw-json.ts';
import { arrayElements, memberText, withMember } from '../../json/raw-json.ts';
import { isObject } from '../json-rpc.ts';
import { isObjectSchema } from './wrap-output-schema.ts';

/**
 * Members of the result for the legacy client. The value is wrapped when it is no object, or when the tool's output
 * schema was wrapped in the list, so that list and call agree.
 */
export function wrapStructuredContent(
  members: readonly RawMember[],
  value: Readonly<Record<string, unknown>>,
  outputSchema: unknown,
): readonly RawMember[] {
  const raw = memberText(members, 'structuredContent');
  if (raw === undefined) return members;
  const content = value['structuredContent'];
  if (isObject(content)) {
    const schemaWrapped = outputSchema !== undefined && !isObjectSchema(outputSchema);
    return schemaWrapped ? withMember(members, 'structuredContent', `{"result":${raw}}`) : members;
  }
  return withMember(withTextBlock(members, value, raw), 'structuredContent', `{"result":${raw}}`);
}

function withTextBlock(
  members: readonly RawMember[],
  value: Readonly<Record<string, unknown>>,
  raw: string,
): readonly RawMember[] {
  const content: unknown = value['content'];
  const blocks: readonly unknown[] = Array.isArray(content) ? content : [];
  if (blocks.some((block) => isObject(block) && block['type'] === 'text')) return members;
  const text = memberText(members, 'content');
  const kept = text !== undefined && Array.isArray(content) ? arrayElements(text) : [];
  const added = JSON.stringify({ type: 'text', text: raw });
  return withMember(members, 'content', `[${[...kept, added].join(',')}]`);
}
