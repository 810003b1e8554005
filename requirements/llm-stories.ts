/**
 * What went wrong at other gateways (reference/llm-gateway.md §1 to §10), each once: stories of which a test of their own
 * exists, and those that cannot happen here, with the reason. docs/llm-failure-stories.md also names those that rows of
 * llm.ts and budget.ts check.
 */
import type { Requirement, Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

/** A story that cannot happen, and where the reason is to be seen. */
function cannot(source: string, statement: string, where: string): Requirement {
  return { source, statement, by: { kind: 'review', where } };
}

export const requirements = {
  'story.page': tested('issue LLM gateway, acceptance', 'Each failure story names the rows that check it.'),
  'story.foreign-id': tested(
    'reference/llm-gateway.md §1, "Ids belong to the provider account"',
    'Ids of stored answers, conversations, files, containers and caches are taken only from whom they came to.',
  ),
  'story.every-surface': tested('trailofbits/buttercup#550', 'Every API draws on the limits; no key is free of them.'),
  'story.first-request': tested('BerriAI/litellm#40095', 'The first request of a person is held like any other.'),
  'story.user-header': tested('BerriAI/litellm#11083', 'Whom a request names as its user changes no account.'),
  'story.session-race': tested('BerriAI/litellm#34732', 'Requests of one session at once stay within its limit.'),
  'story.fallback-scope': tested('api7/aisix#448', 'A fallback is decided for its own model and provider.'),
  'story.upstream-host': tested(
    'reference/llm-gateway.md §11',
    'No header and no URL of a caller names another provider.',
  ),
  'story.paths': tested('reference/llm-gateway.md §1, "Deny by default"', 'What is not served is not passed on.'),
  'story.two-models': tested(
    'reference/llm-gateway.md §1, "Messages"',
    'Of an answer that two models worked on both are named and priced.',
  ),
  'story.drain-cap': tested('BerriAI/litellm#36008', 'Answers that are read on for callers who have gone are counted.'),
  'story.memory': tested(
    'BerriAI/litellm#12685, #27954, #38193',
    'Streams and aborted streams leave nothing of their content in memory.',
  ),
  'story.key-injection': cannot(
    'CVE-2026-42208',
    'No query is made of a key: the registry finds it in memory by its public part and compares a digest.',
    'packages/registry/src/index.ts',
  ),
  'story.shared-cache': cannot(
    'GHSA-h9ww-f95j-h54c, BerriAI/litellm#29955, maximhq/bifrost#5769, ENTERPILOT/GoModel#971, andreimerfu/pllm#17, Portkey',
    'There is no cache of answers: every request goes the whole path, so none is answered for somebody else, unchecked or unpaid.',
    'packages/llm/src/llm-gateway.ts',
  ),
  'story.scanned-streams': cannot(
    'BerriAI/litellm#41611, #30728, api7/aisix#204, #466, #558, #448',
    'No content of model calls is searched and nothing says it is; text reaches the caller as the provider sent it.',
    'docs/llm.md',
  ),
  'story.async-spend': cannot(
    'langwatch/langwatch#6141, BerriAI/litellm#35567, #34887, #27735',
    'What is checked is what is held: one book in memory, changed in the same step; no projection, no counter that lags.',
    'packages/budget/src/index.ts',
  ),
  'story.spend-reseed': cannot(
    'BerriAI/litellm#35766, #21908',
    'Balances are read from the log once, when the process starts, record by record; no request reads the log.',
    'packages/llm/src/replay-budgets.ts',
  ),
  'story.tokenizer': cannot(
    'reference/llm-gateway.md §11',
    'No tokenizer runs: bytes bound the input, the provider counts it.',
    'packages/llm/src/meter/bound.ts',
  ),
  'story.batch-increments': cannot(
    'reference/llm-gateway.md §4.4',
    'No amount is read before an await and written after it: the book of a process has no asynchronous function.',
    'packages/budget/src/index.ts',
  ),
} satisfies Requirements;
