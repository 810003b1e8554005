/**
 * Versions of the rules by which the derived files of a pack are computed. A pack names its version in the manifest
 * (generator.projection) and is always read by that one: packs in other people's hands do not change when we do.
 *
 * How to change an output: write the new way, and where packs of an older version would get other bytes, keep the old way
 * behind {@link since}. The pin test holds one id for each version.
 */

import { printable } from '../pack/pack-path.ts';

/** All versions this verifier writes again, oldest first. */
export const RULES = ['remit.projection/1', 'remit.projection/2'] as const;

/** Name of a version of the rules. */
export type Rules = (typeof RULES)[number];

/** The version by which new packs are written. */
export const PROJECTION: Rules = 'remit.projection/2';

/** The version of that name; undefined when this verifier does not hold it. */
export function rulesNamed(name: string): Rules | undefined {
  return RULES.find((rules) => rules === name);
}

/** What to tell the reader of a pack whose rules this verifier does not hold; undefined when it holds them. */
export function unknownRules(name: string): string | undefined {
  if (rulesNamed(name) !== undefined) return undefined;
  const n = /^remit\.projection\/([1-9]\d{0,8})$/.exec(name)?.[1];
  return n !== undefined && Number(n) > RULES.length
    ? `this pack was written by a newer version of the rules (${name}); get a verifier of that version`
    : `this pack names rules that no version of this verifier holds (${printable(name)})`;
}

/** True when a pack of these rules follows what version `n` introduced. Absent: the newest. */
export function since(n: 2, rules: Rules = PROJECTION): boolean {
  return RULES.indexOf(rules) + 1 >= n;
}
