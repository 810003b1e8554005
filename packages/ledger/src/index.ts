export type { AnchorHead, AnchorTarget } from './anchor/anchor.ts';
export type { Anchoring } from './anchor/anchoring.ts';
export { startAnchors } from './anchor/open-anchoring.ts';
export type { BackupInput } from './backup/backup-folder.ts';
export { backupDataFolder } from './backup/backup-folder.ts';
export type { BackupManifest } from './backup/manifest.ts';
export type { Restored } from './backup/restore-folder.ts';
export { restoreDataFolder } from './backup/restore-folder.ts';
export { checkAgainst, checkCopy, sideAt } from './check/check-against.ts';
export type { LedgerCheck } from './check/check-ledger.ts';
export { checkLedger } from './check/check-ledger.ts';
export type { CopyComparison } from './check/compare-copies.ts';
export { recordProof } from './check/record-proof.ts';
export type { HoldInForce } from './erasure/holds.ts';
export { holdOver, holdsInForce } from './erasure/holds.ts';
export type { PlannedEvents, PlannedItem } from './erasure/planned-items.ts';
export { plannedItem, targetLists } from './erasure/planned-items.ts';
export type { LedgerError, LedgerErrorCode } from './errors.ts';
export { ledgerErrors } from './errors.ts';
export { makeFolder, writeDurably } from './files/durable.ts';
export type { Lock, LockHolder, LockRefusal } from './files/folder-lock.ts';
export { lockDataFolder } from './files/folder-lock.ts';
export type { AppendItem } from './ipc/messages.ts';
export type { Migrated } from './migrate/to-postgres.ts';
export { migrateToPostgres } from './migrate/to-postgres.ts';
export { endedStore } from './period/ended-store.ts';
export type { LogInfo } from './period/log-folders.ts';
export { endedLog, listLogs } from './period/log-folders.ts';
export type { Pruned } from './period/prune.ts';
export { pruneLog } from './period/prune.ts';
export { pendingRoll, rollLedger, SEQUENCERS_APART } from './period/roll.ts';
export type { RollDeps, Rolled } from './period/roll-types.ts';
export type { BareAppends } from './postgres/bare-appends.ts';
export { openBareAppends } from './postgres/bare-appends.ts';
export { followRecords } from './postgres/follow-records.ts';
export { entryFile } from './processes/entry-file.ts';
export type { BucketPlace } from './publish/s3-objects.ts';
export type { LogServer } from './publish/serve-log.ts';
export { startLogServer } from './publish/serve-log.ts';
export { openLedgerReader } from './reader/open-reader.ts';
export { backupRootLog } from './root-log/backup-root-log.ts';
export type { RootCheck } from './root-log/check-root.ts';
export { checkRoot } from './root-log/check-root.ts';
export type { RootProof } from './root-log/root-proof.ts';
export { fetchRootProof } from './root-log/root-proof.ts';
export { startRootLog } from './root-log/start-root-log.ts';
export type { ServicePlace, ServiceTls } from './service/listen.ts';
export type { SequencerService, SequencerServiceDeps } from './service/serve-sequencer.ts';
export { startSequencerService } from './service/serve-sequencer.ts';
export type { ApartKeys } from './signer/apart-keys.ts';
export { chooseNextKey, letBothSign, retireOldKey } from './signer/apart-keys.ts';
export { beginRotationApart, finishRotationApart } from './signer/rotate-apart.ts';
export type { KeyRotation } from './signer/rotate-key.ts';
export { beginKeyRotation, finishKeyRotation } from './signer/rotate-key.ts';
export { startLedger } from './start-ledger.ts';
export type {
  Ledger,
  LedgerDeps,
  LedgerEntry,
  LedgerHead,
  LedgerReader,
  LedgerStartup,
  StoredCheckpoint,
  StorePlace,
  WitnessHead,
  WitnessTarget,
} from './types.ts';
export type { SealedItem } from './vault/sealed-rows.ts';
export type { EvidenceJudgement, EvidenceKind, LogEvidence } from './witness/evidence-file.ts';
export { judgeEvidence } from './witness/evidence-file.ts';
export type { KeptEvidence } from './witness/evidence-folder.ts';
export { listEvidence } from './witness/evidence-folder.ts';
export { listCopyEvidence } from './witness/mirror/copy-evidence.ts';
export { startMirror } from './witness/mirror/start-mirror.ts';
export { witnessTargets } from './witness/policy-targets.ts';
export type { Witness, WitnessDeps } from './witness/start-witness.ts';
export { startWitness } from './witness/start-witness.ts';
export type { WitnessLag, WitnessWatch } from './witness/witness-watch.ts';
export { watchWitnesses } from './witness/witness-watch.ts';
