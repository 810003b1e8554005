import { expect, it } from 'vitest';
import * as verify from './index.ts';

it('[verify.exports] offers exactly these values', () => {
  expect(Object.keys(verify).sort()).toEqual([
    'EVALUATOR',
    'IN_TOTO_TYPE',
    'LEAVES_PER_FILE',
    'PACK_PREDICATE',
    'STATEMENT_TYPE',
    'assemblePack',
    'assembleReport',
    'assembleStudy',
    'batchesOf',
    'cosignatureTime',
    'defaultLimits',
    'finalDecision',
    'openPackFolder',
    'openPackZip',
    'packFromFiles',
    'packFromZip',
    'parseTrust',
    'preAuthEncoding',
    'projectStudy',
    'readLog',
    'redactPack',
    'renderVerifyReport',
    'studyLog',
    'verifyPack',
    'withRendered',
  ]);
});
