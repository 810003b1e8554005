/** Grants, logins and sessions of one person: they are no decisions, and decisions follow from them. */
import type { ImportedEvent } from '@remit/record';
import type { ForeignSource } from '../foreign/foreign-traces.ts';
import { foreignEvents } from '../foreign/foreign-traces.ts';
import type { AnswerRow } from './answer.ts';

/** What opened something, with its place `BATCH:n`. */
export interface PersonOpener {
  readonly id: string;
  readonly handle: string;
  readonly row: AnswerRow;
}

const SAYS: Readonly<Record<string, string>> = {
  grant: 'the person gave a grant at sign-in',
  login: 'the person logged in',
  session: 'the person opened or ended a session',
};

/** Those of the handles, by place. */
export function personOpeners(source: ForeignSource, handles: ReadonlySet<string>): Map<string, PersonOpener> {
  const found = new Map<string, PersonOpener>();
  for (const { event, batch } of foreignEvents(source)) {
    const why = SAYS[event.kind];
    const handle = event.who.sub;
    if (why === undefined || handle === undefined || !handles.has(handle)) continue;
    const id = `${batch.record.id}:${event.n}`;
    found.set(id, { id, handle, row: rowOf(event, id, why) });
  }
  return found;
}

function rowOf(event: ImportedEvent, id: string, why: string): AnswerRow {
  const { srv, method, res } = event.act;
  return {
    id,
    of: 'foreign event',
    at: event.ts ?? '',
    agent: event.who.agent ?? '',
    what: `${srv ?? event.src.dataset}/${method ?? res ?? event.kind}`,
    decision: event.dec?.result ?? 'none shown',
    verdict: '',
    why,
  };
}
