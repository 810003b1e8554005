/** Rows of the fault campaigns (`npm run test:campaign`): what survives kills, broken disks and jumping clocks. */
import { type Requirements, tested } from './requirement.ts';

const kills = 'reference/ledger.md §10 (kill -9 at random points); acceptance list';

/** Kills. */
export const killCampaignRequirements = {
  'campaign.kills': tested(
    kills,
    'Whatever process is killed at whatever moment under load: every answered call has its durable decision and an outcome or a gap, no outcome lacks a decision, all checkpoints ever seen are consistent, and a report verifies.',
  ),
  'campaign.kill-repairs': tested(
    'reference/ledger.md §4.3',
    'Every repair after a kill is stated in words in the log and, where records are concerned, as a gap record.',
  ),
} as const satisfies Requirements;

/** Disks. */
export const diskCampaignRequirements = {
  'campaign.disk': tested(
    'reference/ledger.md §5; acceptance list',
    'A full, failing or limited disk under any one file refuses calls with HTTP 503 and JSON-RPC 71503 where no decision can be made durable, leaves reads working, loses nothing acknowledged, and is over by itself when the fault ends.',
  ),
} as const satisfies Requirements;

/** Clocks. */
export const clockCampaignRequirements = {
  'campaign.clock': tested(
    'issue 3, build 1 (clock jumps); reference/ledger.md §9, T9',
    'While the clocks of gateway and witness jump by hours and days under load, calls go on, nothing answered is lost, writer sequences and times stay in order, checkpoints stay consistent, the witness goes on cosigning, validity and approvals follow the clock, a revocation does not, and the report verifies and shows whose time is uncertain.',
  ),
} as const satisfies Requirements;

/** Chance in the property tests. */
export const propertyCampaignRequirements = {
  'campaign.properties': tested(
    'issue 3, build 2 (property tests)',
    'The property tests hold with seeds that change; a failure prints its seed and how to repeat it.',
  ),
} as const satisfies Requirements;

/** Attacks. */
export const attackCampaignRequirements = {
  'campaign.attacks': tested(
    'reference/ledger.md §10, §11; issue 5, acceptance',
    'Every attack on records older than the last head held outside is found, at every position class, whoever holds store, log key and witness keys; without the keys it needs nothing passes; the window is printed.',
  ),
  'campaign.honest': tested('reference/ledger.md §10; issue 5, acceptance', 'Random honest logs give no false alarm.'),
} as const satisfies Requirements;

/** Witnesses. */
export const witnessCampaignRequirements = {
  'campaign.witnesses': tested(
    'issue 5, acceptance (two witnesses killed and restarted under load; a split view refused and kept)',
    'While one or both of two witnesses are killed and started again under load, no record is refused, the lag is told, the quorum catches up, every head ever seen is consistent, and a second root for a cosigned size is refused by each and kept as evidence that convicts.',
  ),
} as const satisfies Requirements;

/** PostgreSQL. */
export const postgresCampaignRequirements = {
  'campaign.postgres': tested(
    'issue 5, acceptance (faults with PostgreSQL too: server killed, connection cut, disk full, lease lost while committing)',
    'Nothing answered is lost, no index is used twice, all heads that were seen go together, and the report verifies.',
  ),
} as const satisfies Requirements;
