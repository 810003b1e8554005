/**
 * Joins of a report: which events of several datasets, and which of Remit's own calls, are records of one thing. A pure
 * function of the leaves, the log and the operator's lists: the verifier computes it again (VERIFY.md, section 8c).
 */
import type { ImportedEvent } from '@remit/record';
import type { ImportedLink } from '../imported/custody.ts';
import type { Contradiction } from './contradiction.ts';
import { contradictionOf } from './contradiction.ts';
import type { Join } from './join-events.ts';
import { DEFAULT_WINDOW_MS, joinEvents } from './join-events.ts';
import type { Joinable, Names } from './joinable.ts';
import { isAlike, joinableOf } from './joinable.ts';
import { absentLinks, openedLinks, openingLines } from './opening-links.ts';
import { OWN } from './own-calls.ts';
import type { PackJoin } from './pack-join.ts';
import { linkOf, pairLine } from './pack-join.ts';
import type { OutcomeEvent, Swept, SweptBatch } from './sweep.ts';
import { callKey, MOST_HELD, sweep } from './sweep.ts';

/** What joins are computed from. */
export interface JoinInput {
  readonly batches: readonly (SweptBatch & { readonly signed: boolean })[];
  readonly names: Names;
  /** Who declared that two names are one person, and that two identities are one agent, in words; absent: nobody did. */
  readonly alias?: string;
  readonly agentsBy?: string;
  readonly own: readonly Joinable[];
  /** Ids of tool calls that a provider was seen to mint. */
  readonly minted: ReadonlySet<string>;
}

/** Two records of one call that contradict each other. `batch`: of the one that denied or stands left. */
export interface JoinContradiction extends Contradiction {
  readonly batch: string;
  readonly level: Join['level'];
}

/** The joins of a report. */
export interface PackJoins {
  /** Lines of 07_joins.jsonl, by left side, then right. */
  readonly lines: readonly PackJoin[];
  readonly contradictions: readonly JoinContradiction[];
  /** Why some joins were not sought; empty when all were. */
  readonly limits: readonly string[];
  /** Links of a foreign event. */
  linksOf(
    event: ImportedEvent,
    from: { readonly batch: string; readonly source: string; readonly vendor: string },
  ): ImportedLink[];
  /** True when no link and no outcome can come to the event, whatever the values of its ids, but for those of {@link paired}. */
  standsAlone(event: Pick<ImportedEvent, 'ids'>): boolean;
  /** True when the event of that reference is a side of a pair. */
  paired(ref: string): boolean;
  /** Links of an own call, by the id of its first decision. */
  linksOfCall(id: string): ImportedLink[];
  /** Outcomes that another installation of Remit recorded for a call. */
  outcomesOf(vendor: string, call: string): readonly OutcomeEvent[];
  /** All of them, by key of the call. */
  readonly outcomes: Swept['outcomes'];
}

/** Ids that name something which a trace says is absent, or the call whose outcome stands in another record. */
const NAMING = ['grant', 'downstream', 'forensic', 'call'];

/** Computes the joins of a report. */
export function packJoins(input: JoinInput): PackJoins {
  const swept = sweep(input.batches, input.names, input.own);
  const signed = new Map(input.batches.map(({ id, signed: is }) => [id, is]));
  const checked = (ref: string) => !ref.includes(':') || signed.get(batchOf(ref)) === true;
  const links = new Map<string, PackJoin[]>();
  const lines: PackJoin[] = [];
  const contradictions: JoinContradiction[] = [];
  const keep = (line: PackJoin) => {
    lines.push(line);
    for (const ref of [line.left, ...(line.right === undefined ? [] : [line.right])]) {
      const known = links.get(ref);
      if (known === undefined) links.set(ref, [line]);
      else known.push(line);
    }
  };
  for (const { join, l, r, other } of pairsOf(swept.held, input)) {
    const found = r === undefined ? undefined : contradictionOf(join.kind, l, r);
    const alias = r === undefined ? undefined : declaredBy(join, l, r, input);
    keep(
      pairLine(join, {
        between: [l.dataset, other],
        checked: checked(join.left) && checked(join.right ?? ''),
        vendor: l.vendor,
        ...(alias === undefined ? {} : { alias }),
        ...(found === undefined ? {} : { contradicts: found.says }),
      }),
    );
    if (found !== undefined)
      contradictions.push({ ...found, level: join.level, batch: batchOf(l.ref.includes(':') ? l.ref : (r ?? l).ref) });
  }
  const opening = openingLines(swept, checked);
  return {
    lines: [...lines, ...opening].sort((a, b) => compare(a.left, b.left) || compare(a.right ?? '', b.right ?? '')),
    contradictions,
    limits: limitsOf(swept),
    linksOf(event, from) {
      const self = `${from.batch}:${event.n}`;
      const pairs = links.get(self) ?? [];
      const opened = openedLinks(joinableOf(event, from, input.names), swept, checked);
      return [...pairs.map((line) => linkOf(line, self)), ...opened, ...absentLinks(event, self, pairs, opened)];
    },
    standsAlone: ({ ids }) => swept.openers.size === 0 && NAMING.every((id) => ids[id] === undefined),
    paired: (ref) => links.size > 0 && links.has(ref),
    linksOfCall: (id) => (links.get(id) ?? []).map((line) => linkOf(line, id)),
    outcomesOf: (vendor, call) => swept.outcomes.get(callKey(vendor, call)) ?? [],
    outcomes: swept.outcomes,
  };
}

interface FoundPair {
  readonly join: Join;
  readonly l: Joinable;
  /** Absent where several candidates were left apart. */
  readonly r: Joinable | undefined;
  /** Dataset of the right side. */
  readonly other: string;
}

const alike = ({ kind }: Joinable) => isAlike(kind);

/** Every pair of datasets once, in the order of their names; copies of one event also within a dataset. */
function* pairsOf(
  held: readonly Joinable[],
  { own, minted }: Pick<JoinInput, 'own' | 'minted'>,
): Generator<FoundPair, void, undefined> {
  const all = [...own, ...held];
  const byRef = new Map(all.map((event) => [event.ref, event]));
  const byDataset = new Map<string, Joinable[]>();
  for (const event of all) {
    const list = byDataset.get(event.dataset);
    if (list === undefined) byDataset.set(event.dataset, [event]);
    else list.push(event);
  }
  const names = [...byDataset.keys()].sort();
  const sides = (join: Join, left: string): FoundPair[] => {
    const l = byRef.get(left);
    const other = byRef.get(join.candidates[0] ?? '')?.dataset ?? '';
    return l === undefined ? [] : [{ join, l, r: byRef.get(join.right ?? ''), other }];
  };
  for (const [i, name] of names.entries()) {
    const left = byDataset.get(name) ?? [];
    for (const join of copies(left)) yield* sides(join, join.left);
    for (const other of names.slice(i + 1)) {
      const right = byDataset.get(other) ?? [];
      const sameVendor = left[0]?.vendor === right[0]?.vendor;
      const windowMs = DEFAULT_WINDOW_MS[sameVendor ? 'sameVendor' : 'acrossVendors'];
      for (const join of joinEvents(left, right, { windowMs, offsetMs: 0, minted, alike }))
        yield* sides(join, join.left);
    }
  }
}

/** Copies of one event that CloudTrail delivered to several accounts. */
function copies(events: readonly Joinable[]): Join[] {
  const groups = new Map<string, Joinable[]>();
  for (const event of events) {
    const id = event.ids['shared'];
    if (id === undefined) continue;
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [event]);
    else group.push(event);
  }
  return [...groups.values()].flatMap(([first, ...others]): Join[] => {
    if (first === undefined || others.length === 0) return [];
    const candidates = others.map(({ ref }) => ref).sort();
    const join = { kind: 'shared-event', left: first.ref, windowMs: 0, offsetMs: 0, candidates } as const;
    const [second] = candidates;
    return candidates.length === 1 && second !== undefined
      ? [{ ...join, right: second, level: 'exact', basis: 'id shared = shared' }]
      : [{ ...join, level: 'ambiguous', basis: 'id shared = shared, not unique' }];
  });
}

/** Whose word it is that the two sides have the same actor, where they name it in different ways. */
function declaredBy({ kind }: Join, l: Joinable, r: Joinable, { alias, agentsBy }: JoinInput): string | undefined {
  if (kind !== 'same-call') return undefined;
  const shared = l.actors.filter((actor) => r.actors.includes(actor));
  const agent = shared.some((actor) => actor.startsWith('agent:'));
  const person = shared.some((actor) => actor.startsWith('person:'));
  // What the two sources name alike needs nobody's word.
  if ((agent && l.identity === r.identity) || (person && l.person === r.person)) return undefined;
  return agent ? agentsBy : alias;
}

function limitsOf({ tooMany, openers }: Swept): string[] {
  return [
    ...(tooMany
      ? [
          `more than ${MOST_HELD} events may be joined: no pairs were sought; remit reconcile holds two sources against each other`,
        ]
      : []),
    ...(openers.full ? ['more sessions and logins than are kept: some events are not joined to theirs'] : []),
  ];
}

function batchOf(ref: string): string {
  const end = ref.indexOf(':');
  return end < 0 ? OWN : ref.slice(0, end);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
