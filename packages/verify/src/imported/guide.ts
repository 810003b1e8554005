/** The section of VERIFY.md on foreign logs. Only in packs that hold some, so that the others stay as they were. */

export const foreignGuide = `
## 8b. Events of other systems' logs

The batches of a report are the ingest.batch records whose ing.from is before inputs.to and whose ing.to is at or after
inputs.from; a record without these times is always one. 11_sources/ID/events-NNNNN.jsonl, in the order of their names,
hold the leaves of the batch whose record has that id: each line without its newline is one leaf. Their number and the
root over their leaf hashes (section 4) must be ing.tree.size and ing.tree.root (base64url). Each leaf is strict JSON that
fits schemas/imported-event.schema.json, and its "n" is its place. Any difference, and any file below 11_sources/ that belongs to
no such batch: fail. What a foreign log says is not checked: its custody starts when it was ingested.

07_imported_traces-NNNNN.jsonl: one line for each event of kind tool-call or model-call, and for each api-call of a declared
agent. The agent of an event is the one whose identities, in the newest list that a registry.change record agents.declare
names (06_declared_scopes/agents/SHA.yaml), hold who.agent; act.srv is replaced as "servers" of that agent says. Its scope
is the last one put in force (scope.declare, policy.activate) at or before the event for each scope id; of several the
one that names the tool, else none. When none was in force, the first one put in force later, and then the verdict is never
"in". contexts-NNNNN.jsonl hold, by "n", what the operator derived from the arguments in the log: asserted, not checked.
Each is run again through the scope (section 9). No agent or no scope: indeterminate, no_declared_scope. Time of ingest
only: time_uncertain. Arguments redacted or without a context: args_redacted; none in the log: field_missing_in_source.
`;
