/** The files of a root log in a pack, and how to check them. In packs of logs that hand their heads to a root log only. */
import { utf8 } from '@remit/core';
import type { PackCore } from './pack-core.ts';
import { paths } from './pack-core.ts';
import { since } from './rules.ts';

/** The proof and the entries after ours, as they came. */
export function rootFiles({ rules, rootProof, rootTail }: PackCore): [string, Uint8Array][] {
  if (!since(2, rules)) return [];
  return [
    ...(rootProof === undefined ? [] : [[paths.rootProof, utf8(rootProof)] satisfies [string, Uint8Array]]),
    ...(rootTail === undefined ? [] : [[paths.rootTail, rootTail] satisfies [string, Uint8Array]]),
  ];
}

/** The section of VERIFY.md. */
export function rootGuide({ rootProof }: PackCore): string {
  return rootProof === undefined ? '' : ROOT_LOG;
}

const ROOT_LOG = `
## 3d. The root log

This log hands its heads to a root log, whose entries they are. A further step "root-log" stands between origin and witnesses.
Your trust file may name the root log: "root-log VKEY [URL]" (type 0x01; several lines are several keys of one log, whose name
they share; no line "log" has that name), and "root-quorum NAME|none": the witness or group that must have cosigned the heads of
the root log; without that line it is the quorum. Both are taken out before the policy is read. No line root-log: not applicable.

12_integrity/root.tlog-proof is a C2SP tlog-proof: "c2sp.org/tlog-proof@v1", "extra BASE64", "index N", at most 63 hashes in
base64, an empty line, the head of the root log. Missing: incomplete. The extra data is the entry. Fail unless

- the entry is a note that a log key of your trust file signed, and its origin, size and root are those of the checkpoint;
- the head of the root log is a note whose signatures by keys that you know hold, one of them by a key of a line root-log, and
  its origin is the name of that key;
- the entry is leaf N of the tree of that head (RFC 9162 section 2.1.3.2), by the hashes, the leaf's sibling first.

12_integrity/root-tail holds the entries N + 1 to the last of the root log, each with its length as in an entry bundle. Missing:
incomplete. Fail unless there are exactly size - N - 1, and each hash of the proof that stands right of the path is the root over
the entries below it. An entry there that a log key of your trust file signed, with this origin, and a smaller size, or the same
size and another root: fail. One with a larger size: incomplete.

Then the cosignatures on the head of the root log must meet the quorum, and at least one must count: else incomplete. If the step
is ok, "witnesses" is not applicable where the quorum is "none" and nothing counts, and the time T of section 5 may also be the
newest time at which the quorum of the root log is met by cosignatures of that time or later.
`;
