/** The LLM wire: dialects, streams, usage. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

const surfaces = 'reference/llm-gateway.md §1';
const usage = 'reference/llm-gateway.md §2';
const ending = 'reference/llm-gateway.md §3';

const faults = 'issue LLM gateway, acceptance: faults';

export const requirements = {
  'llm.sse-split': tested(
    'WHATWG HTML §9.2.6',
    'Every split of a stream gives the same whole events, and no byte is lost.',
  ),
  'llm.sse-data': tested('WHATWG HTML §9.2.6', 'Data lines are joined; names and comments are no data.'),
  'llm.sse-long': tested(ending, 'An event beyond the limit ends the reading.'),
  'llm.chat-answers': tested(usage, 'Recorded Chat Completions answers give model, ending, usage and tools.'),
  'llm.chat-splits': tested(
    'issue LLM gateway, acceptance',
    'Every split position of a Chat Completions stream gives the same bytes and facts.',
  ),
  'llm.chat-cut': tested(ending, 'A Chat Completions stream cut before its last finish_reason is not complete.'),
  'llm.chat-usage-chunk': tested(surfaces, 'Usage is asked for in streams and dropped where the caller had not asked.'),
  'llm.chat-usage-choice': tested(usage, 'Usage in a chunk that has a choice is counted, cached tokens included.'),
  'llm.chat-edits': tested(
    'reference/llm-gateway.md, Decided 1',
    'A change touches its member only; unknown fields and their bytes survive.',
  ),
  'llm.chat-refused': tested(
    surfaces,
    'Bodies that two parsers could read differently, or without a model, are refused.',
  ),
  'llm.chat-unbounded': tested(
    'reference/llm-gateway.md §4.3',
    'Input that no byte count bounds is named by its pointer.',
  ),
  'llm.chat-garbage': tested(ending, 'Garbage, errors in a stream and choices that never end are not complete.'),
  'llm.replay': tested(
    usage,
    'Recorded exchanges of every surface are read; those that fit none are counted with the reason.',
  ),
  'llm.replay-usage': tested(usage, 'Usage of whole answers is what genai-prices extracts.'),
  'llm.replay-splits': tested(
    'issue LLM gateway, acceptance',
    'Every split position of every recorded stream gives the same bytes and facts.',
  ),
  'llm.replay-cut': tested(ending, 'A recorded stream that is cut is truncated, never complete.'),
  'llm.replay-gateway': tested(
    'issue LLM gateway, acceptance',
    'Recorded exchanges pass through the whole gateway byte for byte but for changes that the record names; usage is what genai-prices reads.',
  ),
  'llm.replay-gateway-splits': tested(
    'issue LLM gateway, acceptance',
    'Streams that arrive in random pieces give the caller and the record the same as whole ones.',
  ),
  'llm.api-not-served': tested(
    'issue LLM gateway, build 1',
    'A call in an API that no provider of the route serves is refused at once, with the endpoints that serve the model.',
  ),
  'llm.sdk-retries': tested(
    'reference/llm-gateway.md, 4.7',
    'A spent budget is asked for once: no SDK repeats it that honours x-should-retry, and none repeats it without end.',
  ),
  'llm.sdk-openai': tested(
    'issue LLM gateway, acceptance',
    'The openai SDK works unchanged: chat, responses, streams, tools.',
  ),
  'llm.sdk-anthropic': tested(
    'issue LLM gateway, acceptance',
    'The Anthropic SDK works unchanged: messages, streams, tools.',
  ),
  'llm.sdk-google': tested(
    'issue LLM gateway, acceptance',
    'The Google GenAI SDK works unchanged: generateContent and streams.',
  ),
  'llm.sdk-vercel': tested('issue LLM gateway, acceptance', 'Vercel ai works unchanged over OpenAI and Anthropic.'),
  'llm.truncated': tested(
    'reference/llm-gateway.md §3, Portkey-AI/gateway#1797',
    'A stream that the provider cuts is an error in every SDK and unknown in the record, never a clean end.',
  ),
  'llm.decision-header': tested(
    'docs/llm.md, Which call it was',
    'Every answer and every refusal with a record of its own names the decision, and no refusal tells which models there are.',
  ),
  'llm.stream-alike': tested(
    'docs/speed.md, Requests to models',
    'A chunk of a stream is passed on unread only when nothing but its text differs from one that was read.',
  ),
  'llm.stream-frames': tested(
    'RFC 9112 §7.1',
    'A streamed body has the bytes that Node would frame, has no frames for HTTP/1.0, and no end when it was cut.',
  ),
  'llm.no-inbound-key': tested(surfaces, "The provider gets its own key and never the caller's."),
  'llm.records': tested('reference/llm-gateway.md §8', 'Every attempt is a decision and an outcome that names it.'),
  'llm.budget-race': tested('issue LLM gateway, acceptance', '1,000 calls at once at a limit for 50 send 50.'),
  'llm.budget-429': tested(
    'reference/llm-gateway.md §4.7',
    'A refusal names limit, rest and reset, stops SDK retries and names no person.',
  ),
  'llm.budget-settle': tested(
    'reference/llm-gateway.md §4.2',
    'What the provider reports is settled, and nothing stays held.',
  ),
  'llm.budget-no-usage': tested('reference/llm-gateway.md, Decided 4', 'Without usage the bound is settled.'),
  'llm.budget-cut': tested('BerriAI/litellm#37558', 'Of a cut stream the bound is settled.'),
  'llm.budget-partial': tested('reference/llm-gateway.md §2', 'Partial usage settles the bound.'),
  'llm.budget-zero': tested('BerriAI/litellm#37992', 'An explicit zero is a number.'),
  'llm.budget-error-status': tested(
    'reference/llm-gateway.md §6',
    'An HTTP error costs a request; each retry has its own decision and settlement.',
  ),
  'llm.budget-unsent': tested('reference/llm-gateway.md §4.2', 'What was not sent is given back.'),
  'llm.budget-price-unknown': tested(
    'reference/llm-gateway.md §5',
    'A model without a price is refused under a hard limit in money.',
  ),
  'llm.budget-unbounded': tested(
    'reference/llm-gateway.md §4.3',
    'Unbounded input is refused, or bounded by the context window.',
  ),
  'llm.budget-cap': tested(
    'reference/llm-gateway.md §4.3',
    'A missing output cap is injected where a limit needs one.',
  ),
  'llm.budget-abort': tested(
    'BerriAI/litellm#14457, #34147',
    'After the caller has gone the stream is read on and its usage settled.',
  ),
  'llm.budget-not-durable': tested(
    'reference/llm-gateway.md §4.2',
    'A decision that is not durable sends nothing and holds nothing.',
  ),
  'llm.budget-replay': tested(
    'reference/llm-gateway.md §4.5',
    'A fresh process has the balances of the one before; an orphan counts its bound.',
  ),
  'llm.fault-connect': tested(faults, 'A provider that never connects: 504, nothing sent, nothing spent.'),
  'llm.fault-first-byte': tested(faults, 'A provider that says nothing: 504 in every dialect, settled at the bound.'),
  'llm.fault-idle': tested(
    faults,
    'A stream that stops: an error in the stream of every dialect, settled at the bound.',
  ),
  'llm.fault-total': tested(faults, 'An attempt ends after its longest time, also while it drips.'),
  'llm.fault-reset': tested(
    faults,
    'A connection that is reset in a stream or before an answer is an error, never an end.',
  ),
  'llm.fault-garbage': tested(
    faults,
    'Pages, other JSON, packed streams, half answers and what is no HTTP are errors.',
  ),
  'llm.fault-429': tested(
    faults,
    'A storm of 429 reaches every caller, is not multiplied by retries, and costs requests only.',
  ),
  'llm.fault-retry-after': tested(
    'reference/llm-gateway.md §6',
    'A wait that the provider asks for is kept, or the caller is told instead.',
  ),
  'llm.fault-fallback': tested('reference/llm-gateway.md §6', 'A fallback is an attempt with a settlement of its own.'),
  'llm.fault-caller': tested(faults, 'Half a request is not decided, held or sent.'),
  'llm.fault-abort': tested(
    'reference/llm-gateway.md §3',
    'A call whose caller left is recorded as aborted, never as a success.',
  ),
  'llm.fault-large': tested(faults, 'Requests and answers of 100 MB pass or are refused in bounded memory.'),
  'llm.fault-slow': tested(faults, 'A slow caller slows the provider down; one who never reads is cut off.'),
  'llm.installation': tested(
    'issue LLM gateway, acceptance',
    'An installation serves a model, holds its budgets over kill -9, and its report verifies.',
  ),
  'verify.join-id': tested(
    'reference/shadow-mcp.md §6',
    'An id that the provider minted and the client states joins a call to its choice, asserted; a result leads back.',
  ),
  'verify.join-print': tested(
    'reference/shadow-mcp.md §6',
    'Equal argument fingerprints and names join once; a call of an agent with models that no model chose is an exception.',
  ),
  'verify.join-order': tested(
    'reference/shadow-mcp.md §6',
    'The same call chosen again later is joined to its own choice; choices and calls side by side are not told apart.',
  ),
  'verify.join-guide': tested(
    'reference/compliance.md §11',
    'VERIFY.md says how choices and calls are joined, in packs of logs with models only.',
  ),
  'verify.model-everywhere': tested(
    'issue LLM gateway 6',
    'Each trace of an agent with models names the model of the choice behind it, or says that it is unknown.',
  ),
  'verify.join-ambiguous': tested('reference/log-schemas.md §9', 'Where several fit none is joined, and that is said.'),
  'verify.join-trace': tested(
    'reference/log-schemas.md §8, §9',
    'A choice and a call of one owner, tool and W3C trace that are alone with each other join, asserted, with that basis.',
  ),
  'verify.join-trace-arguments': tested(
    'issue LLM gateway, joins',
    'A trace joins no call whose arguments one process has seen to be others than the chosen ones; the trace says so.',
  ),
  'verify.join-trace-last': tested(
    'reference/log-schemas.md §9',
    'A trace id changes no join by a minted id or by equal arguments alone, and joins no call that states an id.',
  ),
  'verify.join-narrowed': tested(
    'reference/shadow-mcp.md §6',
    'Thread, trace and session tell apart what fits equally well, where all state them; alone they join nothing.',
  ),
  'verify.join-owner': tested(
    'issue LLM gateway, joins',
    'No id, argument or trace of one person or agent changes the joins of another.',
  ),
  'join.end-to-end': tested(
    'issue LLM gateway, joins',
    'Choices and calls of official SDKs, and as Codex and Claude Code send them, join in a report that verifies.',
  ),
  'join.trace-id': tested('W3C Trace Context §3.2', 'A trace id is taken from a valid traceparent only.'),
  'join.told': tested(
    'reference/shadow-mcp.md §6',
    'What Claude Code, Codex and traced clients say in _meta, and a traceparent header, are told to the gateway.',
  ),
  'join.told-model': tested(
    'reference/shadow-mcp.md §6',
    'Session, thread and trace of a request to a model are read from the body, then from the headers.',
  ),
  'verify.join-missing': tested(
    'reference/llm-gateway.md §13',
    'A choice that never came through is absent, never "not executed".',
  ),
  'verify.join-none': tested(
    'reference/llm-gateway.md §13',
    'Where no model is used through Remit no call needs a choice.',
  ),
  'trace.tree': tested(
    'issue LLM gateway 7',
    'The joined trace goes from request over choice, call and result to the next request and the answer, from any record of it.',
  ),
  'trace.tree-whole': tested('issue LLM gateway 7', 'Every record of a call stands once, in one tree.'),
  'trace.drawing': tested(
    'issue LLM gateway 7',
    'remit trace show draws the tree with record, time, verdict and basis of each step, in the width of the terminal, plain under NO_COLOR, as JSON with --json.',
  ),
  'verify.model-drift': tested('issue LLM gateway 6', 'An answer that names another model is an exception.'),
} satisfies Requirements;
