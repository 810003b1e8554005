/** Errors of the administration API. */
import type { ErrorRow } from '@remit/core';
import { errorFactory } from '@remit/core';

export const adminErrors = {
  'admin.unauthenticated': {
    status: 401,
    retry: false,
    operator: 'No valid key. Pass --key, or set REMIT_KEY or REMIT_KEY_FILE. `remit init` makes the first one.',
  },
  'admin.forbidden': { status: 403, retry: false, operator: "The key's roles do not allow this." },
  'admin.bad-request': { status: 400, retry: false, operator: 'The request is not understood.' },
  'admin.not-found': { status: 404, retry: false, operator: 'There is nothing with that id.' },
  'admin.conflict': { status: 409, retry: false, operator: 'It contradicts what is in force.' },
  'admin.scope-invalid': { status: 422, retry: false, operator: 'The scope file is not valid.' },
  'admin.agents-invalid': { status: 422, retry: false, operator: 'The list of agents is not valid.' },
  'admin.budgets-invalid': { status: 422, retry: false, operator: 'The list of budgets is not valid.' },
  'admin.no-models': {
    status: 409,
    retry: false,
    operator: 'This house serves no language models, so it has no budgets. Name a provider in the configuration.',
  },
  'admin.people-invalid': { status: 422, retry: false, operator: 'The list of persons is not valid.' },
  'admin.card-invalid': { status: 422, retry: false, operator: 'The system card is not valid.' },
  'admin.reload-refused': { status: 409, retry: false, operator: 'The configuration stays as it was.' },
  'admin.backup-failed': { status: 409, retry: false, operator: 'The backup was not made.' },
  'admin.ingest-refused': { status: 422, retry: false, operator: 'Nothing was ingested.' },
  'admin.not-final': { status: 409, retry: false, operator: 'The final report was not made.' },
  'admin.report-failed': { status: 500, retry: false, operator: 'The report could not be made.' },
} as const satisfies Record<string, ErrorRow>;

/** Makes an error of this table. */
export const adminError = errorFactory(adminErrors);
