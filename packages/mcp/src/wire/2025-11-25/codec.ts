/**
 * MCP 2025-11-25 and before. Absent means complete: there is no `resultType`, no cache fields, and structured content
 * is an object. mcp reference §1, §3.1 (rows "legacy -> modern" and "legacy -> legacy").
 */
import { ok } from '@remit/core';
import { memberText, objectText, withMember, withoutMembers } from '../../json/raw-json.ts';
import type { WireCodec } from '../codec.ts';
import { readMembers } from '../read-members.ts';
import { Era } from '../versions.ts';
import { isObjectSchema, wrapOutputSchema } from './wrap-output-schema.ts';
import { wrapStructuredContent } from './wrap-structured-content.ts';

const MODERN_ONLY: ReadonlySet<string> = new Set(['resultType', 'ttlMs', 'cacheScope']);

/** The legacy side of {@link WireCodec}. */
export const legacyCodec: WireCodec = {
  era: Era.Legacy,

  requestParams(members, meta) {
    return objectText(meta.length === 0 ? members : [...members, { key: '_meta', text: objectText(meta) }]);
  },

  readResult(text, value) {
    const read = readMembers(text, value);
    return read.ok ? ok({ era: Era.Legacy, ...read.value }) : read;
  },

  callResult(result, outputSchema) {
    if (result.era === Era.Legacy) return objectText(result.members);
    const members = withoutMembers(result.members, MODERN_ONLY);
    return objectText(wrapStructuredContent(members, result.value, outputSchema));
  },

  toolDefinition(tool) {
    if (tool.era === Era.Legacy || memberText(tool.members, 'outputSchema') === undefined)
      return objectText(tool.members);
    if (isObjectSchema(tool.outputSchema)) return objectText(tool.members);
    return objectText(withMember(tool.members, 'outputSchema', JSON.stringify(wrapOutputSchema(tool.outputSchema))));
  },

  ownResult: objectText,
  listResult: objectText,
  errorCode: (code) => code,
};
