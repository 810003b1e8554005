import { expect, it } from 'vitest';
import * as verify from './index.ts';

it('[verify.exports] offers exactly these values', () => {
  expect(Object.keys(verify).sort()).toEqual([
    'EVALUATOR',
    'assemblePack',
    'assembleStudy',
    'cosignatureTime',
    'defaultLimits',
    'finalDecision',
    'openPackFolder',
    'openPackZip',
    'packFromFiles',
    'packFromZip',
    'parseTrust',
    'projectStudy',
    'readLog',
    'renderVerifyReport',
    'studyLog',
    'verifyPack',
    'withRendered',
  ]);
});
