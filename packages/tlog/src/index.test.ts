/** Pins: what the package offers, its error codes and the bytes that stand in every log. A change here is a deliberate act. */
import { describe, expect, it } from 'vitest';
import * as offered from './index.ts';

describe('pins', () => {
  it('[tlog.exports] the exported values', () => {
    expect(Object.keys(offered).sort()).toEqual([
      'COSIGNATURE_TYPE',
      'ED25519_TYPE',
      'HASH_BYTES',
      'MAX_ADD_CHECKPOINT_BYTES',
      'MAX_ENTRY_LENGTH',
      'MAX_TOKEN_BYTES',
      'TILE_WIDTH',
      'addSignatureLines',
      'checkToken',
      'consistencyProof',
      'cosigner',
      'createCompactRange',
      'decodeEntryBundle',
      'ed25519KeySigner',
      'ed25519Signer',
      'emptyRoot',
      'encodeEntryBundle',
      'encodeHashTile',
      'formatAddCheckpoint',
      'formatCheckpoint',
      'formatTlogProof',
      'formatVkey',
      'hashReaderFromLeaves',
      'hashReaderFromTiles',
      'inclusionProof',
      'isCertificate',
      'isKeyName',
      'leafHash',
      'nodeHash',
      'openNote',
      'parseAddCheckpoint',
      'parseCheckpoint',
      'parseNote',
      'parsePolicy',
      'parseTilePath',
      'parseTlogProof',
      'parseVkey',
      'policyMet',
      'readToken',
      'rootOfEntries',
      'signNote',
      'signatureLine',
      'tilePath',
      'tilesForGrowth',
      'tilesOfTree',
      'timestampQuery',
      'tlogErrors',
      'treeRoot',
      'verifyConsistency',
      'verifyInclusion',
      'witnessDecide',
    ]);
  });

  it('[tlog.exports] the constants of the formats and the error codes', () => {
    const { COSIGNATURE_TYPE, ED25519_TYPE, HASH_BYTES, MAX_ENTRY_LENGTH, TILE_WIDTH } = offered;
    expect([ED25519_TYPE, COSIGNATURE_TYPE, HASH_BYTES, TILE_WIDTH, MAX_ENTRY_LENGTH]).toEqual([1, 4, 32, 256, 65_535]);
    expect(offered.MAX_ADD_CHECKPOINT_BYTES).toBe(65_536);
    expect(Object.entries(offered.tlogErrors).map(([code, { status }]) => [code, status])).toEqual([
      ['tile.missing', 500],
    ]);
  });
});
