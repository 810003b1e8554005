/**
 * The sections of VERIFY.md on language models. Only in packs of logs with requests to models, and the second only where
 * clients state threads or traces, so that others stay as they were.
 */
import type { Study } from './study.ts';

const MODELS = `
## 7b. Models, choices and calls

A request to a model is a call like any other: decision llm.decision, outcome llm.outcome. Its trace has "model": from the
last decision requested = model.req, routed = model.route, account = model.prov, provider = model.kind, region, api =
ask.dialect, attempt, toolsOffered = ask.tools, toolsDigest, parametersDigest; from the first outcome returned =
model.resp, responseId = model.id, fingerprint, finish = fin.how, usage.

A choice is a member of "calls" of the first outcome of a request: id, name, args_fp, ran. Owner of a call: who.sub and
who.agent of its first decision. A call's place is the index of its first decision. A name fits a call when it is the
call's act.tool or ends in "_" followed by it, both as they are or with every sign outside A-Z, a-z, 0-9 as "_" (then "__"
goes before).

1. By id, choices in log order: the mcp calls of the same owner whose join.call is the id, placed after the choice, whose
   name fits and that no earlier choice has named. One: joined, basis tool-call-id. Several: ambiguous.
2. By arguments, with the choices that 1 left and the calls that 1 did not name: for each owner, join.args_fp and
   act.tool, the choices with that args_fp whose name fits. In log order, a stretch begins with a choice, takes the calls
   after it, and ends before the next choice once it holds as many calls as choices. One choice and one call: joined,
   basis argument-fingerprint. Any other stretch with a call: its choices are ambiguous. So is a choice that two tools
   would have.

Both are asserted: the client states the id, and equal arguments are evidence, not proof. resultIn is the first request
of the owner after the choice whose ask.results holds the id. The trace of a joined call has chosenBy: the request, the
basis, the place of the choice in calls, its id, and the model as above. Where the owner has requests to models and no
choice is joined, absent.model begins with "unknown".
`;

const CONTEXTS = `
## 7c. Threads and traces

Records of this log state join.thread, join.trace, ask.thread or ask.trace: what the client says of itself, and the trace id
of the W3C trace context that it sent. A choice states what the last decision of its request has in ask, a call what its
first decision has in join.

Narrowing. A set of choices and calls that 1 or 2 of section 7b would call ambiguous is first told apart, if one of them
states a thread or a trace: by the first of the kinds (in 1: thread, session; in 2: thread, trace, session) of which every
one of them states a value, not all the same, and some choice and some call the same. Each value is then a set of its own,
with the kinds that are left. In 1 the set is all choices of the owner with one id and the calls that state it, as soon as
there are two choices or two calls; a call whose name and place fit one of the choices stays named. narrowedBy lists the
kinds.

3. By trace, with the choices that 1 and 2 left and that no provider ran, and the calls that 1 and 2 left, that state no
   join.call and whose args_fp is not that of an ambiguous choice of the owner: choice and call of the same owner and
   trace, placed after the choice, whose name fits. Not where both have args_fp and the outcome of the request and the
   decision of the call have the same w.id: such arguments were compared in 2. Not where both state a thread and differ,
   unless they state the same session and one has it as its thread. A choice with one call, and that call with one choice:
   joined, basis trace-context (narrowedBy thread where the rule on threads left one of them another). Any other choice
   with a call: ambiguous. Names are grouped with every sign outside A-Z, a-z, 0-9 as "_"; in a trace with more than 4096
   pairs of one tool, choices before its last call are ambiguous.

Asserted like the others: whoever holds the agent's key can write any trace id.
`;

/** The section, when the log holds requests to models. */
export function modelGuide({ modelJoins }: Pick<Study, 'modelJoins'>): string {
  if (!modelJoins.anyModels) return '';
  return modelJoins.anyContexts ? `${MODELS}${CONTEXTS}` : MODELS;
}
