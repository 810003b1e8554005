import { expect, it } from 'vitest';
import * as evidence from './index.ts';

it('[evidence.exports] offers exactly these values', () => {
  expect(Object.keys(evidence).sort()).toEqual([
    'askedOf',
    'buildPack',
    'evidenceErrors',
    'explainTrace',
    'exportAnnex',
    'ledgerRecords',
    'listSystems',
    'listTraces',
    'reconcileSources',
    'reportSignerOf',
    'scopeVerdictDraft',
    'showTrace',
    'systemView',
    'zipPack',
  ]);
});
