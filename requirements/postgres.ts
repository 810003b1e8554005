/** PostgreSQL and object storage under the ledger: what holds when there is more than one machine. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

const storage = 'Acceptance, a ledger against its own operator, Build 6';

export const requirements = {
  'store.engines': tested(
    'design/style.md, rule 10',
    'The control store does the same on SQLite and on PostgreSQL, with one schema and one list of migrations.',
  ),
  'store.postgres-durable': tested(
    `Ledger reference §5; ${storage}`,
    'On PostgreSQL a commit of the control store waits for the disk, asserted after a write.',
  ),
  'ledger.engines': tested(
    `design/style.md, rule 10; ${storage}`,
    "The sequencer's store does the same on SQLite and on PostgreSQL.",
  ),
  'ledger.postgres': tested(
    storage,
    'A ledger on PostgreSQL records, signs, reads back and restarts as one on SQLite does.',
  ),
  'ledger.postgres-arrays': tested(
    storage,
    'A batch goes to PostgreSQL as arrays in binary form, which the server reads as they were written.',
  ),
  'ledger.lease': tested(
    `Ledger reference §6 A; ${storage}`,
    'One sequencer works at a time; a standby takes over with a higher fencing token.',
  ),
  'ledger.fencing': tested(
    `Ledger reference §6 A; ${storage}`,
    'The signer refuses a fencing token lower than the highest it has seen, also after its restart.',
  ),
  'ledger.postgres-faults': tested(
    'Acceptance: faults with PostgreSQL too',
    'Server killed and connections cut under load: nothing acknowledged is lost, no index is used twice.',
  ),
  'ledger.lease-lost': tested(
    'Acceptance: faults with PostgreSQL too',
    'A sequencer that loses its lease while committing acknowledges nothing more, and the next one goes on.',
  ),
  'ledger.service': tested(
    `Ledger reference §6 A; ${storage}`,
    'Several gateways write to the sequencer that holds the lease; a standby takes over, and each gateway closes only its own calls.',
  ),
  'ledger.service-ended': tested(
    `Ledger reference §6 A; ${storage}`,
    'A standby whose log is ended while it waits takes no lease of the next log, puts no gateway off and says which log the database holds.',
  ),
  'ledger.service-tls': tested(
    storage,
    'Over TCP gateway and sequencer each show a certificate that the other believes.',
  ),
  'ledger.spool': tested(
    `Ledger reference §4.1; ${storage}`,
    'While no sequencer takes records a gateway refuses calls and keeps what is queued on its disk; each record is stored once.',
  ),
  'gateways.follow': tested(
    storage,
    'Each gateway reads what others record about keys and scopes as it comes; while it cannot for ten seconds it decides nothing.',
  ),
  'gateways.keys': tested(
    storage,
    'A key that one gateway made works at the others, and one that it revoked is refused there, without a restart.',
  ),
  'gateways.scopes': tested(
    storage,
    'A scope that one gateway took in decides at the others; where its file cannot be had nothing older decides; of two for one agent all keep the first.',
  ),
  'gateways.shared': tested(
    storage,
    'Two gateways with one log: declared at one and decided by it at the other, revoked at one and refused at the other, within seconds.',
  ),
  'ledger.bucket': tested(
    storage,
    'Tiles, bundles, checkpoint and blobs lie in a bucket as in the folder; what must not change is written under a condition.',
  ),
  'ledger.migrate': tested(
    storage,
    'A log moves from SQLite to PostgreSQL with everything that it is, compared before anything is kept; its old file is refused then.',
  ),
  'ledger.backup-postgres': tested(storage, 'A log on PostgreSQL is backed up as a folder, restored, and moved on.'),
  'ledger.serve': tested(
    `C2SP tlog-tiles; ${storage}`,
    'Checkpoint, tiles, bundles and proofs are served with the headers that caches need; what was pruned is gone, what is missing is not there.',
  ),
  'ops.postgres-move': tested(storage, 'migrate, check, backup, restore and serve work from the command line.'),
  'ops.sequencers': tested(storage, 'Several gateways write one log through `remit sequencer`.'),
  'ops.postgres': tested(
    storage,
    'With `store: postgres` an installation decides, records, signs, reports, and its report verifies; a URL is never repeated.',
  ),
} as const satisfies Requirements;
