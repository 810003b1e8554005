/** What the classifier makes of one POST. */
import type { Json } from '@remit/core';

/** The headers that take part in the decision, as received. */
export interface InboundHeaders {
  readonly protocolVersion: string | undefined;
  readonly method: string | undefined;
  readonly name: string | undefined;
}

/** Which rung of the ladder refused. For logs and tests. */
export type RejectReason =
  | 'batch'
  | 'not-a-message'
  | 'response'
  | 'bad-id'
  | 'bad-params'
  | 'initialize-with-modern-header'
  | 'envelope-invalid'
  | 'envelope-missing'
  | 'version-header-differs'
  | 'method-header-differs'
  | 'version-unsupported'
  | 'version-header-missing'
  | 'method-header-missing'
  | 'name-header-missing'
  | 'name-header-undecodable'
  | 'name-header-differs'
  | 'legacy-version-unsupported';

/** A message to serve in one of the eras, or the answer that refuses it. */
export type Inbound =
  | { readonly kind: 'legacy'; readonly message: 'request' | 'notification'; readonly method: string }
  | { readonly kind: 'modern'; readonly message: 'request' | 'notification'; readonly method: string }
  | {
      readonly kind: 'reject';
      readonly status: 400;
      readonly code: number;
      readonly message: string;
      readonly data?: Json;
      readonly because: RejectReason;
    };

/** The refusing kind of {@link Inbound}. */
export type Rejected = Extract<Inbound, { kind: 'reject' }>;

/** A refusal of the ladder. */
export function reject(because: RejectReason, code: number, message: string, data?: Json): Rejected {
  return { kind: 'reject', status: 400, code, message, because, ...(data === undefined ? {} : { data }) };
}
