/** Errors of the secrets package. Messages name files and modes, never key bytes. */
import type { ErrorRow, RemitError } from '@remit/core';
import { errorFactory } from '@remit/core';

/** What can go wrong with key material at rest, and what the operator does about it. */
export const secretsErrors = {
  'secrets.key-file-mode': {
    status: 500,
    retry: false,
    operator: 'A key file can be read by others. Set its mode to 0600 (chmod 600) and make sure nobody copied it.',
  },
  'secrets.key-file-length': {
    status: 500,
    retry: false,
    operator: 'A key file does not hold exactly 32 bytes. Restore it from a backup; do not create a new key over it.',
  },
  'secrets.key-file-kind': {
    status: 500,
    retry: false,
    operator: 'A key file is not a regular file. Put a regular file of 32 bytes with mode 0600 there.',
  },
  'secrets.signing-key': {
    status: 500,
    retry: true,
    operator:
      'A signing key in a token or a key service cannot be used. Check that the token or service answers, the names in the key file, and the rights of the process.',
  },
} as const satisfies Record<string, ErrorRow>;

/** Codes of {@link secretsErrors}. */
export type SecretsErrorCode = keyof typeof secretsErrors;

/** An exception of this package. */
export type SecretsError = RemitError<SecretsErrorCode>;

export const secretsError = errorFactory(secretsErrors);
