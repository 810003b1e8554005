/** The records of an attempt as drafts: pure functions from what the pipeline knows (ledger reference §2). */
import type { Reservation } from '@remit/budget';
import { canonicalize, sha256, toHex, utf8 } from '@remit/core';
import type { ArgumentFingerprint } from '@remit/gateway';
import { policyOf, toLabel } from '@remit/gateway';
import type { Committed, DraftOf, Outcome, Sensitive } from '@remit/record';
import type { AnswerFacts } from '../dialects/dialect.ts';
import { parseAnswer } from '../dialects/read-json.ts';
import type { Answered, Shaped } from '../pipeline/stages.ts';
import type { Use } from '../use.ts';
import { actOf, modelOf, whoAsked } from './call-identity.ts';

type Decision = DraftOf<'llm.decision'>;
type OutcomeDraft = DraftOf<'llm.outcome'>;

const MAX_NAMES = 256;
const MAX_CALLS = 128;
const NO_SCOPE = 'no scope is in force for this agent';
const NOBODY = 'a scope does not say whom a request to a model concerns';

/** The authorization decision on one attempt, with what is held for it. */
export function decisionDraft(
  at: Shaped,
  verdict: Parameters<typeof policyOf>[0],
  reservation: Reservation | undefined,
  priceVersion: string | undefined,
): Decision {
  const draft: Decision = {
    t: 'llm.decision',
    who: whoAsked(at.call),
    act: actOf(at),
    model: modelOf(at),
    pol: policyOf(verdict),
    ask: askOf(at),
  };
  // Set one by one, here and below: drafts are made for every call, and a spread costs several times as much.
  if (at.cause.length > 0) draft.cause = [...at.cause];
  if (verdict.scope !== undefined) draft.scope = verdict.scope;
  if (reservation !== undefined) draft.bud = reservedOf(reservation, priceVersion);
  draft.absent = decisionAbsent(at.call.request.tools.length, verdict, reservation);
  return draft;
}

function askOf({ call: { request, dialect, told }, prepared, cap, attempt }: Shaped): Decision['ask'] {
  const { tools, toolList, params, toolResults } = request;
  const { session, thread, trace } = told;
  const ask: Decision['ask'] = { dialect: dialect.id, stream: request.stream, choices: request.choices, attempt };
  if (cap !== undefined) ask.max_out = cap;
  if (prepared.changed.length > 0) ask.changed = prepared.changed.slice(0, 16).map(toLabel);
  if (tools.length > 0) ask.tools = tools.slice(0, MAX_NAMES).map(({ name }) => toLabel(name));
  if (toolList !== undefined) ask.tools_sha = digestOf(toolList);
  if (Object.keys(params).length > 0) ask.params_sha = digestOf(params);
  if (toolResults.length > 0) ask.results = toolResults.slice(0, MAX_NAMES).map(toLabel);
  if (session !== undefined) ask.session = toLabel(session);
  if (thread !== undefined) ask.thread = toLabel(thread);
  if (trace !== undefined) ask.trace = trace;
  return ask;
}

/** Of nearly every call: frozen, so that its text is made once. */
const ONLY_NOBODY = Object.freeze({ about: NOBODY });

function decisionAbsent(
  tools: number,
  verdict: Parameters<typeof policyOf>[0],
  reservation: Reservation | undefined,
): Readonly<Record<string, string>> {
  const { scope, context } = verdict;
  if (scope !== undefined && context !== undefined && reservation !== undefined && tools <= MAX_NAMES)
    return ONLY_NOBODY;
  return {
    about: NOBODY,
    ...(scope === undefined ? { scope: NO_SCOPE } : {}),
    ...(context === undefined ? { ctx: 'no policy was evaluated for this decision' } : {}),
    ...(reservation === undefined ? { bud: 'no limit holds for this request, or it was refused' } : {}),
    ...(tools > MAX_NAMES ? { tools: `${tools} tools were offered; the first ${MAX_NAMES} are named` } : {}),
  };
}

/** What the decision commits to: the request as received, as sent where it differs, and what the policy saw. */
export function decisionContent(at: Shaped, verdict: Parameters<typeof policyOf>[0]): Committed {
  const { request, caller } = at.call;
  const { body } = at.prepared;
  const fields: Record<string, Sensitive> = { prompt: blob(request.body.bytes) };
  if (body !== request.body.bytes) fields['sent'] = blob(body);
  if (verdict.context !== undefined) fields['ctx'] = { kind: 'value', value: verdict.context };
  return { fields, subjects: [caller.sub] };
}

function blob(bytes: Uint8Array): Sensitive {
  return { kind: 'blob', bytes, ctype: 'application/json' };
}

/** The observed effect of an attempt. Invariant: `cause` names the decision; recovery and replay rely on it. */
export function outcomeDraft(
  at: Shaped & { readonly verdict: Answered['verdict'] },
  decisionLeaf: string,
  out: Outcome,
  told: {
    readonly facts?: AnswerFacts | undefined;
    readonly fingerprint?: ArgumentFingerprint | undefined;
    readonly released?: number;
    readonly use?: Use | undefined;
    readonly priceVersion?: string | undefined;
    readonly answerAbsent?: string | undefined;
  },
): OutcomeDraft {
  const { facts, use } = told;
  const { scope } = at.verdict;
  const draft: OutcomeDraft = {
    t: 'llm.outcome',
    cause: [decisionLeaf],
    who: whoAsked(at.call),
    act: actOf(at),
    model: facts === undefined ? modelOf(at) : answeredBy(modelOf(at), facts),
    out: out.why === undefined ? out : { ...out, why: toLabel(out.why) },
  };
  if (scope !== undefined) draft.scope = scope;
  if (facts !== undefined) draft.fin = finishOf(facts, told.released ?? 0);
  if (use !== undefined) draft.use = useOf(use, told.priceVersion);
  if (facts !== undefined && facts.calls.length > 0)
    draft.calls = facts.calls.slice(0, MAX_CALLS).map(({ id, name, args, ran }) => ({
      ...(id === undefined ? {} : { id: toLabel(id) }),
      name: toLabel(name),
      ...fingerprintOf(args, told.fingerprint),
      ...(ran === undefined ? {} : { ran }),
    }));
  draft.absent =
    scope !== undefined && told.answerAbsent === undefined && use !== undefined
      ? ONLY_NOBODY
      : {
          about: NOBODY,
          ...(scope === undefined ? { scope: NO_SCOPE } : {}),
          ...(told.answerAbsent === undefined ? {} : { answer: told.answerAbsent }),
          ...(use === undefined ? { use: 'nothing was held for this attempt' } : {}),
        };
  return draft;
}

function finishOf({ finish }: AnswerFacts, bytes: number): NonNullable<OutcomeDraft['fin']> {
  const { how, raw } = finish;
  return raw.length === 0 ? { how, bytes } : { how, raw: raw.slice(0, 16).map(toLabel), bytes };
}

function fingerprintOf(args: string | undefined, print: ArgumentFingerprint | undefined): { args_fp?: string } {
  const value = args === undefined ? {} : parseAnswer(args);
  const made = value === undefined ? undefined : print?.(value);
  return made === undefined ? {} : { args_fp: made };
}

function answeredBy(asked: Decision['model'], facts: AnswerFacts): OutcomeDraft['model'] {
  const { models, id, fingerprint, tier } = facts;
  const model: OutcomeDraft['model'] = { prov: asked.prov, req: asked.req, route: asked.route, kind: asked.kind };
  if (asked.region !== undefined) model.region = asked.region;
  if (models.length > 0) model.resp = models.slice(0, 16).map(toLabel);
  if (id !== undefined) model.id = toLabel(id);
  if (fingerprint !== undefined) model.fingerprint = toLabel(fingerprint);
  if (tier !== undefined) model.tier = toLabel(tier);
  return model;
}

function reservedOf({ draws, upper, past }: Reservation, price: string | undefined): NonNullable<Decision['bud']> {
  const bud: NonNullable<Decision['bud']> = {
    up: { nanousd: upper.nanousd, tokens: upper.tokens, requests: upper.requests },
    draws: draws.map(({ limit, version, account, window, unit }) => ({
      limit: toLabel(limit),
      version: toLabel(version),
      account: toLabel(account),
      window,
      unit,
    })),
  };
  if (price !== undefined) bud.price = price;
  if (past.length > 0) bud.past = past.map(toLabel);
  return bud;
}

function useOf({ source, models, spent }: Use, price: string | undefined): NonNullable<OutcomeDraft['use']> {
  const used: NonNullable<OutcomeDraft['use']> = {
    source,
    models: models.slice(0, 16).map(({ model, usage }) => ({
      model: toLabel(model),
      input: usage.input,
      cache_read: usage.cacheRead,
      cache_write: usage.cacheWrite + usage.cacheWrite1h,
      output: usage.output,
      reasoning: usage.reasoning,
    })),
    spent: { nanousd: spent.nanousd, tokens: spent.tokens, requests: spent.requests },
  };
  if (price !== undefined) used.price = price;
  return used;
}

/** Digests of short texts that were made already: callers send the same parameters and tools again and again. */
const digests = new Map<string, string>();
const MAX_DIGESTS = 256;
const MAX_TEXT = 4_096;

/** SHA-256 of the RFC 8785 text. What stands in a parsed body can always be written so. */
function digestOf(value: unknown): string {
  const text = canonicalize(value);
  const known = digests.get(text);
  if (known !== undefined) return known;
  const digest = toHex(sha256(utf8(text)));
  if (text.length > MAX_TEXT) return digest;
  if (digests.size >= MAX_DIGESTS) digests.clear();
  digests.set(text, digest);
  return digest;
}
