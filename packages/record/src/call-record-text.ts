/**
 * Checks and writes the two records of every tool call, `mcp.decision` and `mcp.outcome`, and those of every request to a
 * language model, in one pass. The schemas and `canonicalize` decide: what this writer does not know is put to them.
 * Invariant, held by a property test: what it writes, the schema accepts, and the text is the RFC 8785 text.
 */
import { LlmFinish, UsageSource } from './llm-records.ts';
import { OutcomeStatus, PolicyDecision } from './parts.ts';
import {
  count,
  digest,
  handle,
  hash,
  label,
  latest,
  listOf,
  object,
  oneOf,
  parted,
  remembered,
  table,
  timestamp,
  traceId,
  ulid,
} from './text-writers.ts';

const sequence = object({ id: latest(label), n: count });
/** What the writer of the log adds to a draft. */
const added = { v: oneOf([1]), id: ulid, ts: latest(timestamp), org: latest(label), w: sequence };
const commitments = table(hash);
const who = remembered(object({ sub: latest(handle) }, { agent: latest(label), client: latest(label) }));
const act = remembered(
  object({ srv: latest(label), method: latest(label) }, { tool: latest(label), tool_sha: latest(digest) }),
);
const optional = {
  s: sequence,
  cause: listOf(hash, 0, 64),
  c: commitments,
  absent: remembered(table(label)),
  about: listOf(handle, 1, 64),
  scope: remembered(object({ id: latest(label), sha: latest(digest) })),
};
const pol = object(
  {
    dec: oneOf(Object.values(PolicyDecision)),
    eval: oneOf(['evaluated', 'not-evaluated']),
    rules: listOf(label, 0, 64),
  },
  { bundle_sha: latest(digest), errors: listOf(label, 0, 16), enforced: oneOf([false]) },
);
const out = object({ status: oneOf(Object.values(OutcomeStatus)) }, { why: label, ms: count });

function record(required: Parameters<typeof object>[0], others: typeof required) {
  return parted({ ...added, ...required }, others, { ...added, c: commitments });
}

const toldContext = { session: label, thread: label, trace: traceId };

const toolDecision = record(
  { t: oneOf(['mcp.decision']), who, act, pol },
  { ...optional, join: object({}, { call: label, ...toldContext, args_fp: hash }) },
);
const toolOutcome = record({ t: oneOf(['mcp.outcome']), who, act, out }, optional);

const requested = { prov: label, req: label, route: label, kind: label };
const amounts = object({ nanousd: count, tokens: count, requests: count });
const reserved = object(
  {
    up: amounts,
    draws: listOf(
      object({
        limit: label,
        version: label,
        account: label,
        window: label,
        unit: oneOf(['nanousd', 'tokens', 'requests']),
      }),
      0,
      64,
    ),
  },
  { price: digest, past: listOf(label, 0, 64) },
);
const asked = object(
  { dialect: label, stream: oneOf([true, false]), choices: count, attempt: count },
  {
    max_out: count,
    changed: listOf(label, 0, 16),
    tools: listOf(label, 0, 256),
    tools_sha: digest,
    params_sha: digest,
    results: listOf(label, 0, 256),
    ...toldContext,
  },
);
const used = object(
  {
    source: oneOf(Object.values(UsageSource)),
    models: listOf(
      object({ model: label, input: count, cache_read: count, cache_write: count, output: count, reasoning: count }),
      0,
      16,
    ),
    spent: amounts,
  },
  { price: digest },
);
const choice = object({ name: label }, { id: label, args_fp: hash, ran: oneOf(['provider']) });
const finish = object({ how: oneOf(Object.values(LlmFinish)), bytes: count }, { raw: listOf(label, 0, 16) });

const modelDecision = record(
  {
    t: oneOf(['llm.decision']),
    who,
    act,
    model: remembered(object(requested, { region: label })),
    pol,
    ask: asked,
  },
  { ...optional, bud: reserved },
);
const modelOutcome = record(
  {
    t: oneOf(['llm.outcome']),
    who,
    act,
    model: object(requested, {
      region: label,
      resp: listOf(label, 0, 16),
      id: label,
      fingerprint: label,
      tier: label,
    }),
    out,
  },
  { ...optional, fin: finish, use: used, calls: listOf(choice, 0, 128) },
);

const writers = new Map<unknown, ReturnType<typeof record>>([
  ['mcp.decision', toolDecision],
  ['mcp.outcome', toolOutcome],
  ['llm.decision', modelDecision],
  ['llm.outcome', modelOutcome],
]);

/**
 * RFC 8785 text of a valid record of a call; undefined when it is not one, or only the schema can tell. `written`: what the
 * writer of the log adds to the draft (`v`, `id`, `ts`, `org`, `w`, `c`).
 */
export function callRecordText(draft: { readonly t: string }, written: object): string | undefined {
  return writers.get(draft.t)?.(draft, written);
}
