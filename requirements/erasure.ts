/** Keys of persons, erasure with authorisation, holds, retention, and logs by period. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

const vault = 'Ledger reference §3, commitments and erasure';

export const requirements = {
  'erasure.subject-keys': tested(
    vault,
    'The key of each person lies in a file of its own; destroying it overwrites its bytes, and nothing brings it back.',
  ),
  'erasure.backup-without-keys': tested(
    vault,
    'A backup leaves out the keys of persons, so an erasure reaches it; with the keys beside it its content opens.',
  ),
  'erasure.vault-work': tested(
    vault,
    'An erasure destroys keys, sealed rows and references while the server runs; no byte of them stays in the database or its log; it may be repeated.',
  ),
  'erasure.own-seal': tested(
    vault,
    'Other stores seal their keys under a key of the vault, so that one destruction reaches them too.',
  ),
  'erasure.ingested': tested(
    vault,
    'A person leaves an ingested batch: it is sealed again without their events under a new key; its tree and the other events stay.',
  ),
  'erasure.two-persons': tested(
    vault,
    'An erasure is asked for by one person and approved by another; the record names both and the inventory made before.',
  ),
  'erasure.floor': tested(
    'Regulation (EU) 2024/1689, Articles 19(1) and 26(6)',
    'Nothing is erased before its retention class allows it, in calendar months, unless two persons override that, which is recorded.',
  ),
  'erasure.hold': tested(vault, 'An erasure under a legal hold is refused and the hold named.'),
  'erasure.resume': tested(
    vault,
    'An intent is durable before anything is destroyed; what a crash interrupts is ended at the next start, erased once and recorded once.',
  ),
  'erasure.expiry': tested(vault, 'What is past its retention class is found and erased as any other request.'),
  'erasure.periods': tested(
    vault,
    'Content in ended logs is erased with the rest; each log holds the record of its own erasure.',
  ),
  'erasure.verify': tested(
    'Ledger reference §10',
    'Of each committed context a verifier says: intact, erased with authorisation, or MISSING/ALTERED. An erasure by one person, of an index that is not there or of another log fails.',
  ),
  'erasure.export': tested(
    'Regulation (EU) 2016/679, Article 15',
    'Everything that is sealed for one person comes out as JSON and as text with record ids and proofs; reading it is recorded; content of others stays out.',
  ),
  'erasure.acceptance': tested(
    'Acceptance, a ledger that stands against its operator',
    'Before an erasure a recovery tool with every key finds the known values of a person in the data folder and a backup; after it, nothing, and the pack verifies and shows it.',
  ),
  'erasure.postgres': tested(
    'issue 5, acceptance: erasure',
    'On PostgreSQL a tool with every key finds a person in heap, WAL, a dump and a copy of the cluster before the erasure, and nowhere after it; the pack verifies and shows the erasure.',
  ),
  'period.roll': tested(
    'Ledger reference §3, retention expiry',
    'A log for each period: the last record names the next log and its key, the genesis names the last head of the former, and what is in force is said again.',
  ),
  'period.roll-crash': tested(
    'Ledger reference §3, retention expiry',
    'A roll that was cut off at any point is ended by the same call, with one result and nothing lost.',
  ),
  'period.roll-postgres': tested(
    'Ledger reference §3, retention expiry; issue 5, storage beyond one machine',
    'A roll on PostgreSQL: the next log stands in a schema of its own until one transaction that holds the lease puts it in place; a crash is gone on from; sequencers that run apart are refused with what to do.',
  ),
  'period.roll-bucket': tested(
    'Ledger reference §1.4, §3',
    'With tiles in a bucket the next log is published below a prefix of its own, and pruning removes the objects of the ended one but its head.',
  ),
  'period.roll-apart': tested(
    'Ledger reference §4.3; issue 5, signer and keys',
    'A signer that runs by itself signs each next log too, over the same socket, with a folder and a key of its own for each, and goes on for ended ones.',
  ),
  'period.roll-service': tested(
    'issue 5, items 3 and 5',
    'A log whose key is in a key service goes on in the next log with the same key under the new name, and both logs pass their check.',
  ),
  'period.roll-token': tested(
    'Ledger reference §7; issue 5, signer and keys',
    'A key in a token or a key service signs the next log under its name; after a compromise a log that would go on with the same key is refused.',
  ),
  'period.calendar': tested(
    'Ledger reference §3, retention expiry',
    'The log of the next month, quarter or year is due when the calendar in UTC has left the period of the present one.',
  ),
  'period.reports': tested(
    'Ledger reference §3, retention expiry',
    'A log ends beside a running server; scopes and keys stay in force; a pack is of one log, and packs made before keep verifying.',
  ),
  'period.prune': tested(
    'C2SP tlog-tiles, pruning',
    'An ended log is pruned only under a declared policy, after its months and under no hold; a record says so first; packs made before keep verifying.',
  ),
  'period.verify': tested(
    'Ledger reference §3, retention expiry',
    'A verifier holds genesis and second record of a log to one story, and refuses records behind its end other than erasures.',
  ),
} as const satisfies Requirements;
