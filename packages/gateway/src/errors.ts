/** The gateway's error table. Errors of the ledger pass through unchanged; a denial is a result, not an error. */
import type { ErrorRow } from '@remit/core';
import { errorFactory, RemitError } from '@remit/core';

/** Every error that the gateway itself raises. */
export const gatewayErrors = {
  'gateway.not-recorded': {
    status: 503,
    rpc: 71503,
    retry: true,
    operator:
      'The ledger did not take a record, for a reason of its own. The call was not forwarded. See the cause in the log.',
  },
  'gateway.internal': {
    status: 500,
    rpc: 71500,
    retry: false,
    operator:
      'A step of the pipeline failed unexpectedly. The call is recorded with the reason gateway.internal. See the cause in the log and report it as a defect.',
  },
  'gateway.stopping': {
    status: 503,
    rpc: 71503,
    retry: true,
    operator: 'The gateway is stopping and takes no further call. Nothing was forwarded.',
  },
  'gateway.rate-limited': {
    status: 429,
    rpc: 71429,
    retry: true,
    operator:
      'A person, an agent or a tool has more calls a minute than the configuration allows. The call was not forwarded. Call again after the time in the answer, or raise limits.calls-per-minute.',
  },
} as const satisfies Record<string, ErrorRow>;
export type GatewayErrorCode = keyof typeof gatewayErrors;

/** Makes a gateway error from its row. */
export const gatewayError = errorFactory(gatewayErrors);

/** True for an error with a row, of whatever package. */
export function isRemitError(thrown: unknown): thrown is RemitError {
  return thrown instanceof RemitError;
}

/** An error with a row: the thrown one when it has one (the ledger's do), else `gateway.not-recorded` around it. */
export function asRecordingError(thrown: unknown): RemitError {
  return isRemitError(thrown) ? thrown : gatewayError('gateway.not-recorded', undefined, { cause: thrown });
}
