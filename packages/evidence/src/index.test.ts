import { expect, it } from 'vitest';
import * as evidence from './index.ts';

it('[evidence.exports] offers exactly these values', () => {
  expect(Object.keys(evidence).sort()).toEqual([
    'buildPack',
    'evidenceErrors',
    'explainTrace',
    'listTraces',
    'scopeVerdictDraft',
    'showTrace',
    'zipPack',
  ]);
});
