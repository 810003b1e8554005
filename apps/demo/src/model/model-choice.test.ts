import { describe, expect, it } from 'vitest';
import { modelChoice } from './model-choice.ts';

describe('which model the demo asks', () => {
  it('[demo.replay-named] without a key it is the replay, and account and model say so', () => {
    expect(modelChoice({}, false)).toMatchObject({ kind: 'replay', account: 'replay', model: 'replay-loan-triage' });
    expect(modelChoice({ OPENAI_API_KEY: '' }, false).kind).toBe('replay');
    expect(modelChoice({ OPENAI_API_KEY: 'k' }, true).kind).toBe('replay');
  });

  it('[demo.real-model] with a key it is a real model, whose address and name can be given', () => {
    const key = { OPENAI_API_KEY: 'k' };
    expect(modelChoice(key, false)).toMatchObject({ kind: 'real', provider: 'openai', url: undefined, key: 'k' });
    expect(
      modelChoice({ ...key, OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1/', OPENAI_MODEL: 'qwen3' }, false),
    ).toMatchObject({ provider: 'openai-compatible', url: 'http://127.0.0.1:11434', model: 'qwen3' });
  });
});
