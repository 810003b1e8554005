/** What a join rests on, in words: the same in custody links, on screens and in reports. */
import type { Join } from './join-parts.ts';

const BASES = {
  'tool-call-id': 'the client states the id that the provider minted',
  'argument-fingerprint': 'name and keyed fingerprint of the arguments are equal',
  'trace-context': 'name and W3C trace id are equal, and nothing else in the trace fits',
} as const;

/** One phrase for a basis and what narrowed it. */
export function basisInWords({ basis, narrowedBy }: Pick<Join, 'basis' | 'narrowedBy'>): string {
  return narrowedBy.length === 0
    ? BASES[basis]
    : `${BASES[basis]}; of several the same ${narrowedBy.join(' and ')} is stated`;
}
