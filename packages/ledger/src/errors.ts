/** Errors of the ledger. Messages hold no payload, no secret and no personal data. */
import type { ErrorRow, RemitError } from '@remit/core';
import { errorFactory } from '@remit/core';

/** What can go wrong with a record or the log, what a caller sees and what the operator does about it. */
export const ledgerErrors = {
  'ledger.not-durable': {
    status: 503,
    rpc: 71503,
    retry: true,
    operator:
      'A record could not be made durable in time. It may still become durable later. Check disk latency, free space and the signer.',
  },
  'ledger.overloaded': {
    status: 503,
    rpc: 71503,
    retry: true,
    operator: 'Too many records wait to become durable, so no further one is taken. Check disk latency and the signer.',
  },
  'ledger.signer-refused': {
    status: 503,
    rpc: 71503,
    retry: false,
    operator:
      'The signer refuses: the stored log is not the one it knows. Treat as tampering or a restored backup until explained; nothing is recorded or forwarded.',
  },
  'ledger.not-current': {
    status: 503,
    rpc: 71503,
    retry: true,
    operator:
      'What other gateways have declared and revoked could not be read from the database, so nothing is decided. Check the connection of this gateway to PostgreSQL.',
  },
  'ledger.closed': {
    status: 503,
    rpc: 71503,
    retry: true,
    operator: 'The ledger is closing or closed; the record was not taken.',
  },
  'ledger.record-invalid': {
    status: 500,
    rpc: 71500,
    retry: false,
    operator: 'A record does not follow its schema, so it was not taken. This is a defect of the caller of the ledger.',
  },
  'ledger.record-too-large': {
    status: 413,
    rpc: 71413,
    retry: false,
    operator: 'A record is longer than 65,535 bytes, the longest entry of the log, so it was not taken.',
  },
  'ledger.unknown-subject': {
    status: 500,
    rpc: 71500,
    retry: false,
    operator: 'Content was to be sealed for a person whose handle is unknown or whose key was erased.',
  },
  'ledger.locked': {
    status: 409,
    retry: true,
    operator: 'The data folder is in use by another process. Stop that process or choose another folder.',
  },
  'ledger.not-started': {
    status: 500,
    retry: false,
    operator: 'The ledger processes did not start.',
  },
  'ledger.not-sealed': {
    status: 503,
    retry: true,
    operator: 'The newest records were not signed, or not witnessed, in time.',
  },
  'ledger.origin-mismatch': {
    status: 500,
    retry: false,
    operator: 'The data folder holds the log of another origin. Use its origin, or a new folder for a new log.',
  },
  'ledger.folder-missing': {
    status: 404,
    retry: false,
    operator: 'There is no ledger in this folder. Check the path of the data folder.',
  },
  'ledger.schema-version': {
    status: 500,
    retry: false,
    operator: 'The ledger database was written by another version of this software. Use that version.',
  },
  'ledger.vault-key': {
    status: 500,
    retry: false,
    operator:
      'The vault key does not open the stored subjects. Restore secrets/vault.key from its backup; without it all sealed content stays unreadable.',
  },
  'ledger.vault-work': {
    status: 503,
    retry: true,
    operator:
      'The vault could not be changed to the end. What was destroyed is gone; the rest is tried again by the same command, or at the next start.',
  },
  'ledger.key-rotation': {
    status: 409,
    retry: false,
    operator: 'The key of the log cannot be changed as asked.',
  },
  'ledger.witness-setup': {
    status: 500,
    retry: false,
    operator: 'A witness is configured with a key or address that cannot be used.',
  },
} as const satisfies Record<string, ErrorRow>;

/** Codes of {@link ledgerErrors}. */
export type LedgerErrorCode = keyof typeof ledgerErrors;

/** An exception of this package. */
export type LedgerError = RemitError<LedgerErrorCode>;

/** Makes an exception of this package. `detail` is shown to the operator in brackets. */
export const ledgerError = errorFactory(ledgerErrors);
