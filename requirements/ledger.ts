/** Rows of the ledger package: durable append, sequencer, signer, publisher, witnesses, vault, reader. */
import { type Requirements, tested } from './requirement.ts';

const durability = 'reference/ledger.md §5';
const processes = 'reference/ledger.md §4';
const commitments = 'reference/ledger.md §3';

/** Appending: what a record gets, when it counts as durable, what happens when it cannot. */
export const ledgerAppendRequirements = {
  'ledger.genesis': tested(
    'reference/ledger.md §1.9, §7',
    'A new log starts with a genesis record that names the log key; no checkpoint is signed before size 2.',
  ),
  'ledger.ack-after-durable': tested(
    durability,
    'A record is acknowledged with its index only when the database commit and the signer journal are both on disk, for it and for all before it.',
  ),
  'ledger.writer-sequence': tested(
    'reference/ledger.md §2',
    "A writer's sequence is dense from 0, also across records that were not taken.",
  ),
  'ledger.entry-limit': tested('C2SP tlog-tiles', 'A record beyond 65,535 bytes is refused by name.'),
  'ledger.no-personal-data-in-errors': tested(
    'design/style.md, rule 5',
    'An error about a record names the place of the mistake and never the value.',
  ),
  'ledger.errors': tested('design/style.md, rule 5', 'The table of error codes, statuses and RPC codes is pinned.'),
  'ledger.batch': tested(
    durability,
    'A batch is what arrived during the previous commit, at most 256 records; the next batch may commit while one is journaled.',
  ),
  'ledger.sync-full': tested(
    `${durability}; reference/stack.md T9`,
    'The database keeps synchronous=FULL, read back after a write.',
  ),
  'ledger.not-durable': tested(
    durability,
    'A record that is not durable within the deadline rejects; it may become durable later, once.',
  ),
  'ledger.overloaded': tested(durability, 'Beyond the bound on outstanding records and bytes no record is taken.'),
  'ledger.resend': tested(
    durability,
    'Unacknowledged records are sent again in order after the sequencer was restarted and are stored once.',
  ),
  'ledger.fail-closed': tested(
    `${durability}, T18`,
    'Once the signer refuses, everything outstanding and everything later rejects with the reason.',
  ),
  'ledger.restart-continues': tested(processes, 'A restart continues the dense index, the tree and the log key.'),
  'ledger.signals': tested(processes, 'Ctrl-C and a closed terminal do not end the children before the parent drains.'),
  'ledger.kill-9': tested(
    'reference/ledger.md §10',
    'kill -9 of sequencer, signer or parent loses no acknowledged record, uses no index twice and leaves no inconsistent checkpoint.',
  ),
  'ledger.restart-pause': tested(
    processes,
    'A child that died is started again at once when it had worked, and after growing pauses while it does not get to work.',
  ),
  'ledger.publish-again': tested(
    durability,
    'While the published folder cannot be written, appends go on and publishing is tried again until it succeeds.',
  ),
  'ledger.sign-again': tested(
    processes,
    'A signer that cannot store what it signed hands no signature out, stays, and signs when asked later.',
  ),
  'ledger.open-calls': tested(
    'reference/ledger.md §2',
    'At start each permitted call without outcome and each escalation without decision gets a gap record, and no other call does.',
  ),
  'ledger.locked': tested(
    processes,
    'A data folder is used by one process at a time; the lock ends with the process and not before.',
  ),
} as const satisfies Requirements;

/** The signer: signs its own journal only, and refuses a log that is not the one it knows. */
export const ledgerSignerRequirements = {
  'ledger.sign-own-journal': tested(
    'reference/ledger.md §4.3, T7',
    "A checkpoint's root is the root of the signer's own journal, never one that the database offers.",
  ),
  'ledger.journal': tested('reference/ledger.md §4.3', 'The journal gives back every leaf hash in order.'),
  'ledger.journal-torn': tested(
    'reference/ledger.md §4.3',
    'An unfinished last frame of the journal is cut off at start, and it is said.',
  ),
  'ledger.journal-damage': tested(
    'reference/ledger.md §4.3',
    'Any other damage of the journal is refused and never taken for an unfinished frame.',
  ),
  'ledger.signer-folder': tested(
    'reference/ledger.md §4.3',
    'The signer refuses a folder with a missing part by name, and a failed request leaves its journal as it was.',
  ),
  'ledger.signer-failed': tested(
    'reference/ledger.md §4.3',
    'A signer whose disk failed answers nothing more, so that requests behind the failure are not taken for another log.',
  ),
  'ledger.signer-not-older': tested(
    'reference/ledger.md §4.3',
    'A signer folder older than a checkpoint that its key signed is refused.',
  ),
  'ledger.signer-protocol': tested(
    'reference/ledger.md §4.3',
    'The signer takes only requests of the exact form, in the order that its session allows.',
  ),
  'ledger.forged-hashes': tested(
    'reference/ledger.md §9 T7, §10',
    'A leaf that is offered again is refused for good, with evidence kept.',
  ),
  'ledger.rollback-refused': tested(
    'reference/ledger.md §9 T5, T15, §10',
    'A database that is shorter than the journal is refused at start and while running, with evidence kept.',
  ),
  'ledger.fork-refused': tested(
    'reference/ledger.md §9 T1, §10',
    'A database with one changed record, at any position, is refused and the record is named.',
  ),
  'ledger.unacknowledged-gap': tested(
    'reference/ledger.md §4.3',
    'Rows beyond the journal enter it only together with a gap record that names exactly that range.',
  ),
} as const satisfies Requirements;

/** What is published, and who cosigns it. */
export const ledgerPublishRequirements = {
  'ledger.tiles': tested(
    'C2SP tlog-tiles',
    'Tiles hold what the tree library computes from the leaves, at every level.',
  ),
  'ledger.tiles-rebuilt': tested(
    'C2SP tlog-tiles; reference/ledger.md §4',
    'Tiles rebuilt from the database are byte for byte those that growth wrote; missing or damaged ones are repaired.',
  ),
  'ledger.published-rebuilt': tested(
    'reference/ledger.md §4',
    'Published files that vanished or were torn are there again after a restart.',
  ),
  'ledger.publish-own-root': tested(
    'reference/ledger.md §4.3',
    'No checkpoint is published whose root the published entries do not give.',
  ),
  'ledger.proofs': tested('RFC 6962 §2.1', 'Every record of a signed head can be proved from the published tiles.'),
  'ledger.check': tested(
    'reference/ledger.md §8',
    "The operator's check passes an intact folder and names a changed record, a changed tile and a missing tile.",
  ),
  'ledger.record-proof': tested(
    'C2SP tlog-proof',
    'The proof of one record verifies against the newest checkpoint that covers it.',
  ),
  'ledger.cosignatures-kept': tested(
    'C2SP tlog-cosignature',
    'A stored note keeps one cosignature for each key; the checkpoint file shows those of the newest size.',
  ),
  'ledger.witnessed': tested(
    'C2SP tlog-witness; reference/ledger.md §8',
    'Cosignatures are verified with the configured key before they are stored and published.',
  ),
  'ledger.witness-conflict': tested(
    'C2SP tlog-witness',
    'A 409 is answered with a consistency proof from the size that the witness names.',
  ),
  'ledger.witness-down': tested(
    durability,
    'A witness that is down, slow or lying blocks no append, is named, and is asked again.',
  ),
  'ledger.witness-fork': tested(
    'reference/ledger.md §9 T15',
    'A log that was rolled back together with its signer is told so by a witness that was ahead of it.',
  ),
  'ledger.witness-setup': tested(
    'C2SP tlog-cosignature',
    'A witness whose key is no cosignature key, or whose address is not http(s), is refused at start.',
  ),
  'ledger.witness-transcript': tested(
    'C2SP tlog-witness v1.0.0',
    'The witness answers the published nine-step transcript over HTTP as the specification says.',
  ),
  'ledger.witness-cosigns': tested(
    'C2SP tlog-witness',
    'The witness answers a timestamped cosignature and shows the cosigned note to monitors.',
  ),
  'ledger.witness-atomic': tested(
    'C2SP tlog-witness',
    'Of several forks of one tree submitted at once, the witness cosigns one.',
  ),
  'ledger.witness-persists': tested(
    'C2SP tlog-witness',
    'The witness knows its recorded sizes after a restart and does not start from a damaged state.',
  ),
  'ledger.witness-evidence': tested(
    'C2SP tlog-witness; reference/ledger.md §9 T6',
    'A validly signed inconsistent checkpoint is kept as evidence and never cosigned.',
  ),
} as const satisfies Requirements;

/** Sealed content and reading. */
export const ledgerVaultRequirements = {
  'ledger.no-plaintext': tested(
    commitments,
    'No file of the data folder holds a reference, an argument or a disclosed value in clear or in base64.',
  ),
  'ledger.erasure': tested(
    commitments,
    'Without the key of any one subject the sealed content of a record cannot be opened; the log stays as it is.',
  ),
  'ledger.sealed-in-place': tested(commitments, 'Sealed rows cannot stand in for one another.'),
  'ledger.old-vault-rows': tested(
    'issue 3, build 5: old data folders keep working',
    'Sealed content of the first releases still opens.',
  ),
  'ledger.content-bytes': tested(
    'ledger reference §3',
    'Disclosures and small contents that were sealed together come apart exactly, and damaged ones not at all.',
  ),
  'ledger.salts': tested(commitments, 'The same content never gives the same commitment or data key twice.'),
  'ledger.disclosures-open': tested(
    `${commitments}; RFC 9901 §4.2`,
    "Each stored disclosure opens the record's commitment, and a blob's holds record id, digest, length bucket and type.",
  ),
  'ledger.subjects-stored': tested(
    commitments,
    'A person is stored with the first record that names the handle, and not before.',
  ),
  'ledger.vault-key': tested(
    commitments,
    'A lost or wrong vault key is an error by name, never a new key over old content.',
  ),
  'ledger.reader-offline': tested(
    'reference/ledger.md §4',
    'A folder can be read in use and at rest, and reading creates no file in it.',
  ),
  'ledger.blobs': tested('reference/ledger.md §2', 'Blobs are named by their digest; a damaged file is not the blob.'),
} as const satisfies Requirements;
