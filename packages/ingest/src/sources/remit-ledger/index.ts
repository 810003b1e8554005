/**
 * The exported log of another Remit installation: each leaf is one event (ledger reference §2). Its content is committed to,
 * not shown, so arguments and results are not in the source. The raw record is the leaf itself: its digest and its leaf hash
 * are those of the other log.
 */
import { ok, toBase64Url } from '@remit/core';
import type { EventKind } from '@remit/record';
import { leafHash } from '@remit/tlog';
import type { MappedEvent, RawRecord, RecordContext, Source } from '../../source.ts';
import type { EventDraft } from '../mapping/event-draft.ts';
import { createEventDraft } from '../mapping/event-draft.ts';
import { rfc3339Ms } from '../mapping/times.ts';
import { listOf, textOf } from '../mapping/values.ts';
import { remitRecords } from './dataset.ts';

const KINDS: ReadonlyMap<string, EventKind> = new Map([
  ['llm.decision', 'model-call'],
  ['session.open', 'session'],
  ['session.close', 'session'],
  ['scope.declare', 'change'],
  ['policy.activate', 'change'],
  ['tool.define', 'change'],
  ['registry.change', 'change'],
  ['config.change', 'change'],
  ['approval', 'grant'],
]);
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** See the module header. */
export const remitLedger: Source = {
  id: 'remit.ledger',
  vendor: 'Remit, run by another operator',
  parser: 'remit.ledger/2',
  datasets: [remitRecords],
  custody:
    'Custody before ingest: verified where the checkpoint opens with a key that the operator gave and the tree of the records ' +
    'gives its root; asserted by the other operator otherwise.',
  detect: ({ value }) => (isRemitRecord(value) ? remitRecords.id : undefined),
  map: (record, _dataset, context) => ok(mapRemitRecord(record, context)),
};

function isRemitRecord(value: Readonly<Record<string, unknown>>): boolean {
  const { v, t, id, org, w } = value;
  const named = typeof t === 'string' && typeof org === 'string' && typeof id === 'string';
  return v === 1 && named && ULID.test(id) && typeof w === 'object' && w !== null;
}

function mapRemitRecord(record: RawRecord, context: RecordContext): MappedEvent {
  const draft = createEventDraft(record, remitRecords, context);
  draft.time(rfc3339Ms, 'ts');
  draft.id('id');
  draft.text('who.acct', 'org');
  // A handle means nothing outside its log: with the origin it is one person of one installation.
  const person = draft.at('who.sub');
  if (typeof person === 'string') draft.put('who.sub', `${person}@${textOf(draft.at('org'))}`, 'who.sub');
  else draft.miss('who.sub', 'not_in_record');
  draft.text('who.agent', 'who.agent');
  draft.text('who.client', 'who.client');
  draft.text('act.srv', 'act.srv');
  const method = draft.text('act.method', 'act.method', 't');
  draft.text('act.tool', 'act.tool');
  draft.text('model.prov', 'model.prov');
  draft.text('model.req', 'model.req');
  draft.text('model.resp', 'model.resp');
  draft.text('ids.session', 's.id');
  draft.text('ids.scope', 'scope.sha');
  draft.text('ids.writer', 'w.id');
  const n = draft.at('w.n');
  if (Number.isSafeInteger(n)) draft.put('ids.seq', String(n), 'w.n');
  mapDecision(draft);
  mapOutcome(draft);
  const type = textOf(draft.at('t'));
  mapCall(record, draft, type);
  return draft.finish(kindOf(type, method));
}

function kindOf(type: string, method: string | undefined): EventKind {
  // Invariant: one call counts once. Its decision is the call; its outcome joins it by `ids.call`.
  if (type === 'mcp.decision') return method === 'tools/call' ? 'tool-call' : 'api-call';
  return KINDS.get(type) ?? 'other';
}

function mapDecision(draft: EventDraft): void {
  const result = draft.at('pol.dec');
  if (result !== 'permit' && result !== 'deny' && result !== 'permit_with_conditions' && result !== 'escalate') return;
  draft.decided(result, 'pol.dec', 'pol.dec');
  draft.text('dec.by', 'scope.id');
  draft.rules(listOf(draft.at('pol.rules')), 'pol.rules');
  if (draft.at('pol.enforced') === false) draft.observedOnly('pol.enforced');
  if (draft.at('pol.eval') === 'not-evaluated') draft.flag('not-evaluated');
}

function mapOutcome(draft: EventDraft): void {
  const status = draft.at('out.status');
  if (status !== 'executed' && status !== 'errored' && status !== 'refused' && status !== 'unknown') return;
  draft.outcome(status, 'out.status');
  draft.text('out.code', 'out.why');
  draft.count('out.ms', 'out.ms');
}

// A decision and its outcome are two records. Both carry the leaf hash of the decision, so they can be put together again.
function mapCall(record: RawRecord, draft: EventDraft, type: string): void {
  if (type.endsWith('.decision')) {
    draft.put('ids.call', toBase64Url(leafHash(record.bytes)), '$');
    draft.flag('decision-record');
  } else if (type.endsWith('.outcome')) {
    draft.text('ids.call', 'cause[0]');
    draft.flag('outcome-record');
  } else if (type === 'tool.define') {
    draft.text('ids.definition', 'act.tool_sha');
  } else if (type === 'gap') {
    // Why a decision has no outcome: it names the decision as its cause.
    draft.text('ids.call', 'cause[0]');
    draft.flag('gap-record');
  }
}
