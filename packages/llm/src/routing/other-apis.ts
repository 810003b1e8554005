/** Where a model can be asked that no provider of its route serves in the API of the call. Remit does not translate. */
import type { DialectId } from '../dialects/dialect.ts';
import type { RouteTarget } from './accounts.ts';

/** How callers reach each API. */
const ENDPOINTS: Readonly<Partial<Record<DialectId, string>>> = {
  'openai.chat': '/v1/chat/completions',
  'openai.responses': '/v1/responses',
  'openai.embeddings': '/v1/embeddings',
  'anthropic.messages': '/v1/messages',
  'anthropic.count_tokens': '/v1/messages/count_tokens',
  'gemini.generate': '/v1beta/models/MODEL:generateContent',
};

/** Endpoints that at least one of the targets serves. */
export function endpointsOf(targets: readonly RouteTarget[]): readonly string[] {
  return Object.entries(ENDPOINTS)
    .filter(([dialect]) =>
      // Proof: the keys are those of ENDPOINTS.
      targets.some(({ account }) => account.manifest.paths[dialect as DialectId] !== undefined),
    )
    .map(([, endpoint]) => endpoint);
}
