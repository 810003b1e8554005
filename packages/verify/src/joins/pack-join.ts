/** One line of 07_joins.jsonl, and what it means for the links of a trace (log schemas reference §9, compliance reference §11). */
import type { CustodyStatus } from '@remit/record';
import { CustodyStatus as Status } from '@remit/record';
import type { ImportedLink } from '../imported/custody.ts';
import type { Join, JoinLevel } from './join-events.ts';
import type { PairKind } from './join-keys.ts';
import type { OpenerKind } from './openers.ts';

/** See the module header. `right` is absent where several candidates were left apart. */
export interface PackJoin {
  readonly schema: 'remit.join/1';
  readonly kind: PairKind | OpenerKind;
  readonly left: string;
  readonly right?: string;
  /** Datasets of the two sides. */
  readonly between: readonly [string, string];
  readonly level: JoinLevel;
  readonly status: CustodyStatus;
  readonly basis: string;
  readonly assertedBy?: string;
  readonly windowMs?: number;
  readonly offsetMs?: number;
  /** At most {@link MOST_CANDIDATES}, in text order. */
  readonly candidates: readonly string[];
  readonly candidateCount: number;
  readonly contradicts?: string;
  /** For the opening of a session: how many events belong to it, and the first of them. */
  readonly opens?: { readonly events: number; readonly first: readonly string[] };
}

/** Candidates that a line lists. */
export const MOST_CANDIDATES = 20;

/** What is known of the two sides when a join is written. */
export interface JoinSides {
  readonly between: readonly [string, string];
  /** Both sides stand in segments whose integrity was checked: own records, or objects that the vendor signed. */
  readonly checked: boolean;
  /** Whose ids they are. */
  readonly vendor: string;
  /** The operator's word that two names are one person or one agent, where the join needs it. */
  readonly alias?: string;
  readonly contradicts?: string;
}

/** The line of a pair. */
export function pairLine(join: Join, sides: JoinSides): PackJoin {
  const { kind, left, right, level, windowMs, offsetMs, candidates } = join;
  const { status, assertedBy } = standingOf(level, sides);
  return {
    schema: 'remit.join/1',
    kind,
    left,
    ...(right === undefined ? {} : { right }),
    between: sides.between,
    level,
    status,
    basis: sides.alias === undefined ? join.basis : `${join.basis}; two names of one actor`,
    ...(assertedBy === undefined ? {} : { assertedBy }),
    windowMs,
    offsetMs,
    candidates: candidates.slice(0, MOST_CANDIDATES),
    candidateCount: candidates.length,
    ...(sides.contradicts === undefined ? {} : { contradicts: sides.contradicts }),
  };
}

/** How far a join goes: `exact` between checked segments is verified, any other merged level is somebody's word. */
export function standingOf(
  level: JoinLevel,
  { checked, vendor, alias, contradicts }: Omit<JoinSides, 'between'>,
): { readonly status: CustodyStatus; readonly assertedBy?: string } {
  if (contradicts !== undefined) return { status: Status.Broken };
  if (level === 'ambiguous') return { status: Status.Absent };
  if (alias !== undefined) return { status: Status.Asserted, assertedBy: alias };
  if (level === 'exact' && checked) return { status: Status.Verified };
  if (level === 'exact') return { status: Status.Asserted, assertedBy: vendor };
  if (level === 'asserted') return { status: Status.Asserted, assertedBy: 'the client' };
  return { status: Status.Asserted, assertedBy: 'Remit: inferred by the rule of VERIFY.md, section 8c' };
}

const SAYS: Readonly<Record<PackJoin['kind'], string>> = {
  request: 'also shown by',
  'forensic-copy': 'content of',
  'shared-event': 'also delivered as',
  guardrail: 'checked in',
  call: 'also shown by',
  downstream: 'led to or came from',
  trace: 'in one trace with',
  'tool-use': 'tool use of',
  'same-call': 'also shown by',
  grant: 'in the sign-in session granted by',
  session: 'in the session opened by',
  login: 'after the login',
};

/** The link of one side. `self`: the trace it stands in. */
export function linkOf(join: PackJoin, self: string): ImportedLink {
  const other = join.left === self ? join.right : join.left;
  const method = [
    `${join.level}: ${join.basis}`,
    ...(join.contradicts === undefined ? [] : [`the two contradict each other: ${join.contradicts}`]),
  ].join('; ');
  return {
    from: self,
    to: other ?? `${join.candidateCount} candidates, in 07_joins.jsonl`,
    relation: SAYS[join.kind],
    status: join.status,
    method,
    ...(join.assertedBy === undefined ? {} : { assertedBy: join.assertedBy }),
  };
}

/** The link that a source names and no source in the report supplies. */
export function absentLink(self: string, kind: 'grant' | 'downstream' | 'forensic-copy', of: string): ImportedLink {
  const method = 'the source names it; no log in this report shows it';
  return { from: self, to: of, relation: SAYS[kind], status: Status.Absent, method };
}
