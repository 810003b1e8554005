/** What a draft means for the rows beside its record: persons it names, calls it opens and answers. Pure. */
import type { Committed, RecordDraft } from '@remit/record';
import type { OpenCallKind } from '../ipc/messages.ts';

/** Every handle that the record or its sealed content names. */
export function namedHandles(draft: RecordDraft, committed: Committed | undefined): string[] {
  const handles: string[] = [];
  if ('who' in draft && draft.who !== undefined) handles.push(draft.who.sub);
  if ('about' in draft && draft.about !== undefined) handles.push(...draft.about);
  if (draft.t === 'registry.change' && draft.chg.of !== undefined) handles.push(draft.chg.of);
  if (committed !== undefined) handles.push(...committed.subjects);
  // One by one: a batch of foreign events may name more persons than a call takes arguments.
  for (const handle of committed?.persons ?? []) handles.push(handle);
  return handles;
}

/**
 * A permitted call waits for its outcome, an escalated one for its second decision. A denial waits for nothing. A call
 * whose decision is not enforced was forwarded whatever was decided, so it waits for its outcome.
 */
export function opensCall(draft: RecordDraft): OpenCallKind | undefined {
  if (draft.t !== 'mcp.decision' && draft.t !== 'llm.decision') return undefined;
  if (draft.pol.enforced === false) return 'decision';
  switch (draft.pol.dec) {
    case 'permit':
    case 'permit_with_conditions':
      return 'decision';
    case 'escalate':
      return 'escalation';
    case 'deny':
      return undefined;
  }
}

const CLOSING: ReadonlySet<RecordDraft['t']> = new Set([
  'mcp.decision',
  'mcp.outcome',
  'llm.decision',
  'llm.outcome',
  'gap',
]);

/** Leaf hashes of the calls that this record answers: an outcome, a second decision or a gap names them in `cause`. */
export function closesCalls(draft: RecordDraft): readonly string[] {
  return CLOSING.has(draft.t) ? (draft.cause ?? []) : [];
}
