/** The section of VERIFY.md on language models. Only in packs of logs with requests to models, so that others stay as they were. */
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

/** The section, when the log holds requests to models. */
export function modelGuide({ modelJoins }: Pick<Study, 'modelJoins'>): string {
  return modelJoins.anyModels ? MODELS : '';
}
