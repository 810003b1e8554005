/** Errors of packs and traces. Messages hold no payload and no personal data. */
import type { ErrorRow } from '@remit/core';
import { errorFactory } from '@remit/core';

/** What can go wrong when a pack is made or a trace is looked up. */
export const evidenceErrors = {
  'evidence.no-checkpoint': {
    status: 409,
    retry: true,
    operator: 'The log has no signed checkpoint of this size. Seal the head, or ask for a size that was signed.',
  },
  'evidence.short-log': {
    status: 500,
    retry: false,
    operator:
      'The store holds fewer records than the checkpoint signs. Treat as tampering or a restored backup until explained.',
  },
  'evidence.unreadable-record': {
    status: 500,
    retry: false,
    operator: 'A stored entry is not a record that this version knows. Use the version that wrote it.',
  },
  'evidence.bad-period': {
    status: 400,
    retry: false,
    operator: 'The period must begin before it ends; both are times in milliseconds since the epoch.',
  },
  'evidence.not-final': {
    status: 409,
    retry: false,
    operator:
      'A report is FINAL only when every attestation that is asked for is signed and no placeholder is open. Close each item of the list with `remit attest sign` or in the system card; a draft can always be made.',
  },
  'evidence.unknown-requirement': {
    status: 404,
    retry: false,
    operator: 'The catalogue has no requirement of that id. The report lists them, such as AIA-12-1-a.',
  },
  'evidence.unknown-source': {
    status: 404,
    retry: false,
    operator:
      'Nothing was ingested of that source. The message lists those that are there; `remit` is this log itself.',
  },
  'evidence.pdf-failed': {
    status: 500,
    retry: false,
    operator:
      'The report could not be set as a PDF. The message says what the compiler refused; the other files are complete.',
  },
} as const satisfies Record<string, ErrorRow>;

/** Codes of {@link evidenceErrors}. */
export type EvidenceErrorCode = keyof typeof evidenceErrors;

/** Makes an exception of this package. */
export const evidenceError = errorFactory(evidenceErrors);
