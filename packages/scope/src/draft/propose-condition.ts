/** From the counted values of one argument to the condition that a draft proposes, and the comment beside it. */
import type { Condition, EachCondition, LeafCondition } from '../declared-scope.ts';
import type { ArgumentCounts, ValueCounts } from './observe-values.ts';
import { joinFolders, MAX_DISTINCT, outermost } from './observe-values.ts';
import { isPlainInteger, isPlainWord, plainFolder } from './plain-value.ts';

/** Roots of one path condition; more are joined in their parents. */
const MAX_ROOTS = 8;

export interface ProposalRules {
  /** Everything that is known to name a person in these calls. */
  readonly references: ReadonlySet<string>;
  /** The server's file system can be looked at from the gateway, so that links are followed. */
  readonly local: boolean;
  /** The scope in force reads the person concerned from this argument; `segmentAfter` when it is a path. */
  readonly about?: { readonly segmentAfter?: string };
}

export interface Proposal {
  readonly condition: Condition;
  /** Why the line is as it is, for the reader; without any observed value. */
  readonly comments: readonly string[];
}

interface LeafProposal {
  readonly leaf: LeafCondition;
  readonly why?: string;
}

/** Proposes a condition that every counted value meets. `calls`: calls of the tool. */
export function proposeCondition(counts: ArgumentCounts, calls: number, rules: ProposalRules): Proposal {
  const { present, lists, emptyLists, longLists } = counts;
  const comments = [present === calls ? `${plural(calls, 'call')}` : `${present} of ${plural(calls, 'call')}`];
  const mixed = lists > 0 && lists < present;
  if (mixed || longLists > 0) {
    comments.push(mixed ? 'sometimes a list, sometimes not' : 'lists of more than 64 items');
    return { condition: { kind: 'any' }, comments };
  }
  const { leaf, why } = proposeLeaf(counts.values, rules);
  if (why !== undefined) comments.push(why);
  if (leaf.kind === 'any' && lists === 0) return { condition: leaf, comments };
  const each: LeafCondition | EachCondition =
    lists === 0 ? leaf : { kind: 'each', of: leaf, allowEmpty: emptyLists > 0 };
  return { condition: present === calls ? each : { kind: 'absent-or', of: each }, comments };
}

function proposeLeaf(values: ValueCounts, rules: ProposalRules): LeafProposal {
  const { seen, strings, integers, booleans, others, paths } = values;
  if (seen === 0) return any('no value was seen');
  if (others > 0) return any('objects, fractions or null');
  if (Math.max(strings, integers, booleans) < seen) return any('values of several kinds');
  if (paths === seen) return proposePaths(values, rules);
  if (rules.about !== undefined) return any('names the person concerned; no value is listed');
  if (booleans === seen)
    return { leaf: { kind: 'one-of', values: [false, true].filter((one) => values.distinct.has(one)) } };
  if (integers === seen) {
    const { min, max } = values;
    if (isPlainInteger(min) && isPlainInteger(max)) return { leaf: { kind: 'range', min, max } };
    return any('large numbers may name a person; no value is listed');
  }
  return proposeWords(values, rules.references);
}

function proposeWords({ distinct, seen }: ValueCounts, references: ReadonlySet<string>): LeafProposal {
  if (distinct.size > MAX_DISTINCT) return any(`more than ${MAX_DISTINCT} different values`);
  const words = [...distinct].filter((one) => typeof one === 'string').sort();
  if (!words.every((word) => isPlainWord(word, references)))
    return any('free text, or values that may name a person; no value is listed');
  if (seen < 2 * words.length) return any('too few calls to take the values for a list');
  return { leaf: { kind: 'one-of', values: words } };
}

function proposePaths({ folders }: ValueCounts, { references, local, about }: ProposalRules): LeafProposal {
  const after = about?.segmentAfter;
  if (about !== undefined && after === undefined) return any('names the person concerned; no value is listed');
  const plain = folders.map((folder) => plainFolder(folder, references));
  const cut = plain.some((folder, i) => folder !== folders[i]);
  const roots = joinFolders(after === undefined ? plain : outermost([...plain, after]), MAX_ROOTS);
  if (roots.includes('/')) return any('paths without a common folder that may be written here');
  const why = [
    ...(cut ? ['cut above folder names that may name a person'] : []),
    ...(local ? [] : ['this server is elsewhere: its symbolic links cannot be followed']),
  ].join('; ');
  const leaf = { kind: 'path-within', roots, links: local ? 'resolve' : 'unchecked' } as const;
  return why === '' ? { leaf } : { leaf, why };
}

function any(why: string): LeafProposal {
  return { leaf: { kind: 'any' }, why };
}

/** `1 call`, `2 calls`. */
export function plural(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
