/** Bedrock counts tokens a second time, in headers beside the body (llm-gateway reference §2). */
import type { AnswerFacts } from '../../dialects/dialect.ts';
import type { Headers } from '../../upstream/answer-end.ts';

/**
 * The facts as they stand when body and headers agree. Where they do not, nobody knows what will be billed: the usage is
 * partial, so the bound is settled.
 */
export function withCountedHeaders(facts: AnswerFacts, headers: Headers): AnswerFacts {
  const { usage } = facts;
  const [first] = usage?.models ?? [];
  if (usage === undefined || first === undefined) return facts;
  const { input, cacheRead, cacheWrite, cacheWrite1h, output } = first.usage;
  const agree =
    same(headers, 'input', input - cacheRead - cacheWrite - cacheWrite1h) &&
    same(headers, 'output', output) &&
    same(headers, 'cache-read-input', cacheRead) &&
    same(headers, 'cache-write-input', cacheWrite + cacheWrite1h);
  return agree ? facts : { ...facts, usage: { ...usage, source: 'partial' } };
}

function same(headers: Headers, kind: string, counted: number): boolean {
  const said = headers[`x-amzn-bedrock-${kind}-token-count`];
  return said === undefined || said === String(counted);
}
