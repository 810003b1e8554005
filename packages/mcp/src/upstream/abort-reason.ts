/** Why a request to an upstream is abandoned. The signal's reason is one of these, so that the record can say which. */
export const AbortReason = {
  ClientGone: 'client-gone',
  ClientCancelled: 'client-cancelled',
  Timeout: 'timeout',
  Closing: 'closing',
} as const;
/** One of the reasons. */
export type AbortReason = (typeof AbortReason)[keyof typeof AbortReason];

/** The reason of an aborted signal; a foreign reason counts as the client being gone. */
export function abortReasonOf(signal: { readonly reason: unknown }): AbortReason {
  const reason: unknown = signal.reason;
  for (const known of Object.values(AbortReason)) if (reason === known) return known;
  return AbortReason.ClientGone;
}
