/** Rows of mirrors, which keep a copy of a log, and of root logs, which hold the heads of other logs. */
import { type Requirements, tested } from './requirement.ts';

const mirrors = 'issue 5, item 1; C2SP tlog-mirror (draft); reference/ledger.md §1.6';

/** Full-copy cosigners. */
export const mirrorRequirements = {
  'mirror.copies': tested(
    mirrors,
    'A mirror cosigns a head when it holds every record of it, durably and held against the signed root; when the log is gone its copy serves checkpoint, tiles, records and proofs.',
  ),
  'mirror.refuses': tested(
    mirrors,
    'A log that serves an altered record, a short bundle, a missing file or hashes that do not give its signed root is not cosigned; the first wrong record is named and kept as evidence.',
  ),
  'mirror.no-second-past': tested(
    mirrors,
    'A mirror refuses forks and rollbacks as a witness does, also of heads whose copy is not complete.',
  ),
  'mirror.resumes': tested(mirrors, 'A mirror that starts again fetches only what it does not hold.'),
  'mirror.killed': tested(
    mirrors,
    'Killed at any moment, a mirror has never cosigned a head whose records it does not hold on disk.',
  ),
  'ops.mirror': tested(
    mirrors,
    'remit mirror is a witness of the policy like others and a pack passes with it alone; remit ledger check --against and remit mirror check hold the copy against the log and name the first record that is missing or altered.',
  ),
  'mirror.compare': tested(
    mirrors,
    'A copy held against its log tells a log that was cut off, altered or forked, and a copy that is damaged, and names the first record.',
  ),
} satisfies Requirements;

const roots = 'issue 5, item 6; reference/ledger.md §6, C';

/** Logs of logs. */
export const rootLogRequirements = {
  'root.enters': tested(
    roots,
    'A root log enters each signed head of a region that continues the last one, and cosigns it when it is durable; the region fetches its inclusion proof under a head that the witnesses of the root log cosigned.',
  ),
  'root.no-second-past': tested(
    roots,
    'A root log refuses a fork or a rollback of a region, keeps both heads as evidence that convicts, also after a restart, and other regions go on.',
  ),
  'root.killed': tested(
    roots,
    'With its processes killed while heads come in, every head that a root log has cosigned is an entry of it.',
  ),
  'root.check': tested(
    roots,
    'Whoever watches a root log reads it through: a fork or a rollback of a region, an entry that no region signed, and with the log of a region every head that its records do not give.',
  ),
  'ops.root-log': tested(
    roots,
    'remit root runs a root log; a server whose policy names it hands its heads in and puts the proof into its packs, which pass by the witnesses of the root log alone.',
  ),
  'verify.root-log': tested(
    roots,
    'A pack whose head is an entry of a root log passes by the witnesses of the root log alone; a missing proof leaves it incomplete, a wrong one fails it, and a later head of the same log in the root log is told.',
  ),
} satisfies Requirements;
