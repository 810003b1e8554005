import { expect, it } from 'vitest';
import * as api from './index.ts';

it('[workspace.exports] llm', () => {
  expect(Object.keys(api).sort()).toEqual([
    'BUDGET_RECORDS',
    'createBedrockSigner',
    'createLlmGateway',
    'createLlmHandler',
    'createRoutes',
    'defaultLlmLimits',
    'providers',
    'replayBudgets',
  ]);
});
