/** The section of VERIFY.md on joins. Only in packs that hold foreign logs. */

export const joinGuide = `
## 8c. Joins

07_joins.jsonl, RFC 8785, one join a line, by left then right in text order. Sides are events (BATCH:n) of all batches
of the report and, as dataset remit.calls, the calls of this log in the report (id, time, who, act of the first
decision, its join.call as ids.toolUse with the flag client-asserted-ids; decision of the last; outcome) and, as
remit.model-calls, the llm.decision records of the period with ids response (model.id) and toolUse (calls[].id) of
their llm.outcome. Nothing is merged: the traces keep what their source shows, and a join becomes the last of
custody.links.

An event's time is ts unless tk is "ingest". Its agent is the declared one where identities name who.agent, else
who.agent; its person is who.sub, or the first handle in text order of the group that holds it in the file that the
newest registry.change record people.alias names (06_declared_scopes/people/SHA.json, {people: [[handle, ...]]}); a
join of kind same-call whose sides name the actor in common differently says in assertedBy who declared that they are
one. Its host is what "servers" of the declared agent says for act.srv, else the host of act.srv: without scheme, path
and port, in lower case. Its tool is act.tool without a leading aws___ or mcp__X__ and without what stands before the
first ___, with - as _. Its method is act.method, none for kind http. The vendor is ing.vendor, remit for calls of
this log.

Pairs are sought between every two datasets, left the first in text order, offset 0, window 5 s where their vendors
are the same and 120 s else. Ids first, in this order, numbered ids (downstream2) as the name without the number: of
one vendor request = request, forensic = forensic, shared = shared, event = event, call = call, downstream = request,
request = downstream; then response = response, trace = trace; then toolUse = toolUse. First all of vendors, then all
of traces, then all of clients; each time the events of the left side in order, and for each its ids in the order
given. An id that exactly one event of each side has: exact; toolUse, and trace where an event carries the flag
client-asserted-ids: probable, but asserted where an llm.outcome of this log names the id in calls[] and the two have
an agent or a person in common. An id that several have: ambiguous. An event is joined once with a dataset, but for
downstream, which names several requests. What is left joins by agent or person, and host, in the window, where
neither method nor tool is said differently, and only events of kind tool-call, model-call and http: exactly one
candidate on each side: probable, else ambiguous. Events of one dataset with the same shared id: exact when they are
two.

A grant, a session and a login open what follows: events of the vendor with the same ids.grant after the first event
of kind grant; events of the dataset with the same ids.portal and ids.session after the first of kind session; events
of the same person and host at most 24 h after an event of kind login that was not denied, when it is the only one.
One line for each opener that something follows, with their number and the first 20.

status: broken where one of the two denied the call and the other executed it, or their decisions differ (kinds
request, shared-event, call and same-call; of an event of kind http only its denial counts); absent for ambiguous;
verified for exact where both batches are digest-valid or the side is a call of this log; asserted for the rest, with
assertedBy. A trace whose event names ids.grant, ids.downstream or, for kind payload, ids.forensic, and has no such
join, has a link "absent".

Where an event of another Remit (flag decision-record, ids.call) is followed by the record of its outcome (flag
outcome-record, same ids.call, same vendor), its trace shows the effect of that record and names it in outcomeRecord.

Beyond 400,000 events that share an id or an agent or person with host no pairs are sought; the report says so.
`;
