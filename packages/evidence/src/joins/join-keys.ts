/**
 * Ids by which two datasets can be joined (log schemas reference §8). Never among them: the id of a JSON-RPC message, which
 * every hop renumbers, a progress token, an address, or the name of a tool by itself.
 */
import type { Joinable } from './joinable.ts';

/** How an id came about. */
export type KeyKind = 'vendor' | 'trace' | 'client';

interface KeyRule {
  /** Names in `ids`; numbered ones (`downstream2`) count as the same. */
  readonly left: string;
  readonly right: string;
  readonly kind: KeyKind;
}

const RULES: readonly KeyRule[] = [
  { left: 'request', right: 'request', kind: 'vendor' },
  { left: 'forensic', right: 'forensic', kind: 'vendor' },
  { left: 'shared', right: 'shared', kind: 'vendor' },
  { left: 'event', right: 'event', kind: 'vendor' },
  { left: 'call', right: 'call', kind: 'vendor' },
  { left: 'downstream', right: 'request', kind: 'vendor' },
  { left: 'request', right: 'downstream', kind: 'vendor' },
  { left: 'trace', right: 'trace', kind: 'trace' },
  { left: 'toolUse', right: 'toolUse', kind: 'client' },
];

/** A key of one event on one side: two events share it when the texts are equal. */
export interface JoinKey {
  readonly text: string;
  readonly kind: KeyKind;
  /** Name of the ids, for the basis that a join shows. */
  readonly name: string;
}

/** All keys of an event as the left or the right side. Ids of a vendor count only between logs of that vendor. */
export function keysOf(event: Joinable, side: 'left' | 'right'): JoinKey[] {
  const keys: JoinKey[] = [];
  for (const rule of RULES)
    for (const [name, value] of Object.entries(event.ids)) {
      if (name.replace(/\d+$/, '') !== rule[side]) continue;
      const kind = event.clientIds && rule.kind !== 'vendor' ? 'client' : rule.kind;
      const owner = rule.kind === 'vendor' ? event.vendor : '';
      const both = `${rule.left} = ${rule.right}`;
      keys.push({ text: `${rule.kind}\n${owner}\n${both}\n${value}`, kind, name: both });
    }
  return keys;
}
