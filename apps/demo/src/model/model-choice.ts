/** Which model the agent of the demo asks: the replay that the demo brings along, or a real one when there is a key for it. */

/** What the agent calls its model, whoever serves it. */
export const MODEL_ALIAS = 'triage-model';

/** Model that is served under the alias, and the account at its provider. */
export interface ModelChoice {
  /** `replay`: answers by a script, and says so wherever it is named. */
  readonly kind: 'replay' | 'real';
  /** Name of the account in the configuration, the scope and every record. */
  readonly account: string;
  readonly provider: 'openai' | 'openai-compatible';
  /** Model id at the provider. */
  readonly model: string;
  /** Base URL that ends before `/v1`; undefined is the provider's own. The replay gets its URL when it has started. */
  readonly url: string | undefined;
  /** The account's key. The replay needs none and gets a word. */
  readonly key: string;
}

/** The part of the environment that chooses: the names that OpenAI's own libraries read, and one for the model. */
export interface ModelEnvironment {
  readonly OPENAI_API_KEY?: string | undefined;
  readonly OPENAI_BASE_URL?: string | undefined;
  readonly OPENAI_MODEL?: string | undefined;
}

const REPLAY: ModelChoice = {
  kind: 'replay',
  account: 'replay',
  provider: 'openai-compatible',
  model: 'replay-loan-triage',
  url: undefined,
  key: 'a-replay-needs-no-key',
};

const DEFAULT_MODEL = 'gpt-4o-mini';

/** A key in the environment chooses a real model; `replay: true` does not look. */
export function modelChoice(env: ModelEnvironment, replay: boolean): ModelChoice {
  const { OPENAI_API_KEY: key = '', OPENAI_BASE_URL: base = '', OPENAI_MODEL: model = '' } = env;
  if (replay || key === '') return REPLAY;
  return {
    kind: 'real',
    account: 'model',
    provider: base === '' ? 'openai' : 'openai-compatible',
    model: model === '' ? DEFAULT_MODEL : model,
    url: base === '' ? undefined : base.replace(/\/+$/, '').replace(/\/v1$/, ''),
    key,
  };
}
