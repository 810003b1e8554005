import { expect, it } from 'vitest';
import * as verify from './index.ts';

it('[verify.exports] offers exactly these values', () => {
  expect(Object.keys(verify).sort()).toEqual([
    'EVALUATOR',
    'IN_TOTO_TYPE',
    'LEAVES_PER_FILE',
    'PACK_PREDICATE',
    'STATEMENT_TYPE',
    'agentsDeclaration',
    'assemblePack',
    'assembleReport',
    'assembleStudy',
    'batchesOf',
    'cosignatureTime',
    'createAgentRegister',
    'defaultLimits',
    'finalDecision',
    'isTraced',
    'matchEvent',
    'openPackFolder',
    'openPackZip',
    'packFromFiles',
    'packFromZip',
    'parseAgents',
    'parseTrust',
    'preAuthEncoding',
    'projectStudy',
    'readLog',
    'redactPack',
    'renderVerifyReport',
    'studyLog',
    'traceOfEvent',
    'verifyPack',
    'withRendered',
  ]);
});
