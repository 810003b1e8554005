/** Reads the calls of one agent and drafts a scope file from those that went through. */
import { fromUtf8 } from '@remit/core';
import type { LedgerReader } from '@remit/ledger';
import type { RecordOf } from '@remit/record';
import type { DeclaredScope } from '@remit/scope';
import { createScopeDraft, parseScope } from '@remit/scope';
import type { DraftInput, DraftResult } from './jobs.ts';
import { argumentsOf, recordedCalls } from './recorded-calls.ts';

/** The draft, or why there is none: no call, or more than one agent to choose from. */
export function draftJob(reader: LedgerReader, { agent, period, local }: DraftInput): DraftResult {
  const agents = new Set<string>();
  let newest: RecordOf<'mcp.decision'> | undefined;
  for (const { record } of recordedCalls(reader, period)) {
    if (record.who.agent === undefined || (agent !== undefined && record.who.agent !== agent)) continue;
    agents.add(record.who.agent);
    if (record.scope !== undefined) newest = record;
  }
  const [only] = agents;
  if (only === undefined) return { kind: 'no-calls' };
  if (agents.size > 1) return { kind: 'choose', agents: [...agents].sort() };

  const current = scopeOf(reader, newest);
  const draft = createScopeDraft({ agent: only, local, ...(current === undefined ? {} : { current }) });
  const leftOut = { denied: 0, unreadable: 0 };
  const personOf = references(reader);
  for (const { record, wentThrough } of recordedCalls(reader, period)) {
    if (record.who.agent !== only) continue;
    if (!wentThrough) {
      leftOut.denied += 1;
      continue;
    }
    const found = argumentsOf(reader, record);
    if (found.kind === 'gone') leftOut.unreadable += 1;
    else {
      const { srv, tool = '' } = record.act;
      const named = [record.who.sub, ...(record.about ?? [])].flatMap(personOf);
      draft.observe({ server: srv, tool, args: found.args, references: named });
    }
  }
  return { kind: 'draft', agent: only, calls: draft.calls, yaml: draft.text(leftOut) };
}

/** The scope file that a decision cites, from the ledger's own copy. */
function scopeOf(reader: LedgerReader, record: RecordOf<'mcp.decision'> | undefined): DeclaredScope | undefined {
  const bytes = record?.scope === undefined ? undefined : reader.blob(record.scope.sha);
  const text = bytes === undefined ? undefined : fromUtf8(bytes);
  const parsed = text === undefined ? undefined : parseScope(text);
  return parsed?.ok === true ? parsed.value : undefined;
}

/** The person behind a handle, each looked up once; none when erased. */
function references(reader: LedgerReader): (handle: string) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (handle) => {
    const found = known.get(handle) ?? [reader.subject(handle)?.reference ?? []].flat();
    known.set(handle, found);
    return found;
  };
}
