/** Errors of the log core. Bad input from outside is a Result or undefined; these are surprises about our own log. */
import type { ErrorRow, RemitError } from '@remit/core';
import { errorFactory } from '@remit/core';

/** What can go wrong with a log's own tiles, and what the operator does about it. */
export const tlogErrors = {
  'tile.missing': {
    status: 500,
    retry: false,
    operator:
      'A tile of the log is missing or has another length than the tree needs, so no root or proof can be made from it. Publish the tiles again from the entries, or restore them from a copy.',
  },
} as const satisfies Record<string, ErrorRow>;

/** Codes of {@link tlogErrors}. */
export type TlogErrorCode = keyof typeof tlogErrors;

/** An exception of this package. */
export type TlogError = RemitError<TlogErrorCode>;

/** Makes an error from its row. */
export const tlogError = errorFactory(tlogErrors);
