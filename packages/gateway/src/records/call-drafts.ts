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
const NO_SCOPE = 'no scope is in force for this agent';

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
  const { bundleSha, errors, rules } = verdict;
  const policy: Policy = { dec: verdict.dec, eval: verdict.eval, rules: rules.slice(0, MAX_RULES).map(toLabel) };
  // Set one by one: this is made for every call, and a spread costs several times as much.
  if (bundleSha !== undefined) policy.bundle_sha = bundleSha;
  if (errors.length > 0) policy.errors = errors.slice(0, MAX_ERRORS).map(toLabel);
  if (!verdict.enforced) policy.enforced = false;
  return policy;
}

/** The authorization decision. `cause`: leaves of the escalation and the approval, when there were any. */
export function decisionDraft(
  identity: CallIdentity,
  verdict: Verdict,
  cause: readonly string[],
  join?: JoinKeys,
): DraftOf<'mcp.decision'> {
  const { scope } = verdict;
  const draft: DraftOf<'mcp.decision'> = {
    t: 'mcp.decision',
    who: identity.who,
    act: identity.act,
    pol: policyOf(verdict),
  };
  if (cause.length > 0) draft.cause = [...cause];
  addCommon(draft, verdict);
  if (join !== undefined) draft.join = join;
  const absent: Record<string, string> = { model: NO_MODEL, ...aboutAbsent(verdict.about) };
  if (identity.act.tool_sha === undefined) absent['tool_sha'] = 'no definition of this tool is known';
  if (scope === undefined) absent['scope'] = NO_SCOPE;
  if (verdict.context === undefined) absent['ctx'] = 'no policy was evaluated for this decision';
  draft.absent = absentOf(absent);
  return draft;
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
  const draft: DraftOf<'mcp.outcome'> = {
    t: 'mcp.outcome',
    cause: [decisionLeaf],
    who: identity.who,
    act: identity.act,
    out: out.why === undefined ? out : { ...out, why: toLabel(out.why) },
  };
  addCommon(draft, verdict);
  const absent: Record<string, string> = { model: NO_MODEL, ...aboutAbsent(verdict.about) };
  if (verdict.scope === undefined) absent['scope'] = NO_SCOPE;
  if (resultAbsent !== undefined) absent['result'] = resultAbsent;
  draft.absent = absentOf(absent);
  return draft;
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

function aboutOf(about: About): { about?: string[] } {
  return 'absent' in about || about.handles.length === 0 ? {} : { about: about.handles.slice(0, MAX_ABOUT) };
}

function aboutAbsent(about: About): Record<string, string> {
  if ('absent' in about) return { about: toLabel(about.absent) };
  const more = about.handles.length - MAX_ABOUT;
  if (about.handles.length === 0) return { about: 'the call names nobody' };
  return more > 0 ? { about: `${more} further persons: a record names at most ${MAX_ABOUT}` } : {};
}

/** What both records of a call say alike. Set one by one: a spread costs several times as much. */
function addCommon(draft: { about?: string[] | undefined; scope?: ScopeRef | undefined }, verdict: Verdict): void {
  const { about, scope } = verdict;
  if (!('absent' in about) && about.handles.length > 0) draft.about = about.handles.slice(0, MAX_ABOUT);
  if (scope !== undefined) draft.scope = scope;
}

/** Under whose keys content is sealed: the persons concerned, else the caller. */
export function subjectsOf(about: About, caller: Caller): readonly string[] {
  return 'absent' in about || about.handles.length === 0 ? [caller.sub] : about.handles;
}
