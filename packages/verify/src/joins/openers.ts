/**
 * What later events belong to: the grant that a person gave at sign-in, the opening of a session, the login before it (log
 * schemas reference §8, §9). Many events belong to one, so these joins are kept by the opener and looked up event by event.
 */
import type { JoinLevel } from './join-events.ts';
import type { Joinable } from './joinable.ts';

/** What an opener is to the events after it. */
export type OpenerKind = 'grant' | 'session' | 'login';

/** An event that others belong to. */
export interface Opener {
  readonly kind: OpenerKind;
  readonly ref: string;
  readonly at?: number;
  readonly dataset: string;
  readonly vendor: string;
  readonly basis: string;
}

/** What {@link Openers.of} found for an event. `opener` is absent when several fit: they are the candidates. */
export interface Opened {
  readonly kind: OpenerKind;
  readonly level: JoinLevel;
  readonly basis: string;
  readonly opener?: Opener;
  readonly candidates: readonly string[];
}

/** A login covers the calls of its session for at most a day (§9). */
const LOGIN_MS = 24 * 60 * 60 * 1000;
/** Openers of one key that are kept; sessions are opened once, and a person logs in a few times a day. */
const MOST_OF_KEY = 64;
const MOST_KEYS = 200_000;

/** The openers of a report. */
export interface Openers {
  add(event: Joinable): void;
  /** In the order in which they were met. */
  all(): readonly Opener[];
  readonly size: number;
  /** More keys than are kept were seen: what is beyond is not joined. */
  readonly full: boolean;
  /** True when events of a login must be read for who and where. */
  readonly logins: boolean;
  of(event: Joinable): Opened[];
}

export function createOpeners(): Openers {
  const byKey = new Map<string, Opener[]>();
  let full = false;
  let logins = false;
  return {
    get size() {
      return byKey.size;
    },
    get full() {
      return full;
    },
    get logins() {
      return logins;
    },
    all: () => [...new Map([...byKey.values()].flat().map((opener) => [opener.ref, opener])).values()],
    add(event) {
      const kind = openerKind(event);
      if (kind === undefined) return;
      for (const key of keysFor(kind, event)) {
        const { ref, dataset, vendor, at } = event;
        const opener = { kind, ref, dataset, vendor, basis: BASIS[kind], ...(at === undefined ? {} : { at }) };

        const known = byKey.get(key);
        if (known !== undefined && known.length < MOST_OF_KEY) known.push(opener);
        else if (known === undefined && byKey.size < MOST_KEYS) byKey.set(key, [opener]);
        else full = true;
        if (kind === 'login') logins = true;
      }
    },
    of: (event) =>
      openerKind(event) !== undefined
        ? []
        : (['grant', 'session', 'login'] as const).flatMap((kind) => openedBy(kind, event, byKey) ?? []),
  };
}

/** Kinds of events that open something; undefined for all others. */
export function openerKind({ kind, decision }: Pick<Joinable, 'kind' | 'decision'>): OpenerKind | undefined {
  if (kind === 'grant' || kind === 'session') return kind;
  return kind === 'login' && decision !== 'deny' ? 'login' : undefined;
}

function keysFor(kind: OpenerKind, event: Joinable): string[] {
  const { vendor, dataset, ids, actors, host } = event;
  const { grant, session, portal } = ids;
  if (kind === 'grant') return grant === undefined ? [] : [`grant\n${vendor}\n${grant}`];
  if (kind === 'session')
    return session === undefined ? [] : [`session\n${vendor}\n${dataset}\n${portal ?? ''}\n${session}`];
  if (host === undefined) return [];
  return actors.filter((actor) => actor.startsWith('person:')).map((actor) => `login\n${actor}\n${host}`);
}

function openedBy(kind: OpenerKind, event: Joinable, byKey: ReadonlyMap<string, Opener[]>): Opened | undefined {
  const known = keysFor(kind, event).flatMap((key) => byKey.get(key) ?? []);
  // Of a grant or a session the first one opened it; what follows renews it. Of logins only the day before counts.
  const before = known.filter(({ at }) => covers(kind, at, event.at));
  const times = before.map(({ at }) => at ?? Number.NEGATIVE_INFINITY);
  const first = Math.min(...times);
  const chosen = kind === 'login' ? before : before.filter(({ at }) => (at ?? Number.NEGATIVE_INFINITY) === first);
  const [opener] = chosen;
  if (opener === undefined) return undefined;
  const candidates = chosen.map(({ ref }) => ref).sort();
  const basis = BASIS[kind];
  if (chosen.length > 1) return { kind, level: 'ambiguous', basis: `${basis}, several candidates`, candidates };
  return { kind, level: kind === 'login' ? 'probable' : 'exact', basis, opener, candidates };
}

const BASIS = {
  grant: 'id grant: the sign-in session of the person',
  session: 'id session',
  login: 'person and host, a login at most 24 h before',
} as const;

function covers(kind: OpenerKind, opened: number | undefined, at: number | undefined): boolean {
  if (kind !== 'login') return opened === undefined || at === undefined || opened <= at;
  return opened !== undefined && at !== undefined && opened <= at && at - opened <= LOGIN_MS;
}
