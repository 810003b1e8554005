/** Pins: what the package offers. Changing one is a deliberate act. */
import { expect, it } from 'vitest';
import * as ingest from './index.ts';

it('[ingest.exports] offers exactly these values', () => {
  expect(Object.keys(ingest).sort()).toEqual([
    'allSources',
    'collectObjects',
    'createBatchErasure',
    'createIngest',
    'folderIntegrity',
    'followFolder',
    'isRemitExport',
    'mappedSource',
    'openArchive',
    'openDigestFolder',
    'parsePublicKeys',
    'remitExportObject',
    'sourcesReference',
    'validateDigests',
  ]);
});
