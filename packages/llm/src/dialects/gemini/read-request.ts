/** Reads a Gemini generateContent request (llm-gateway reference §1). The model stands in the URL. */
import type { Result } from '@remit/core';
import { err, ok } from '@remit/core';
import type { RequestBody } from '../../body/request-body.ts';
import { isObject } from '../../body/request-body.ts';
import type { LlmRequest, OfferedTool } from '../dialect.ts';
import { countAt, listAt, objectAt, pick, textAt } from '../read-json.ts';

/** Top-level members that may be changed before sending. */
export const GEMINI_MEMBERS = ['generationConfig'];

/** Whether thoughts count against the cap is not established; the largest thinking budget of a current model. */
const MOST_THOUGHTS = 32_768;
const PARAMS = ['generationConfig', 'toolConfig', 'safetySettings'];
const TEXT_PARTS = new Set(['text', 'functionCall', 'functionResponse', 'thought', 'thoughtSignature', 'partMetadata']);

/** The request as far as the gateway acts on it. */
export function readGemini(
  body: RequestBody,
  target: { readonly model?: string; readonly stream?: boolean },
): Result<LlmRequest, string> {
  const { json } = body;
  if (target.model === undefined) return err('the model is missing in the path');
  const contents = json['contents'];
  if (!Array.isArray(contents)) return err('contents is missing or not a list');
  const config = objectAt(json, 'generationConfig');
  const cap = config?.['maxOutputTokens'];
  const capped = cap === undefined || cap === null ? undefined : countAt(config, 'maxOutputTokens');
  if (cap !== undefined && cap !== null && (capped === undefined || capped < 1))
    return err('generationConfig.maxOutputTokens is not an integer from 1');
  const choices = config?.['candidateCount'] === undefined ? 1 : countAt(config, 'candidateCount');
  if (choices === undefined || choices < 1) return err('generationConfig.candidateCount is not an integer from 1');
  const list: readonly unknown[] = contents;
  const parts = list.flatMap((content, at) =>
    listAt(content, 'parts').map((part, n) => ({ part, pointer: `/contents/${at}/parts/${n}` })),
  );
  return ok({
    body,
    model: target.model,
    stream: target.stream === true,
    ...(capped === undefined ? {} : { cap: capped }),
    hasOutput: true,
    beyondCap: countAt(objectAt(config, 'thinkingConfig'), 'thinkingBudget') ?? MOST_THOUGHTS,
    choices,
    tools: listAt(json, 'tools').flatMap(offered),
    toolList: json['tools'],
    params: pick(json, PARAMS),
    system: json['systemInstruction'] ?? json['system_instruction'],
    unbounded: [
      ...(json['cachedContent'] === undefined ? [] : ['/cachedContent']),
      ...parts.flatMap(({ part, pointer }) => (isTextPart(part) ? [] : [pointer])),
    ],
    refused: [],
    toolResults: parts.flatMap(({ part }) => {
      const id = textAt(objectAt(part, 'functionResponse'), 'id');
      return id === undefined ? [] : [id];
    }),
    usageAsked: true,
  });
}

/** A tool object holds function declarations, or is named by the one tool of the provider that it switches on. */
function offered(tool: unknown): OfferedTool[] {
  if (!isObject(tool)) return [];
  return Object.keys(tool).flatMap((kind): OfferedTool[] => {
    if (kind !== 'functionDeclarations' && kind !== 'function_declarations') return [{ name: kind, ran: 'provider' }];
    return listAt(tool, kind).flatMap((declared) => {
      const name = textAt(declared, 'name');
      return name === undefined ? [] : [{ name }];
    });
  });
}

function isTextPart(part: unknown): boolean {
  return isObject(part) && Object.keys(part).every((key) => TEXT_PARTS.has(key));
}
