/** What the log shows of the keys behind a person: created for whom, with which roles, revoked when. */
import type { RecordOf, Who } from '@remit/record';
import type { Located, LogView } from './log-view.ts';
import { recordsOf } from './log-view.ts';

/** A registry change in its place. */
export type RegistryChange = Located<RecordOf<'registry.change'>>;

/** `held`: a key of this person was in force. `revoked`: there were some, all revoked before. `unknown`: none in the log. */
export type KeyEvidence =
  | { readonly kind: 'held'; readonly by: RegistryChange }
  | { readonly kind: 'revoked'; readonly by: RegistryChange }
  | { readonly kind: 'unknown' };

/** The keys that the log knows. */
export interface KeyHistory {
  /** Evidence for who acted in a record: a key of that person, bound to that agent, with the role if one is asked for. */
  evidenceFor(who: Who, at: Located, role?: string): KeyEvidence;
}

// A call that was under way when its key was revoked may still leave its decision for a moment.
const CHANGEOVER_MS = 10_000;

/** Reads the key history of a log. */
export function readKeyHistory(view: LogView): KeyHistory {
  const changes = recordsOf(view, 'registry.change');
  const created = changes.filter(({ record }) => record.chg.what === 'key.create');
  const revoked = new Map<string, RegistryChange>();
  for (const change of changes)
    if (change.record.chg.what === 'key.revoke' && !revoked.has(change.record.chg.ref))
      revoked.set(change.record.chg.ref, change);
  return {
    evidenceFor(who, at, role) {
      const fitting = created.filter(
        ({ index, record: { chg } }) =>
          index < at.index &&
          chg.of === who.sub &&
          chg.agent === who.agent &&
          (role === undefined || chg.roles?.includes(role) === true),
      );
      const held = fitting.findLast(({ record }) => !isOver(revoked.get(record.chg.ref), at));
      if (held !== undefined) return { kind: 'held', by: held };
      const last = revoked.get(fitting.at(-1)?.record.chg.ref ?? '');
      return last === undefined ? { kind: 'unknown' } : { kind: 'revoked', by: last };
    },
  };
}

function isOver(revocation: RegistryChange | undefined, at: Located): boolean {
  if (revocation === undefined || revocation.index > at.index) return false;
  return Date.parse(revocation.record.ts) <= Date.parse(at.record.ts) - CHANGEOVER_MS;
}
