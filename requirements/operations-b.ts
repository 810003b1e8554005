/** References, backup, reload, drain, old data, and how it is run: what an operator of the gateway relies on. */
import type { Requirements } from './requirement.ts';
import { tested } from './requirement.ts';

const operations = 'Acceptance, the thread made hard, Build 5';
const references = 'Acceptance, the thread made hard, Build 6';

export const requirements = {
  'operations-b.references': tested(references, 'A generated page that differs from the code is red.'),
  'operations-b.references-errors': tested(references, 'Every error code stands in the errors page.'),
  'operations-b.references-cli': tested(references, 'Every command and option stands in the page of the command line.'),
  'operations-b.references-records': tested(
    references,
    'Every record type stands in the records page with its meaning.',
  ),
  'operations-b.backup-rotated': tested(
    'issue 5, item 6: backup, restore',
    'Every key file of the signer and the file that says which one signs are in a backup, so that a log whose key was changed goes on after it is restored.',
  ),
  'root-log.backup': tested(
    'issue 5, item 6: many logs under a root log; backup, restore',
    'The folder of a root log is backed up beside the running one; restored it has its keys and entries and refuses another past of a region.',
  ),
  'operations-b.backup-load': tested(
    operations,
    'A backup made under load restores to a log that checks, that its own signer goes on with, with its content.',
  ),
  'operations-b.backup-older': tested(
    'Ledger reference §9, T15',
    'A restored log that lost records is refused by the witness; one that lost nothing goes on.',
  ),
  'operations-b.backup-refusals': tested(
    operations,
    'Backup and restore write only into empty folders, a damaged backup is not restored, and a folder without its signer is not copied in part.',
  ),
  'operations-b.backup-cli': tested(
    operations,
    'A backup of a running server, restored elsewhere, serves the same keys, and a report of it verifies.',
  ),
  'operations-b.reload-servers': tested(
    operations,
    'Another list of servers holds for new calls; a call under way finishes on the old one; what did not change keeps its connections.',
  ),
  'operations-b.reload': tested(
    operations,
    'SIGHUP and remit reload put servers, approvals and logging in force without a restart; each change is a record.',
  ),
  'operations-b.reload-refused': tested(
    operations,
    'A configuration with a mistake, or with a change that needs a restart, changes nothing and says so.',
  ),
  'operations-b.drain': tested(
    operations,
    'SIGTERM: no new connection, the call under way gets its answer and its outcome record, exit 0.',
  ),
  'operations-b.drain-second': tested(
    operations,
    'A second signal ends the process at once; the next start closes the open call with a gap record.',
  ),
  'operations-b.old-data': tested(
    operations,
    'A data folder of an earlier version opens with its keys, checks, takes records and gives a report that verifies.',
  ),
  'operations-b.old-pack': tested(operations, 'A pack of an earlier version passes the verifier of today.'),
  'operations-b.unit': tested(operations, 'systemd accepts the unit.'),
  'operations-b.unit-hardened': tested(operations, 'The unit is hardened and stops the gateway before its children.'),
  'operations-b.image': tested(operations, 'The image recipe is built in stages and runs as another user than root.'),
  'operations-b.operate': tested(
    operations,
    'docs/operate.md states one tenant a deployment, and every command in it exists.',
  ),
} as const satisfies Requirements;
