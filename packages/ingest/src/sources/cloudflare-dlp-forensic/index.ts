/**
 * Cloudflare `dlp_forensic_copies`: bodies of requests and responses that a data loss rule matched (log schemas reference
 * §2.4). JSON-RPC arguments and results can be recovered here, for that traffic only. Its `GatewayRequestID` is the
 * `RequestID` of `gateway_http`: the vendor's one reliable join key.
 */
import { fromBase64, fromUtf8, ok } from '@remit/core';
import type { DatasetInfo, RawRecord, RecordContext, Source } from '../../source.ts';
import { cloudflareTime } from '../cloudflare-common/datetime.ts';
import { CLOUDFLARE_CUSTODY, hasMembers } from '../cloudflare-common/envelope.ts';
import type { EventDraft } from '../mapping/event-draft.ts';
import { createEventDraft } from '../mapping/event-draft.ts';
import { messageOfText, putAnswer, putRequest } from '../mapping/json-rpc.ts';
import { memberOf } from '../mapping/member-path.ts';
import { headerOf } from './headers.ts';

const forensicCopies: DatasetInfo = {
  id: 'cloudflare.dlp_forensic_copies',
  title: 'Cloudflare DLP forensic copies',
  ceiling: 'D',
  absent: ['who.sub', 'dec.result', 'model.req', 'use.in'],
  limits: {
    'c.args': 'only traffic that a data loss rule matched',
    'c.result': 'only traffic that a data loss rule matched',
    'who.client': 'user-agent header, as the client names itself',
    'act.tool': 'in the payload, when it is a JSON-RPC message',
    'ids.rule': 'the rule that matched; what it decided stands in gateway_http',
  },
};

/** See the module header. */
export const cloudflareDlpForensic: Source = {
  id: 'cloudflare.dlp-forensic',
  vendor: 'Cloudflare',
  parser: 'cloudflare.dlp-forensic/1',
  datasets: [forensicCopies],
  custody: CLOUDFLARE_CUSTODY,
  detect: (record) => (hasMembers(record, 'ForensicCopyID') ? forensicCopies.id : undefined),
  map: (record, _dataset, context) => ok(mapForensicCopy(record, context)),
};

function mapForensicCopy(record: RawRecord, context: RecordContext) {
  const draft = createEventDraft(record, forensicCopies, context);
  draft.time(cloudflareTime, 'Datetime');
  draft.id('ForensicCopyID');
  draft.text('who.acct', 'AccountID');
  draft.text('ids.forensic', 'GatewayRequestID');
  draft.text('ids.rule', 'TriggeredRuleID');
  putHeader(draft, 'who.client', 'user-agent');
  putHeader(draft, 'act.srv', 'host');
  putHeader(draft, 'ids.session', 'mcp-session-id');
  mapPayload(draft, draft.at('Phase') === 'response' ? 'response' : 'request');
  return draft.finish('payload');
}

function putHeader(draft: EventDraft, field: 'who.client' | 'act.srv' | 'ids.session', name: string): void {
  const header = headerOf(draft.at('Headers'), name);
  if (header === undefined) return draft.miss(field, 'not_in_record');
  const path = memberOf('Headers', header.name);
  draft.put(field, header.value, header.inList ? `${path}[0]` : path);
}

function mapPayload(draft: EventDraft, phase: 'request' | 'response'): void {
  const field = phase === 'request' ? 'c.args' : 'c.result';
  draft.miss(phase === 'request' ? 'c.result' : 'c.args', 'not_in_record');
  const payload = draft.at('Payload');
  if (typeof payload !== 'string' || payload === '') return draft.miss(field, 'not_in_record');
  const bytes = fromBase64(payload);
  const text = bytes === undefined ? undefined : fromUtf8(bytes);
  if (text === undefined) return unread(draft, field, 'payload-unreadable');
  const found = messageOfText(text, 'Payload|base64');
  if (found === undefined) return unread(draft, field, 'payload-not-json-rpc');
  // One record cannot stand for several calls: which of them the rule matched is not said.
  if (found === 'several') return unread(draft, field, 'payload-several-messages');
  if (phase === 'request') putRequest(draft, found);
  else putAnswer(draft, found);
}

function unread(draft: EventDraft, field: string, flag: string): void {
  draft.miss(field, 'unreadable');
  draft.flag(flag);
}
