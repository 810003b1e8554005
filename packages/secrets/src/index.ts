export { equalSecret, hashApiKey, newApiKey } from './api-key.ts';
export { combineKeys } from './combine-keys.ts';
export type { SecretsError, SecretsErrorCode } from './errors.ts';
export { secretsErrors } from './errors.ts';
export { loadKeyFile, loadOrCreateKeyFile } from './key-file.ts';
export type { KeyWrapper } from './key-wrapper.ts';
export { fileKeyWrapper, keyWrapper } from './key-wrapper.ts';
export { randomPart } from './random.ts';
export { open, seal } from './seal.ts';
