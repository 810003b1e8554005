/** Pins: what the package offers and which errors it has. Changing one is a deliberate act. */
import { expect, it } from 'vitest';
import * as ledger from './index.ts';

it('offers exactly these values', () => {
  expect(Object.keys(ledger).sort()).toEqual([
    'SEQUENCERS_APART',
    'backupDataFolder',
    'beginKeyRotation',
    'checkAgainst',
    'checkCopy',
    'checkLedger',
    'checkRoot',
    'endedLog',
    'endedStore',
    'entryFile',
    'fetchRootProof',
    'finishKeyRotation',
    'followRecords',
    'holdOver',
    'holdsInForce',
    'judgeEvidence',
    'ledgerErrors',
    'listCopyEvidence',
    'listEvidence',
    'listLogs',
    'lockDataFolder',
    'makeFolder',
    'migrateToPostgres',
    'openBareAppends',
    'openLedgerReader',
    'pendingRoll',
    'plannedItem',
    'pruneLog',
    'recordProof',
    'restoreDataFolder',
    'rollLedger',
    'sideAt',
    'startAnchors',
    'startLedger',
    'startLogServer',
    'startMirror',
    'startRootLog',
    'startSequencerService',
    'startWitness',
    'targetLists',
    'watchWitnesses',
    'witnessTargets',
    'writeDurably',
  ]);
});

it('[ledger.errors] has exactly these codes, with what a caller sees', () => {
  expect(
    Object.fromEntries(
      Object.entries(ledger.ledgerErrors).map(([code, row]) => [
        code,
        'rpc' in row ? [row.status, row.rpc] : [row.status],
      ]),
    ),
  ).toEqual({
    'ledger.not-durable': [503, 71503],
    'ledger.overloaded': [503, 71503],
    'ledger.signer-refused': [503, 71503],
    'ledger.closed': [503, 71503],
    'ledger.not-current': [503, 71503],
    'ledger.record-invalid': [500, 71500],
    'ledger.record-too-large': [413, 71413],
    'ledger.unknown-subject': [500, 71500],
    'ledger.locked': [409],
    'ledger.not-started': [500],
    'ledger.not-sealed': [503],
    'ledger.origin-mismatch': [500],
    'ledger.folder-missing': [404],
    'ledger.schema-version': [500],
    'ledger.vault-key': [500],
    'ledger.vault-work': [503],
    'ledger.key-rotation': [409],
    'ledger.witness-setup': [500],
  });
});
