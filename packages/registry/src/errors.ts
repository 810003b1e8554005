/** The registry's error table. */
import type { ErrorRow } from '@remit/core';
import { errorFactory } from '@remit/core';

/** Every error that the registry raises. An unknown or revoked key is not an error but a result. */
export const registryErrors = {
  'registry.not-allowed': {
    status: 403,
    retry: false,
    operator: 'Only a key with the role admin may create or revoke keys. Use an admin key.',
  },
  'registry.invalid-key': {
    status: 400,
    retry: false,
    operator:
      'The new key needs a person (1 to 512 characters), at least one of the roles caller, approver, admin, auditor, and an agent name of at most 256 characters without control characters when one is given.',
  },
} as const satisfies Record<string, ErrorRow>;
export type RegistryErrorCode = keyof typeof registryErrors;

/** Makes a registry error from its row. */
export const registryError = errorFactory(registryErrors);
