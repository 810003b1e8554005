export type { AuthFailure, Caller } from './caller.ts';
export { Role, whoOf } from './caller.ts';
export type { RegistryErrorCode } from './errors.ts';
export { registryErrors } from './errors.ts';
export type { KeyIssuer, KeyRow, NewKey } from './keys.ts';
export type { Registry, RegistryDeps, RevokeRefusal } from './registry.ts';
export { createRegistry } from './registry.ts';
