/**
 * Ids by which two datasets can be joined (log schemas reference §8). Never among them: the id of a JSON-RPC message, which
 * every hop renumbers, a progress token, an address, or the name of a tool by itself.
 */
import type { Joinable } from './joinable.ts';

/** How an id came about. */
export type KeyKind = 'vendor' | 'trace' | 'client';

/** What two joined events are to each other. */
export type PairKind =
  | 'request'
  | 'forensic-copy'
  | 'shared-event'
  | 'guardrail'
  | 'call'
  | 'downstream'
  | 'trace'
  | 'tool-use'
  | 'same-call';

interface KeyRule {
  readonly of: PairKind;
  /** Names in `ids`; numbered ones (`downstream2`) count as the same. */
  readonly left: string;
  readonly right: string;
  readonly kind: KeyKind;
}

const RULES: readonly KeyRule[] = [
  { of: 'request', left: 'request', right: 'request', kind: 'vendor' },
  { of: 'forensic-copy', left: 'forensic', right: 'forensic', kind: 'vendor' },
  { of: 'shared-event', left: 'shared', right: 'shared', kind: 'vendor' },
  { of: 'guardrail', left: 'event', right: 'event', kind: 'vendor' },
  { of: 'call', left: 'call', right: 'call', kind: 'vendor' },
  { of: 'downstream', left: 'downstream', right: 'request', kind: 'vendor' },
  { of: 'downstream', left: 'request', right: 'downstream', kind: 'vendor' },
  { of: 'request', left: 'response', right: 'response', kind: 'trace' },
  { of: 'trace', left: 'trace', right: 'trace', kind: 'trace' },
  { of: 'tool-use', left: 'toolUse', right: 'toolUse', kind: 'client' },
];

const BY_NAME = { left: byName('left'), right: byName('right') };

function byName(side: 'left' | 'right'): ReadonlyMap<string, readonly KeyRule[]> {
  const names = new Set(RULES.map((rule) => rule[side]));
  return new Map([...names].map((name) => [name, RULES.filter((rule) => rule[side] === name)]));
}

/** A key of one event on one side: two events share it when the texts are equal. */
export interface JoinKey {
  readonly text: string;
  readonly of: PairKind;
  readonly kind: KeyKind;
  /** Name of the ids, for the basis that a join shows. */
  readonly name: string;
  /** Place of its rule: keys are tried in this order, then by the name of the id. */
  readonly rank: number;
  readonly id: string;
}

/** All keys of an event as the left or the right side, in the order of the rules. Ids of a vendor count only between logs of that vendor. */
export function keysOf(event: Joinable, side: 'left' | 'right'): JoinKey[] {
  const keys: JoinKey[] = [];
  for (const [name, value] of Object.entries(event.ids))
    for (const rule of BY_NAME[side].get(baseOf(name)) ?? []) {
      const kind = event.clientIds && rule.kind !== 'vendor' ? 'client' : rule.kind;
      const owner = rule.kind === 'vendor' ? event.vendor : '';
      const both = `${rule.left} = ${rule.right}`;
      const text = `${rule.kind}\n${owner}\n${both}\n${value}`;
      keys.push({ text, of: rule.of, kind, name: both, rank: RULES.indexOf(rule), id: name });
    }
  return keys.length < 2 ? keys : keys.sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1));
}

/** Beginning of the texts that copies of one event share, also within one dataset. */
export const COPIES = 'shared shared\n';

/** The texts of an event that another event must share to be joined with it by an id, whichever of the two is left. */
export function sharedTexts(ids: Readonly<Record<string, string>>, vendor: string): string[] {
  const texts: string[] = [];
  for (const [name, value] of Object.entries(ids)) {
    const base = baseOf(name);
    for (const rule of BY_NAME.left.get(base) ?? []) {
      // The two downstream rules mirror each other: one text serves both.
      const both = rule.left < rule.right ? `${rule.left} ${rule.right}` : `${rule.right} ${rule.left}`;
      texts.push(`${both}\n${rule.kind === 'vendor' ? vendor : ''}\n${value}`);
    }
  }
  return texts;
}

function baseOf(name: string): string {
  const last = name.charCodeAt(name.length - 1);
  return last >= 0x30 && last <= 0x39 ? name.replace(/\d+$/, '') : name;
}
