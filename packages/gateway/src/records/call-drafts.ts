/** The records of one call as drafts: pure functions from what the pipeline knows (ledger reference §2). */
import type { Act, Committed, DraftOf, JoinKeys, Outcome, Policy, ScopeRef, Who } from '@remit/record';
import type { Caller } from '@remit/registry';
import { whoOf } from '@remit/registry';
import type { CallRequest } from '../call.ts';
import type { About, Verdict } from '../pipeline/verdict.ts';
import { MAX_ABOUT } from '../pipeline/verdict.ts';
import { toLabel } from './label.ts';

/** Who calls what, already safe for a record. The same in every record of the call. */
export interface CallIdentity {
  readonly who: Who;
  readonly act: Act;
}

/** Largest number of rules and errors that `pol` holds. */
const MAX_RULES = 64;
const MAX_ERRORS = 16;

const NO_MODEL = 'no LLM traffic through Remit';

/** Identities kept for one caller: its calls mostly go to the same few tools. Names come from the wire, so it is bounded. */
const MAX_IDENTITIES = 256;
const MAX_NAMES = 1_024;
const identities = new WeakMap<Caller, Map<string, CallIdentity>>();

/** Makes the texts of a request safe for records. Frozen: equal requests of one caller get the same objects. */
export function identify(request: CallRequest): CallIdentity {
  const { caller, client, server, method, tool, definition } = request;
  const name = JSON.stringify([server, method, definition?.sha, tool, client]);
  const held = identities.get(caller) ?? new Map<string, CallIdentity>();
  const known = held.get(name);
  if (known !== undefined) return known;
  const identity = Object.freeze({
    who: Object.freeze(whoOf(caller, client === undefined ? undefined : toLabel(client))),
    act: Object.freeze({
      srv: toLabel(server),
      method: toLabel(method),
      tool: toLabel(tool),
      ...(definition === undefined ? {} : { tool_sha: definition.sha }),
    }),
  });
  if (held.size >= MAX_IDENTITIES) held.clear();
  if (name.length <= MAX_NAMES) identities.set(caller, held.set(name, identity));
  return identity;
}

/** `s` of the next record of the request's session. Takes a number: call it only for a record that is handed over. */
export function nextInSession(request: CallRequest): { s?: { id: string; n: number } } {
  const { session } = request;
  return session === undefined ? {} : { s: { id: toLabel(session.id), n: session.next() } };
}

/** What a record says of the decision itself, whatever the protocol. */
export function policyOf(verdict: Verdict): Policy {
  const { bundleSha, errors } = verdict;
  return {
    ...(bundleSha === undefined ? {} : { bundle_sha: bundleSha }),
    dec: verdict.dec,
    eval: verdict.eval,
    rules: verdict.rules.slice(0, MAX_RULES).map(toLabel),
    ...(errors.length === 0 ? {} : { errors: errors.slice(0, MAX_ERRORS).map(toLabel) }),
    ...(verdict.enforced ? {} : { enforced: false }),
  };
}

/** The authorization decision. `cause`: leaves of the escalation and the approval, when there were any. */
export function decisionDraft(
  identity: CallIdentity,
  verdict: Verdict,
  cause: readonly string[],
  join?: JoinKeys,
): DraftOf<'mcp.decision'> {
  const { scope } = verdict;
  return {
    t: 'mcp.decision',
    ...causeOf(cause),
    ...identity,
    ...aboutOf(verdict.about),
    ...scopeOf(scope),
    pol: policyOf(verdict),
    ...(join === undefined ? {} : { join }),
    absent: absentOf({
      model: NO_MODEL,
      ...aboutAbsent(verdict.about),
      ...(identity.act.tool_sha === undefined ? { tool_sha: 'no definition of this tool is known' } : {}),
      ...(scope === undefined ? { scope: 'no scope is in force for this agent' } : {}),
      ...(verdict.context === undefined ? { ctx: 'no policy was evaluated for this decision' } : {}),
    }),
  };
}

/** What the decision commits to: the arguments as received, and what the policy saw. */
export function decisionContent(verdict: Verdict, argsRaw: Uint8Array, caller: Caller): Committed {
  return {
    fields: {
      args: { kind: 'blob', bytes: argsRaw, ctype: 'application/json' },
      ...(verdict.context === undefined ? {} : { ctx: { kind: 'value', value: verdict.context } }),
    },
    subjects: subjectsOf(verdict.about, caller),
  };
}

/** The observed effect of a decision. Invariant: `cause` names the decision; recovery relies on it. */
export function outcomeDraft(
  identity: CallIdentity,
  verdict: Verdict,
  decisionLeaf: string,
  out: Outcome,
  resultAbsent: string | undefined,
): DraftOf<'mcp.outcome'> {
  return {
    t: 'mcp.outcome',
    cause: [decisionLeaf],
    ...identity,
    ...aboutOf(verdict.about),
    ...scopeOf(verdict.scope),
    out: { ...out, ...(out.why === undefined ? {} : { why: toLabel(out.why) }) },
    absent: absentOf({
      model: NO_MODEL,
      ...aboutAbsent(verdict.about),
      ...(verdict.scope === undefined ? { scope: 'no scope is in force for this agent' } : {}),
      ...(resultAbsent === undefined ? {} : { result: resultAbsent }),
    }),
  };
}

/** What the outcome commits to: the bytes received from the upstream. */
export function outcomeContent(verdict: Verdict, raw: Uint8Array, caller: Caller): Committed {
  return {
    fields: { result: { kind: 'blob', bytes: raw, ctype: 'application/json' } },
    subjects: subjectsOf(verdict.about, caller),
  };
}

/** A person's verdict on an escalated call, or that nobody gave one. */
export function approvalDraft(
  identity: CallIdentity,
  verdict: Verdict,
  escalationLeaf: string,
  by: Caller | undefined,
  apr: DraftOf<'approval'>['apr'],
): DraftOf<'approval'> {
  return {
    t: 'approval',
    cause: [escalationLeaf],
    ...(by === undefined ? {} : { who: whoOf(by) }),
    ...aboutOf(verdict.about),
    act: identity.act,
    apr,
    ...('absent' in verdict.about ? { absent: aboutAbsent(verdict.about) } : {}),
  };
}

const MAX_ABSENT = 64;
const absents = new Map<string, Readonly<Record<string, string>>>();

/** The same frozen object for the same reasons, of which there are a handful. */
function absentOf(reasons: Record<string, string>): Readonly<Record<string, string>> {
  let name = '';
  for (const key in reasons) name += `${key}\n${reasons[key]}\n`;
  const known = absents.get(name);
  if (known !== undefined) return known;
  if (absents.size >= MAX_ABSENT) absents.clear();
  absents.set(name, Object.freeze(reasons));
  return reasons;
}

function causeOf(cause: readonly string[]): { cause?: string[] } {
  return cause.length === 0 ? {} : { cause: [...cause] };
}

function aboutOf(about: About): { about?: string[] } {
  return 'absent' in about || about.handles.length === 0 ? {} : { about: about.handles.slice(0, MAX_ABOUT) };
}

function aboutAbsent(about: About): Record<string, string> {
  if ('absent' in about) return { about: toLabel(about.absent) };
  const more = about.handles.length - MAX_ABOUT;
  if (about.handles.length === 0) return { about: 'the call names nobody' };
  return more > 0 ? { about: `${more} further persons: a record names at most ${MAX_ABOUT}` } : {};
}

function scopeOf(scope: ScopeRef | undefined): { scope?: ScopeRef } {
  return scope === undefined ? {} : { scope };
}

/** Under whose keys content is sealed: the persons concerned, else the caller. */
export function subjectsOf(about: About, caller: Caller): readonly string[] {
  return 'absent' in about || about.handles.length === 0 ? [caller.sub] : about.handles;
}
