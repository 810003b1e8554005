/** The section of VERIFY.md on foreign logs. Only in packs that hold some, so that the others stay as they were. */

export const foreignGuide = `
## 8b. Events of other systems' logs

The batches of a report are the ingest.batch records whose ing.from is before inputs.to and whose ing.to is at or after
inputs.from; a record without these times is always one. 11_sources/ID/events-NNNNN.jsonl, in the order of their names,
hold the leaves of the batch whose record has that id: each line without its newline is one leaf. Their number and the
root over their leaf hashes (section 4) must be ing.tree.size and ing.tree.root (base64url). Each leaf is strict JSON of
the shape of an imported event, and its "n" is its place. Any difference, and any file below 11_sources/ that belongs to
no such batch: fail. What a foreign log says is not checked: its custody starts when it was ingested.
`;
