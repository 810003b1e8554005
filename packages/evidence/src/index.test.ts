import { expect, it } from 'vitest';
import * as evidence from './index.ts';

it('[evidence.exports] offers exactly these values', () => {
  expect(Object.keys(evidence).sort()).toEqual([
    'answerQuestion',
    'askedOf',
    'buildPack',
    'evidenceErrors',
    'explainForeignTrace',
    'explainTrace',
    'exportAnnex',
    'exportSubject',
    'findForeignTrace',
    'isForeignId',
    'ledgerRecords',
    'listForeignTraces',
    'listSystems',
    'listTraces',
    'makeReceipt',
    'makeRecordStatement',
    'provenRecord',
    'reconcileSources',
    'reportSignerOf',
    'scopeVerdictDraft',
    'showTrace',
    'showTree',
    'systemView',
    'zipPack',
    'zipPieces',
  ]);
});
