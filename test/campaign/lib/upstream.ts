/** The fixed server of the campaigns: it remembers which calls it saw. */
import type { FixedUpstream } from '@remit/testing/fixed-upstream';
import { startFixedUpstream } from '@remit/testing/fixed-upstream';

/** The running server. */
export type Upstream = FixedUpstream;

/** Starts it on a free port. */
export function startUpstream(): Promise<Upstream> {
  return startFixedUpstream({ remember: true });
}
