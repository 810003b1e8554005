/** What a report says of its joins: counts, those that were left apart, and what was not sought. */
import { tally } from '../projection/tally.ts';
import type { PackJoin } from './pack-join.ts';
import type { PackJoins } from './pack-joins.ts';

/** Joins that were left apart or contradict each other, listed in the report itself; 07_joins.jsonl holds all. */
const MOST_LISTED = 50;

/** Plain JSON data; nothing when joins were not computed. */
export function reportedJoins(joins: PackJoins | undefined): object {
  if (joins === undefined) return {};
  const { lines, limits } = joins;
  const apart = lines.filter(({ level, status }) => level === 'ambiguous' || status === 'broken');
  return {
    joins: {
      file: '07_joins.jsonl',
      says: SAYS,
      byKindAndLevel: tally(lines, ({ kind, level }) => `${kind} ${level}`),
      byStatus: tally(lines, ({ status }) => status),
      apart: apart.slice(0, MOST_LISTED).map(shown),
      apartCount: apart.length,
      limits,
    },
  };
}

const SAYS =
  'A join says that two records are of one thing, and how sure that is. Nothing is merged: each trace keeps what its own source shows, and the join is one of its links. Where several candidates fit, all are listed and none is chosen. Arguments are not in a pack, so that events without an id in common join by who, where, which tool and when, never surer than probable.';

function shown({ kind, left, right, level, basis, candidates, candidateCount, contradicts }: PackJoin): object {
  return {
    kind,
    left,
    other: right ?? candidates.join(' '),
    level,
    basis,
    candidates: candidateCount,
    ...(contradicts === undefined ? {} : { contradicts }),
  };
}
