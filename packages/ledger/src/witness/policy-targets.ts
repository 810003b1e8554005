/** The witnesses of a policy that a log can ask: those with an address. */
import type { TlogPolicy } from '@remit/tlog';
import { formatVkey } from '@remit/tlog';
import type { WitnessTarget } from '../types.ts';

/** Targets under their names in the policy, in its order. */
export function witnessTargets(policy: TlogPolicy): WitnessTarget[] {
  return policy.witnesses.flatMap(({ name, key, url }) =>
    url === undefined ? [] : [{ name, url, vkey: formatVkey(key.name, key.type, key.publicKey) }],
  );
}
