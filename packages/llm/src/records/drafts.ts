/** The records of an attempt as drafts: pure functions from what the pipeline knows (ledger reference §2). */
import type { Reservation } from '@remit/budget';
import { canonicalize, sha256, toHex, utf8 } from '@remit/core';
import type { ArgumentFingerprint } from '@remit/gateway';
import { policyOf, toLabel } from '@remit/gateway';
import type { Committed, DraftOf, Outcome } from '@remit/record';
import { whoOf } from '@remit/registry';
import { modelServer } from '@remit/scope';
import type { AnswerFacts } from '../dialects/dialect.ts';
import { parseAnswer } from '../dialects/read-json.ts';
import type { Answered, Shaped } from '../pipeline/stages.ts';
import type { Use } from '../use.ts';

type Decision = DraftOf<'llm.decision'>;
type OutcomeDraft = DraftOf<'llm.outcome'>;

const MAX_NAMES = 256;
const MAX_CALLS = 128;
const NOBODY = 'a scope does not say whom a request to a model concerns';

/** What all records of an attempt say of who asked whom. */
function identityOf({ call, target }: Shaped) {
  const { caller, client, dialect } = call;
  return {
    who: whoOf(caller, client === undefined ? undefined : toLabel(client)),
    act: { srv: toLabel(modelServer(target.account.name)), method: dialect.operation, tool: toLabel(target.model) },
  };
}

/** What was asked for and what it was sent as. */
function modelOf({ call, target }: Shaped) {
  const { region, manifest, name } = target.account;
  return {
    prov: toLabel(name),
    req: toLabel(call.request.model),
    route: toLabel(target.model),
    kind: manifest.prices,
    ...(region === undefined ? {} : { region: toLabel(region) }),
  };
}

/** The authorization decision on one attempt, with what is held for it. */
export function decisionDraft(
  at: Shaped,
  verdict: Parameters<typeof policyOf>[0],
  reservation: Reservation | undefined,
  priceVersion: string | undefined,
): Decision {
  const { call, prepared, cap, attempt, cause } = at;
  const { request, dialect } = call;
  return {
    t: 'llm.decision',
    ...(cause.length === 0 ? {} : { cause: [...cause] }),
    ...identityOf(at),
    model: modelOf(at),
    ...(verdict.scope === undefined ? {} : { scope: verdict.scope }),
    pol: policyOf(verdict),
    ask: {
      dialect: dialect.id,
      stream: request.stream,
      ...(cap === undefined ? {} : { max_out: cap }),
      choices: request.choices,
      attempt,
      ...(prepared.changed.length === 0 ? {} : { changed: prepared.changed.slice(0, 16).map(toLabel) }),
      ...(request.tools.length === 0
        ? {}
        : { tools: request.tools.slice(0, MAX_NAMES).map(({ name }) => toLabel(name)) }),
      ...(request.toolList === undefined ? {} : { tools_sha: digestOf(request.toolList) }),
      ...(Object.keys(request.params).length === 0 ? {} : { params_sha: digestOf(request.params) }),
      ...(request.toolResults.length === 0 ? {} : { results: request.toolResults.slice(0, MAX_NAMES).map(toLabel) }),
      ...(request.session === undefined ? {} : { session: toLabel(request.session) }),
    },
    ...(reservation === undefined ? {} : { bud: reservedOf(reservation, priceVersion) }),
    absent: {
      about: NOBODY,
      ...(verdict.scope === undefined ? { scope: 'no scope is in force for this agent' } : {}),
      ...(verdict.context === undefined ? { ctx: 'no policy was evaluated for this decision' } : {}),
      ...(reservation === undefined ? { bud: 'no limit holds for this request, or it was refused' } : {}),
      ...(request.tools.length > MAX_NAMES
        ? { tools: `${request.tools.length} tools were offered; the first ${MAX_NAMES} are named` }
        : {}),
    },
  };
}

/** What the decision commits to: the request as received, as sent where it differs, and what the policy saw. */
export function decisionContent(at: Shaped, verdict: Parameters<typeof policyOf>[0]): Committed {
  const { request, caller } = at.call;
  const { body } = at.prepared;
  return {
    fields: {
      prompt: { kind: 'blob', bytes: request.body.bytes, ctype: 'application/json' },
      ...(body === request.body.bytes
        ? {}
        : { sent: { kind: 'blob' as const, bytes: body, ctype: 'application/json' } }),
      ...(verdict.context === undefined ? {} : { ctx: { kind: 'value' as const, value: verdict.context } }),
    },
    subjects: [caller.sub],
  };
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
  return {
    t: 'llm.outcome',
    cause: [decisionLeaf],
    ...identityOf(at),
    model: { ...modelOf(at), ...answeredBy(facts) },
    ...(at.verdict.scope === undefined ? {} : { scope: at.verdict.scope }),
    out: { ...out, ...(out.why === undefined ? {} : { why: toLabel(out.why) }) },
    ...(facts === undefined
      ? {}
      : {
          fin: {
            how: facts.finish.how,
            ...(facts.finish.raw.length === 0 ? {} : { raw: facts.finish.raw.slice(0, 16).map(toLabel) }),
            bytes: told.released ?? 0,
          },
        }),
    ...(use === undefined ? {} : { use: useOf(use, told.priceVersion) }),
    ...(facts === undefined || facts.calls.length === 0
      ? {}
      : {
          calls: facts.calls.slice(0, MAX_CALLS).map(({ id, name, args, ran }) => ({
            ...(id === undefined ? {} : { id: toLabel(id) }),
            name: toLabel(name),
            ...fingerprintOf(args, told.fingerprint),
            ...(ran === undefined ? {} : { ran }),
          })),
        }),
    absent: {
      about: NOBODY,
      ...(at.verdict.scope === undefined ? { scope: 'no scope is in force for this agent' } : {}),
      ...(told.answerAbsent === undefined ? {} : { answer: told.answerAbsent }),
      ...(use === undefined ? { use: 'nothing was held for this attempt' } : {}),
    },
  };
}

function fingerprintOf(args: string | undefined, print: ArgumentFingerprint | undefined): { args_fp?: string } {
  const value = args === undefined ? {} : parseAnswer(args);
  const made = value === undefined ? undefined : print?.(value);
  return made === undefined ? {} : { args_fp: made };
}

function answeredBy(facts: AnswerFacts | undefined) {
  if (facts === undefined) return {};
  const { models, id, fingerprint, tier } = facts;
  return {
    ...(models.length === 0 ? {} : { resp: models.slice(0, 16).map(toLabel) }),
    ...(id === undefined ? {} : { id: toLabel(id) }),
    ...(fingerprint === undefined ? {} : { fingerprint: toLabel(fingerprint) }),
    ...(tier === undefined ? {} : { tier: toLabel(tier) }),
  };
}

function reservedOf({ draws, upper, past }: Reservation, price: string | undefined): NonNullable<Decision['bud']> {
  return {
    ...(price === undefined ? {} : { price }),
    up: { ...upper },
    draws: draws.map(({ limit, version, account, window, unit }) => ({
      limit: toLabel(limit),
      version: toLabel(version),
      account: toLabel(account),
      window,
      unit,
    })),
    ...(past.length === 0 ? {} : { past: past.map(toLabel) }),
  };
}

function useOf({ source, models, spent }: Use, price: string | undefined): NonNullable<OutcomeDraft['use']> {
  return {
    source,
    models: models.slice(0, 16).map(({ model, usage }) => ({
      model: toLabel(model),
      input: usage.input,
      cache_read: usage.cacheRead,
      cache_write: usage.cacheWrite + usage.cacheWrite1h,
      output: usage.output,
      reasoning: usage.reasoning,
    })),
    spent: { ...spent },
    ...(price === undefined ? {} : { price }),
  };
}

/** SHA-256 of the RFC 8785 text. What stands in a parsed body can always be written so. */
function digestOf(value: unknown): string {
  return toHex(sha256(utf8(canonicalize(value))));
}
